/**
 * One style's paper forms: printing, handing out, what came back, stamping the shuffled pile, how far entry is.
 *
 * Promise: numbers of forms only, never who took or returned one.
 */
import { Link } from '@tanstack/react-router';
import { App, Checkbox, Form, InputNumber, Select } from 'antd';
import {
  accountBallotPaper,
  downloadBallotFormPdf,
  downloadBallotFormWord,
  getBallotPaper,
  getPoll,
  pileStateLabels,
  printBallotPaper,
  SMALLEST_PILE,
  stampBallotPile,
  withdrawBallotPaper,
  type PaperPile,
  type PaperStanding,
} from '#contract';
import { formatCount } from '../format.ts';
import { useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Section } from '../shared/page.tsx';

/** What is read anew after anything here changed. */
export const touched = [getBallotPaper, getPoll];

export function PrintForms({ paper }: { readonly paper: PaperStanding }) {
  const { message } = App.useApp();
  const print = useWrite(printBallotPaper, touched);
  const styles = [
    ...paper.unprinted.map(({ style, name, due }) => ({ style, name, due, printed: 0 })),
    ...paper.piles,
  ].toSorted((a, b) => (a.style < b.style ? -1 : 1));
  const [first] = styles;
  return (
    <DialogButton<{ style: string; copies: number }>
      label="登记印制"
      type="primary"
      title="登记印制纸质评价表"
      okText="登记"
      initialValues={{
        style: first?.style ?? '',
        copies: Math.max(SMALLEST_PILE, (first?.due ?? 0) - (first?.printed ?? 0)),
      }}
      onSubmit={async (body) => {
        await print.mutateAsync({ params: { cycleId: paper.cycleId }, body });
        void message.success('已登记，请下载表样印制');
      }}
    >
      <p>
        同一票种的表张张相同，没有编号，下载一份照印。一个票种用纸质表的不少于{SMALLEST_PILE}
        人，否则票会被认出是谁的；人少的请用评价卡，在公用的平板或电脑上投。领了纸质表的，先收回评价卡作废（原因选“改用纸质表”）。
      </p>
      <Form.Item name="style" label="票种" rules={[{ required: true, message: '请选票种' }]}>
        <Select
          options={styles.map(({ style, name, due, printed }) => ({
            value: style,
            label: `${style} ${name}（应发${due}份，已印${printed}份）`,
          }))}
        />
      </Form.Item>
      <Form.Item
        name="copies"
        label="份数"
        extra="已经印过的，这里填加印的份数；连备用最多比应发多一成（至少可多5份）"
        rules={[{ required: true, message: '请填份数' }]}
      >
        <InputNumber min={1} max={20_000} precision={0} />
      </Form.Item>
    </DialogButton>
  );
}

interface Account {
  readonly handedOut: number;
  readonly unused: number;
  readonly spoiled: number;
}

function AccountForms({ cycleId, pile }: { readonly cycleId: string; readonly pile: PaperPile }) {
  const { style, printed, handedOut, unused, spoiled } = pile;
  const save = useWrite(accountBallotPaper, touched);
  return (
    <DialogButton<Account>
      label="登记收发"
      accessibleLabel={`登记收发：票种${style}`}
      title={`票种${style}的纸质表`}
      okText="登记"
      initialValues={{ handedOut: handedOut ?? printed, unused, spoiled }}
      onSubmit={(body) => save.mutateAsync({ params: { cycleId, style }, body })}
    >
      <p>
        印了{printed}
        份。发出、未用、作废三项合计要等于印制数，截止以后清点时必须对平。只登记份数，不登记发给谁；已发出又不拆封收回的，算作废，不算发出。
      </p>
      <Form.Item name="handedOut" label="发出" rules={[{ required: true, message: '请填发出的份数' }]}>
        <InputNumber min={0} max={printed} precision={0} />
      </Form.Item>
      <Form.Item name="unused" label="未用（没有发出）" rules={[{ required: true, message: '请填未用的份数' }]}>
        <InputNumber min={0} max={printed} precision={0} />
      </Form.Item>
      <Form.Item
        name="spoiled"
        label="作废（印坏、未拆封收回）"
        rules={[{ required: true, message: '请填作废的份数' }]}
      >
        <InputNumber min={0} max={printed} precision={0} />
      </Form.Item>
    </DialogButton>
  );
}

function StampPile({ cycleId, pile }: { readonly cycleId: string; readonly pile: PaperPile }) {
  const { style, handedOut, returned } = pile;
  const stamp = useWrite(stampBallotPile, touched);
  return (
    <DialogButton<{ returned: number; shuffled: boolean }>
      label={returned === null ? '打乱盖号' : '更正收回份数'}
      accessibleLabel={`${returned === null ? '打乱盖号' : '更正收回份数'}：票种${style}`}
      type={returned === null ? 'primary' : 'default'}
      title={`票种${style}：打乱、盖流水号`}
      okText="登记，开始录入"
      initialValues={{ returned: returned ?? handedOut ?? 0, shuffled: false }}
      onSubmit={({ returned: count }) =>
        stamp.mutateAsync({ params: { cycleId, style }, body: { returned: count, shuffled: true } })
      }
    >
      <p>
        把这个票种收回的表全部放在一起，监督人员在场，充分打乱，再从1开始盖流水号。流水号只用来录入，与谁交的、先后无关，不要在打乱以前编号。
      </p>
      <Form.Item name="returned" label="收回的份数（最后一个流水号）" rules={[{ required: true, message: '请填份数' }]}>
        <InputNumber min={0} max={handedOut ?? 0} precision={0} />
      </Form.Item>
      <Form.Item
        name="shuffled"
        valuePropName="checked"
        rules={[
          {
            validator: (_, done?: boolean) =>
              done ? Promise.resolve() : Promise.reject(new Error('请先打乱，再盖流水号')),
          },
        ]}
      >
        <Checkbox>已当众打乱，再盖了流水号</Checkbox>
      </Form.Item>
    </DialogButton>
  );
}

