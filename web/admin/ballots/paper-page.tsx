/**
 * 纸质评价表 of a leader evaluation: forms to print, what became of them, entry, and the count, in one account with the cards.
 *
 * Promise: numbers of forms only, never who took or returned one.
 */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App, Checkbox, Form } from 'antd';
import {
  countBallotPaper,
  downloadBallotAccounting,
  downloadPaperTally,
  getBallotPaper,
  pollStateLabels,
  SMALLEST_PILE,
  type AccountingLine,
  type PaperStanding,
} from '#contract';
import { formatCount } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { Digest } from '../shared/copy.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import '../styles/ballots.css';
import { Pile, PrintForms, touched } from './paper-piles.tsx';

function CountPiles({ paper }: { readonly paper: PaperStanding }) {
  const { message } = App.useApp();
  const count = useWrite(countBallotPaper, touched);
  const small = paper.piles.filter(({ returned }) => returned !== null && returned > 0 && returned < SMALLEST_PILE);
  return (
    <DialogButton<Record<string, boolean | undefined>>
      label="计入"
      type="primary"
      title="把纸质表计入？"
      okText="计入"
      onSubmit={async () => {
        await count.mutateAsync({
          params: { cycleId: paper.cycleId },
          body: { discarded: small.map(({ style }) => style) },
        });
        void message.success('已计入，录入的内容已删除，摘要已公布');
      }}
    >
      <p>
        全部表打散成各单位的计数，录入的内容随即删除，计数的摘要公布在公示板上。不能撤销：以后只能看到合计，看不到哪一张怎样填。
      </p>
      {small.map(({ style, returned }) => (
        <Form.Item
          key={style}
          name={style}
          valuePropName="checked"
          rules={[
            {
              validator: (_, agreed?: boolean) =>
                agreed ? Promise.resolve() : Promise.reject(new Error('请先确认，或再催收（提醒全体）')),
            },
          ]}
        >
          <Checkbox>{`票种${style}只收回${returned ?? 0}份，不足${SMALLEST_PILE}份会认出是谁的：整叠不计入，按无效入账`}</Checkbox>
        </Form.Item>
      ))}
    </DialogButton>
  );
}

