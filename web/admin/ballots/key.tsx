/** The poll's key: made by three trustees on a machine without a network; only its public half comes here. */
import { App, Form, Input } from 'antd';
import { z } from 'zod';
import { getPoll, setPollKey, type PollStanding } from '#contract';
import { useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { FileButton } from '../shared/file-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Section } from '../shared/page.tsx';

export const OFFLINE_TOOL = '/site/pingyi-offline.html';

interface KeyValues {
  readonly publicKey: string;
  readonly holder1: string;
  readonly holder2: string;
  readonly holder3: string;
}
const keyFileSchema = z.object({ publicKey: z.string(), holders: z.array(z.string()).default([]) });
const { publicKey: keySchema } = setPollKey.body.shape;

/** Fills the form from the file the trustees' tool saved; it holds nothing secret. */
function KeyFile() {
  const { message } = App.useApp();
  const form = Form.useFormInstance<KeyValues>();
  const read = async (file: File) => {
    try {
      const { publicKey, holders } = keyFileSchema.parse(JSON.parse(await file.text()));
      const [holder1 = '', holder2 = '', holder3 = ''] = holders;
      form.setFieldsValue({ publicKey, holder1, holder2, holder3 });
    } catch {
      void message.error('这不是制钥工具保存的公钥文件（poll-key.json）');
    }
  };
  return (
    <p>
      <FileButton accept=".json,application/json" label="公钥文件" onFile={(file) => void read(file)}>
        读入公钥文件
      </FileButton>
    </p>
  );
}

export function KeySection({ poll, office }: { readonly poll: PollStanding; readonly office: boolean }) {
  const { message } = App.useApp();
  const save = useWrite(setPollKey, [getPoll]);
  const { publicKey, keyFingerprint, keyHolders, batches, issuing } = poll;
  const may = office && poll.state === 'rolled' && batches.length === 0 && issuing === null;
  return (
    <Section
      title="计票密钥"
      actions={
        may ? (
          <DialogButton<KeyValues>
            label={publicKey === null ? '登记公钥' : '更换公钥'}
            type={publicKey === null ? 'primary' : 'default'}
            title="登记计票公钥"
            okText="登记"
            initialValues={{
              publicKey: publicKey ?? '',
              holder1: keyHolders[0] ?? '',
              holder2: keyHolders[1] ?? '',
              holder3: keyHolders[2] ?? '',
            }}
            onSubmit={async (values) => {
              await save.mutateAsync({
                params: { cycleId: poll.cycleId },
                body: { publicKey: values.publicKey.trim(), holders: [values.holder1, values.holder2, values.holder3] },
              });
              void message.success('公钥已登记，请三个保管单位核对指纹');
            }}
          >
            <KeyFile />
            <Form.Item name="publicKey" label="公钥（64位）" required rules={[fieldRule(keySchema)]}>
              <Input className="mono-field" autoComplete="off" />
            </Form.Item>
            {[1, 2, 3].map((n) => (
              <Form.Item
                key={n}
                name={`holder${n}`}
                label={`第${n}份由谁保管`}
                rules={[{ required: true, message: '请写明保管单位' }]}
              >
                <Input maxLength={40} autoComplete="off" />
              </Form.Item>
            ))}
          </DialogButton>
        ) : undefined
      }
    >
      {publicKey === null || keyFingerprint === null ? (
        <p>
          三个保管单位到场，在一台不联网的电脑上用
          <a className="underlined" href={OFFLINE_TOOL}>
            制钥和开箱工具
          </a>
          （一个网页文件，下载后用U盘拷去打开）生成密钥；命令行也可以：
          <code>pingyi ballot-key</code>。私钥拆成三份，各印一张，任两份可开箱，从不进入平台；带回来登记的只有公钥。
        </p>
      ) : (
        <dl className="facts wide-facts">
          <div>
            <dt>公钥指纹（印在卡上，请三个保管单位核对）</dt>
            <dd className="mono-field">{(keyFingerprint.match(/.{4}/g) ?? []).join(' ')}</dd>
          </div>
          <div>
            <dt>私钥三份，任两份可开箱</dt>
            <dd>{keyHolders.join('、')}</dd>
          </div>
        </dl>
      )}
      {may && publicKey !== null ? <p className="soft">印卡以前可以更换；印了卡就不能再换。</p> : null}
    </Section>
  );
}