function WithdrawForms({ cycleId, style }: { readonly cycleId: string; readonly style: string }) {
  const withdraw = useWrite(withdrawBallotPaper, touched);
  return (
    <DialogButton
      label="撤销印制"
      accessibleLabel={`撤销印制：票种${style}`}
      danger
      title={`撤销票种${style}的印制？`}
      okText="撤销"
      onSubmit={() => withdraw.mutateAsync({ params: { cycleId, style } })}
    >
      <p>还没有发出的可以撤销；已经印好的请全部销毁，批号不再有效。</p>
    </DialogButton>
  );
}

const layouts = [
  { layout: 'list', name: '总表', words: '全部单位列在一张表上，打勾' },
  { layout: 'sheets', name: '分页表', words: '每个单位一张，背面为绩效分析，填分数（附件9–11式样）' },
] as const;

function Forms({ cycleId, style }: { readonly cycleId: string; readonly style: string }) {
  const params = { cycleId, style };
  return (
    <ul className="plain-list">
      {layouts.map(({ layout, name, words }) => (
        <li key={layout}>
          <span className="form-file">
            {name}：<span className="soft">{words}</span>
          </span>{' '}
          <DownloadButton
            route={downloadBallotFormPdf}
            asked={{ params, query: { layout } }}
            name={`领导评价表${name}.pdf`}
            size="small"
          >
            PDF
          </DownloadButton>{' '}
          <DownloadButton
            route={downloadBallotFormWord}
            asked={{ params, query: { layout } }}
            name={`领导评价表${name}.docx`}
            size="small"
          >
            Word
          </DownloadButton>
        </li>
      ))}
    </ul>
  );
}

function Progress({ cycleId, pile }: { readonly cycleId: string; readonly pile: PaperPile }) {
  const { style, returned, settled, enteredOnce, differing } = pile;
  if (pile.state !== 'entering' || returned === null) return null;
  return (
    <>
      <p>
        收回{returned}张：两遍录定{settled}张，只录了一遍{enteredOnce}张，待裁定{differing.length}张，还没有录
        {returned - settled - enteredOnce - differing.length}张。
      </p>
      {differing.length === 0 ? null : (
        <p>
          待裁定的流水号：
          {differing.map((sequence) => (
            <Link
              key={sequence}
              className="underlined pile-number"
              to="/cycles/$cycleId/ballot/paper/$style/$sequence"
              params={{ cycleId, style, sequence: String(sequence) }}
            >
              {sequence}
            </Link>
          ))}
        </p>
      )}
    </>
  );
}

export function Pile({
  paper,
  pile,
  office,
}: {
  readonly paper: PaperStanding;
  readonly pile: PaperPile;
  readonly office: boolean;
}) {
  const { cycleId, state } = paper;
  const { style, name, code } = pile;
  const open = pile.state === 'out' || pile.state === 'entering';
  const facts: readonly (readonly [string, number | null])[] = [
    ['应发', pile.due],
    ['印制', pile.printed],
    ['发出', pile.handedOut],
    ['未用', pile.unused],
    ['作废', pile.spoiled],
    ['收回', pile.returned],
  ];
  const sum = (pile.handedOut ?? 0) + pile.unused + pile.spoiled;
  return (
    <Section
      title={`票种${style} ${name}（批号${code}，${pileStateLabels[pile.state]}）`}
      actions={
        <>
          {office && open ? <AccountForms cycleId={cycleId} pile={pile} /> : null}
          {state === 'closed' && open && pile.handedOut !== null ? <StampPile cycleId={cycleId} pile={pile} /> : null}
          {state === 'closed' && pile.state === 'entering' ? (
            <LinkButton primary to="/cycles/$cycleId/ballot/paper/$style" params={{ cycleId, style }}>
              录入
            </LinkButton>
          ) : null}
          {office && state === 'rolled' && (pile.handedOut ?? 0) === 0 ? (
            <WithdrawForms cycleId={cycleId} style={style} />
          ) : null}
        </>
      }
    >
      <dl className="tiles">
        {facts.map(([title, count]) => (
          <div key={title} className="tile">
            <dt>{title}</dt>
            <dd>{count === null ? <span className="soft small">未登记</span> : formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {pile.handedOut !== null && sum !== pile.printed ? (
        <p className="bad">{`发出、未用、作废合计${sum}份，与印制${pile.printed}份对不上。`}</p>
      ) : null}
      {pile.handedOut !== null && pile.handedOut > 0 && pile.handedOut < SMALLEST_PILE ? (
        <p className="bad">
          {`只发出${pile.handedOut}份，不足${SMALLEST_PILE}份的不能计入。请他们改用评价卡，纸质表不拆封收回，登记为作废。`}
        </p>
      ) : null}
      <Progress cycleId={cycleId} pile={pile} />
      {open ? <Forms cycleId={cycleId} style={style} /> : null}
    </Section>
  );
}