function Counting({ paper, office }: { readonly paper: PaperStanding; readonly office: boolean }) {
  const { state, obstacles, digest, piles } = paper;
  if (piles.length === 0 || (state !== 'closed' && state !== 'counted')) return null;
  return (
    <Section
      title="计入"
      actions={
        office && state === 'closed' && digest === null && obstacles.every((text) => isLeftToSmall(paper, text)) ? (
          <CountPiles paper={paper} />
        ) : undefined
      }
    >
      {digest === null ? (
        obstacles.length === 0 ? (
          <p>账已平，都已录定，可以计入。计入以后才能提交开箱的计票结果。</p>
        ) : (
          <Alert
            type="warning"
            showIcon
            title="计入以前还要"
            description={
              <ul className="plain-list">
                {obstacles.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            }
          />
        )
      ) : (
        <>
          <p>纸质表已计入，录入的内容已删除。计数的摘要公布在公示板上，验票时与 paper.json 核对。</p>
          <Digest digest={digest} name="纸质表计数的摘要" />
          {state === 'counted' ? (
            <div className="actions gap-above">
              <DownloadButton
                route={downloadPaperTally}
                asked={{ params: { cycleId: paper.cycleId } }}
                name="paper.json"
              >
                下载计数和收发账（paper.json）
              </DownloadButton>
            </div>
          ) : null}
        </>
      )}
    </Section>
  );
}

/** A pile that is left out need not be entered to its end. */
function isLeftToSmall({ piles }: PaperStanding, text: string): boolean {
  return piles.some(
    ({ style, returned }) =>
      returned !== null && returned > 0 && returned < SMALLEST_PILE && text.startsWith(`票种${style}还有`),
  );
}

type Line = PaperStanding['accounting'][number];
interface AccountRow {
  readonly line: Line;
  readonly carrier: '评价卡' | '纸质表' | '合计';
  readonly numbers: AccountingLine['cards'];
}

function AccountTable({ paper }: { readonly paper: PaperStanding }) {
  const counted = paper.state === 'counted';
  const rows = paper.accounting.flatMap((line): AccountRow[] => [
    { line, carrier: '评价卡', numbers: line.cards },
    { line, carrier: '纸质表', numbers: line.paper },
    { line, carrier: '合计', numbers: line },
  ]);
  const number = (title: string, of: (row: AccountRow) => number | null): Column<AccountRow> => ({
    key: title,
    title,
    kind: 'right',
    inline: true,
    render: (row) => {
      const value = of(row);
      return value === null ? '' : row.carrier === '合计' ? <strong>{formatCount(value)}</strong> : formatCount(value);
    },
  });
  const whole = (of: (line: Line) => number) => (row: AccountRow) =>
    row.carrier === '合计' && counted ? of(row.line) : null;
  const columns: readonly Column<AccountRow>[] = [
    { key: 'group', title: '评价主体类别', render: ({ line }) => line.name },
    { key: 'carrier', title: '载体', kind: 'tight', render: ({ carrier }) => carrier },
    number('应发', ({ carrier, line }) => (carrier === '合计' ? line.due : null)),
    number('印制', ({ numbers }) => numbers.printed),
    number('实发', ({ numbers }) => numbers.handedOut),
    number('未用', ({ numbers }) => numbers.unused),
    number('作废', ({ numbers }) => numbers.spoiled),
    number('收回', ({ numbers, carrier }) =>
      counted || (paper.state === 'closed' && carrier === '纸质表') ? numbers.returned : null,
    ),
    number(
      '有效',
      whole(({ valid }) => valid),
    ),
    number(
      '无效',
      whole((line) => line.void),
    ),
    number(
      '弃权',
      whole(({ blank }) => blank),
    ),
  ];
  return (
    <Section
      title="清点账"
      actions={
        paper.state === 'preparing' || paper.state === 'rolled' ? undefined : (
          <DownloadButton
            route={downloadBallotAccounting}
            asked={{ params: { cycleId: paper.cycleId } }}
            name="清点表.pdf"
          >
            清点表（PDF，签字用）
          </DownloadButton>
        )
      }
    >
      <DataTable
        caption="评价卡和纸质表在一张账上"
        columns={columns}
        rows={rows}
        rowKey={({ line, carrier }) => `${line.group} ${carrier}`}
        empty="没有评价主体类别。"
      />
      <p className="soft">
        印制＝实发＋未用＋作废；收回不多于实发；收回＝有效＋无效＋弃权。评价卡的收回数开箱以后才有。
      </p>
    </Section>
  );
}

export function BallotPaperPage() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/ballot/paper' });
  const { may } = useSignedIn();
  const office = may('manageCycles');
  const paper = useRead(getBallotPaper, { params: { cycleId } });
  return (
    <Page
      title="纸质评价表"
      lead="同一票种的表张张相同，没有编号；收齐打乱以后才盖流水号，两人分别录入，第三人裁定，与评价卡在一张账上、一起计票。"
      trail={
        <>
          <Link to="/cycles/$cycleId/ballot" params={{ cycleId }}>
            领导评价
          </Link>{' '}
          › 纸质评价表
        </>
      }
      actions={
        <LinkButton to="/cycles/$cycleId/analyses" params={{ cycleId }}>
          绩效分析汇编
        </LinkButton>
      }
    >
      <Reading query={paper}>
        {(standing) => (
          <>
            {standing.piles.length === 0 ? (
              <Section title="还没有纸质表">
                <p>
                  {standing.state === 'preparing'
                    ? '名册封存以后，才能登记印制。'
                    : standing.state === 'rolled' || standing.state === 'voting'
                      ? '有人要用纸质表的，先登记印制；都用评价卡的，不用管这一页。'
                      : `现在是“${pollStateLabels[standing.state]}”，这次没有印纸质表。`}
                </p>
                {office && standing.unprinted.length > 0 ? <PrintForms paper={standing} /> : null}
              </Section>
            ) : null}
            <Counting paper={standing} office={office} />
            {standing.piles.length > 0 ? <AccountTable paper={standing} /> : null}
            {standing.piles.map((pile) => (
              <Pile key={pile.style} paper={standing} pile={pile} office={office} />
            ))}
            {office && standing.piles.length > 0 && (standing.state === 'rolled' || standing.state === 'voting') ? (
              <Section title="再印">
                <PrintForms paper={standing} />
              </Section>
            ) : null}
          </>
        )}
      </Reading>
    </Page>
  );
}
