/**
 * Cards: made and printed in this browser, batch by batch; handed out, voided, counted.
 *
 * Promise: codes never leave this browser but on paper: the platform is sent hashes of public keys, sorted there. Voiding says nothing
 * about whether a card had voted.
 */
import { App, Alert, Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { cardOf, makeCards, parseFragment } from '#ballot-client';
import { getPoll, noteHandOut, registerCards, voidCards, type CardBatch, type PollStanding } from '#contract';
import { useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Section } from '../shared/page.tsx';
import { CardSheets, type PrintedBatch } from './card-sheets.tsx';
import { RegisterCards } from './register-cards.tsx';

interface MakeValues {
  readonly style: string;
  readonly count: number;
  readonly spare: number;
  readonly address: string;
}

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

function MakeCards({ poll, onMade }: { readonly poll: PollStanding; readonly onMade: (batch: PrintedBatch) => void }) {
  const register = useWrite(registerCards, [getPoll]);
  const first = poll.styles.find(({ raters, printed }) => printed < raters) ?? poll.styles[0];
  return (
    <DialogButton<MakeValues>
      label="制卡"
      type="primary"
      title="制一批卡"
      okText="登记并准备打印"
      initialValues={{
        style: first?.code ?? '',
        count: Math.max(0, (first?.raters ?? 0) - (first?.printed ?? 0)),
        spare: 2,
        address: `${window.location.origin}/b`,
      }}
      onSubmit={async ({ style, count, spare, address }) => {
        const cards = makeCards(random, poll.cycleId, count + spare);
        const { number } = await register.mutateAsync({
          params: { cycleId: poll.cycleId },
          body: { style, spare, cardHashes: cards.map(({ hash }) => hash) },
        });
        onMade({ number, style, address, codes: cards.map(({ code }) => code) });
      }}
    >
      <p>
        卡上的码在这台电脑的浏览器里随机生成，只印到纸上；登记到平台的只有摘要。请用直接连线的打印机、两人在场，印完清空打印队列。也可以在不联网的电脑上用命令行
        <code>pingyi ballot-cards</code>制卡，再来登记。
      </p>
      <Form.Item name="style" label="票种">
        <Select
          options={poll.styles.map(({ code, name, raters, printed }) => ({
            value: code,
            label: `${code} ${name}（应发${raters}张，已印${printed}张）`,
          }))}
        />
      </Form.Item>
      <Form.Item name="count" label="发给评价人的张数" rules={[{ required: true, message: '请填张数' }]}>
        <InputNumber min={0} max={9000} precision={0} />
      </Form.Item>
      <Form.Item
        name="spare"
        label="备用卡"
        extra="每个票种不超过应发数的十分之一（至少可印5张）；没用的截止后要拆封作废"
      >
        <InputNumber min={0} max={1000} precision={0} />
      </Form.Item>
      <Form.Item
        name="address"
        label="投票网址"
        extra="投票用另一个域名的，请改成那个域名"
        rules={[{ type: 'url', message: '请写完整网址' }]}
      >
        <Input maxLength={120} />
      </Form.Item>
    </DialogButton>
  );
}

function HandOut({ poll, batch }: { readonly poll: PollStanding; readonly batch: CardBatch }) {
  const note = useWrite(noteHandOut, [getPoll]);
  return (
    <DialogButton<{ handedOut: number }>
      label={batch.handedOut === null ? '登记发放' : '更正'}
      size="small"
      accessibleLabel={`${batch.handedOut === null ? '登记发放' : '更正'}：第${batch.number}批`}
      title={`第${batch.number}批实际发出多少张`}
      okText="登记"
      initialValues={{ handedOut: batch.handedOut ?? batch.printed - batch.spare }}
      onSubmit={({ handedOut }) =>
        note.mutateAsync({ params: { cycleId: poll.cycleId }, body: { batch: batch.number, handedOut } })
      }
    >
      <p>只登记张数，不登记发给谁。发出的加上未用收回的，要等于印的{batch.printed}张。</p>
      <Form.Item name="handedOut" label="发出的张数" rules={[{ required: true, message: '请填张数' }]}>
        <InputNumber min={0} max={batch.printed} precision={0} />
      </Form.Item>
    </DialogButton>
  );
}

/** The codes in a text, one a line: typed, or scanned as whole addresses. */
export function readCodes(text: string, cycleId: string): { hashes: string[]; wrong: number[] } {
  const wrong: number[] = [];
  const hashes = text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const card = parseFragment(line.slice(line.indexOf('#') + 1));
    if (!card) {
      wrong.push(index + 1);
      return [];
    }
    return [cardOf(card.seed, cycleId).hash];
  });
  return { hashes: [...new Set(hashes)], wrong };
}

