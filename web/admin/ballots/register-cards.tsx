/**
 * Cards that were made on a machine without a network: their hashes come in as the file that `pingyi ballot-cards` wrote.
 *
 * Promise: the file holds no code; one of another cycle or another key is refused, since its cards could never vote.
 */
import { App, Form, Input, InputNumber, type FormInstance } from 'antd';
import { z } from 'zod';
import { getPoll, registerCards, type PollStanding } from '#contract';
import { useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { FileButton } from '../shared/file-button.tsx';

const { style, cardHashes } = registerCards.body.shape;
const fileSchema = z.object({ cycleId: z.string(), fingerprint: z.string(), style, cardHashes });
type CardFile = z.infer<typeof fileSchema>;

interface RegisterValues {
  readonly file?: CardFile;
  readonly said: string;
  readonly spare: number;
}

/** Why a file cannot be taken, or null. */
function whyNot({ cycleId, fingerprint, style: code }: CardFile, poll: PollStanding): string | null {
  if (cycleId !== poll.cycleId) return '这是为另一个评价周期做的卡';
  if (fingerprint !== poll.keyFingerprint)
    return '卡上印的公钥指纹不是现在登记的计票公钥，这样的卡投不了票，请重新制卡';
  return poll.styles.some((one) => one.code === code) ? null : `没有票种${code}`;
}

function HashFile({ poll }: { readonly poll: PollStanding }) {
  const { message } = App.useApp();
  const form: FormInstance<RegisterValues> = Form.useFormInstance<RegisterValues>();
  const read = async (chosen: File) => {
    let file: CardFile;
    try {
      file = fileSchema.parse(JSON.parse(await chosen.text()));
    } catch {
      void message.error('这不是 pingyi ballot-cards 写的 card-hashes-票种.json');
      return;
    }
    const reason = whyNot(file, poll);
    if (reason !== null) {
      void message.error(reason);
      return;
    }
    form.setFieldsValue({ file, said: `票种${file.style}，共${file.cardHashes.length}张` });
  };
  return (
    <p>
      <FileButton accept=".json,application/json" label="卡的摘要文件" onFile={(file) => void read(file)}>
        读入摘要文件
      </FileButton>
    </p>
  );
}

export function RegisterCards({ poll }: { readonly poll: PollStanding }) {
  const { message } = App.useApp();
  const register = useWrite(registerCards, [getPoll]);
  return (
    <DialogButton<RegisterValues>
      label="登记离线制的卡"
      title="登记离线制的卡"
      okText="登记"
      initialValues={{ said: '' }}
      onSubmit={async ({ file, spare }) => {
        if (!file) return;
        const { number, printed } = await register.mutateAsync({
          params: { cycleId: poll.cycleId },
          body: { style: file.style, spare, cardHashes: file.cardHashes },
        });
        void message.success(`第${number}批${printed}张已登记`);
      }}
    >
      <p>
        在不联网的电脑上用<code>pingyi ballot-cards</code>
        做的卡，把它写的card-hashes文件带来登记。文件里只有摘要，没有卡上的码。
      </p>
      <HashFile poll={poll} />
      <Form.Item name="file" hidden>
        <Input />
      </Form.Item>
      <Form.Item name="said" label="读到的卡" rules={[{ required: true, message: '请先读入摘要文件' }]}>
        <Input readOnly placeholder="还没有读入" />
      </Form.Item>
      <Form.Item
        name="spare"
        label="其中备用卡"
        extra="每个票种不超过应发数的十分之一（至少可印5张）；没用的截止后要拆封作废"
        rules={[{ required: true, message: '请填张数' }]}
      >
        <InputNumber min={0} max={1000} precision={0} />
      </Form.Item>
    </DialogButton>
  );
}