function VoidCards({ poll }: { readonly poll: PollStanding }) {
  const { message } = App.useApp();
  const save = useWrite(voidCards, [getPoll]);
  return (
    <DialogButton<{ reason: 'unused' | 'paper' | 'damaged'; codes: string }>
      label="作废卡"
      title="作废卡"
      okText="作废"
      initialValues={{ reason: 'unused', codes: '' }}
      onSubmit={async ({ reason, codes }) => {
        const { hashes } = readCodes(codes, poll.cycleId);
        const { voided } = await save.mutateAsync({
          params: { cycleId: poll.cycleId },
          body: { reason, cardHashes: hashes },
        });
        void message.success(`作废了${voided}张`);
      }}
    >
      <p>
        请两人在场拆封，把码扫进来或输进来，一行一张。码在浏览器里换成摘要才发出；不会回答这张卡投过没有，投过的票留在箱里、不计入。
      </p>
      <Form.Item name="reason" label="原因">
        <Select
          options={[
            { value: 'unused', label: '没有发出，收回' },
            { value: 'paper', label: '已发出，改用纸质表' },
            { value: 'damaged', label: '已发出，损坏或遗失后交回' },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="codes"
        label="卡上的码"
        rules={[
          {
            validator: (_, text: string = '') => {
              const { hashes, wrong } = readCodes(text, poll.cycleId);
              if (wrong.length > 0) return Promise.reject(new Error(`第${wrong.slice(0, 8).join('、')}行不是卡上的码`));
              return hashes.length === 0 ? Promise.reject(new Error('请扫入或输入至少一张')) : Promise.resolve();
            },
          },
        ]}
      >
        <Input.TextArea rows={6} spellCheck={false} autoComplete="off" />
      </Form.Item>
    </DialogButton>
  );
}

export function CardsSection({ poll, office }: { readonly poll: PollStanding; readonly office: boolean }) {
  const [made, setMade] = useState<PrintedBatch | null>(null);
  const { state, settings, keyFingerprint } = poll;
  const voidable = office && (state === 'rolled' || state === 'voting' || state === 'closed');
  const columns: readonly Column<CardBatch>[] = [
    { key: 'number', title: '批次', kind: 'tight', render: ({ number, style }) => `第${number}批（${style}）` },
    { key: 'printed', title: '印', kind: 'right', render: ({ printed }) => printed },
    { key: 'spare', title: '其中备用', kind: 'right', render: ({ spare }) => spare },
    { key: 'handedOut', title: '发出', kind: 'right', render: ({ handedOut }) => handedOut ?? '未登记' },
    { key: 'unused', title: '未用作废', kind: 'right', render: ({ unused }) => unused },
    { key: 'voided', title: '其他作废', kind: 'right', render: ({ voided }) => voided },
    ...(voidable
      ? [{ key: 'act', title: '操作', render: (batch: CardBatch) => <HandOut poll={poll} batch={batch} /> }]
      : []),
  ];
  return (
    <Section
      title="评价卡"
      actions={
        office ? (
          <>
            {state === 'rolled' && keyFingerprint !== null && made === null ? (
              <>
                <MakeCards poll={poll} onMade={setMade} />
                <RegisterCards poll={poll} />
              </>
            ) : null}
            {voidable && poll.batches.length > 0 ? <VoidCards poll={poll} /> : null}
          </>
        ) : undefined
      }
    >
      {made === null || settings === null || keyFingerprint === null ? null : (
        <Alert
          className="gap"
          type="warning"
          title={`第${made.number}批共${made.codes.length}张已登记，还没有打印`}
          description={
            <>
              <p>码只在这个页面里，关掉或刷新就没有了；没印好的，这一批只能全部作废重制。</p>
              <div className="actions">
                <Button type="primary" onClick={() => window.print()}>
                  打印
                </Button>
                <Button onClick={() => setMade(null)}>已印好，清除</Button>
              </div>
              <CardSheets batch={made} settings={settings} keyFingerprint={keyFingerprint} />
            </>
          }
        />
      )}
      {state === 'rolled' && (settings?.closesAt === null || settings?.phone === null) ? (
        <p className="soft">截止时间或监督电话还是未设定，现在制卡就不会印上，请先在“设置”里定下来。</p>
      ) : null}
      {state === 'rolled' && keyFingerprint === null ? <p>卡上要印公钥的指纹，请先登记计票公钥。</p> : null}
      <DataTable
        caption="各批卡的张数"
        columns={columns}
        rows={poll.batches}
        rowKey={({ number }) => number}
        empty="还没有制卡。"
      />
    </Section>
  );
}
