/** One department's result, from the full marks down to the counts, each step with its printed formula; feedback and review. */
import { Link, useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { downloadFeedback, downloadFeedbackPdf, getResult, printFeedback, type DepartmentResult } from '#contract';
import { describeFlag } from '#surveys';
import { addressOf, ApiProblem } from '../api.ts';
import { QualityOfDepartment } from '../fieldwork/quality-cards.tsx';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable } from '../shared/data-table.tsx';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { OwnEntries } from './own-entries.tsx';
import { ReviewSection } from './review-section.tsx';
import {
  describeFlags,
  describeQuestionnaire,
  describeRule,
  describeStep,
  describeWay,
  gradeTone,
  sourceWords,
  tableWords,
} from './words.ts';

type Part = DepartmentResult['parts'][number];
type Satisfaction = NonNullable<Part['leaves'][number]['satisfaction']>;

function Summary({ result }: { readonly result: DepartmentResult }) {
  const { group, last } = result;
  return (
    <Section title="结果">
      <dl className="tiles">
        <div className="tile">
          <dt>{`总分（满分${result.scheme.fullMarks}）`}</dt>
          <dd className="big">{result.total ?? '—'}</dd>
        </div>
        <div className="tile">
          <dt>等次</dt>
          <dd className="big">{result.grade ?? '不定等次'}</dd>
        </div>
        <div className="tile">
          <dt>本类名次</dt>
          <dd className="big">{result.rank === null ? '—' : `第${result.rank}名`}</dd>
        </div>
        {last === null ? null : (
          <div className="tile">
            <dt>{last.cycle}</dt>
            <dd className="big">{last.total ?? '—'}</dd>
          </div>
        )}
      </dl>
      <p>
        {`${group.name}，${group.members}个单位`}
        {group.sizes === null ? '' : `；各等次名额 ${group.sizes.join(' / ')}`}
        {result.line === null ? '' : `；低于${result.line}分为不合格`}
        {result.margin === null ? '' : `；总分的抽样误差±${result.margin}（95%）`}。
      </p>
      {result.flags.length > 0 ? (
        <p>
          <Mark tone={gradeTone(result.grade)}>说明</Mark> {describeFlags(result.flags)}
        </p>
      ) : null}
      {result.overrides.map(({ kind, reason, document, decidedBy }) => (
        <p key={`${kind} ${document}`}>
          {`${kind === 'promote' ? '直接定为一等' : '降低一个等次'}（排名后原为${result.gradeBeforeOverrides ?? '—'}）：${reason}；依据${document}，${decidedBy}决定。`}
        </p>
      ))}
      {result.manual === null ? null : <p>{`由${result.manual.decidedBy}评定，依据${result.manual.document}。`}</p>}
    </Section>
  );
}

type RaterGroup = Satisfaction['raterGroups'][number];

const waysOf = ({ ways = [] }: RaterGroup['questions'][number]): string =>
  ways.length === 0 ? '' : `（${ways.map(({ channel, count }) => `${describeWay(channel)}${count}`).join('、')}）`;

function ruleOf({ source, questions }: RaterGroup): string {
  const rule = describeRule(
    source,
    questions.flatMap(({ ways = [] }) => ways),
    questions.some(({ weighted }) => weighted),
  );
  return rule === '' ? '' : `；${rule}`;
}

function Counts({ view }: { readonly view: Satisfaction }) {
  return (
    <div className="inner">
      {view.formula === null ? null : <p className="formula">{`${view.name} = ${view.formula}`}</p>}
      {view.precision === null ? null : (
        <p className="small soft">
          {`来自抽样调查：标准误${view.precision.standardError}，95%置信区间${view.precision.lower}至${view.precision.upper}（${view.precision.designs.join('；')}）。`}
        </p>
      )}
      {view.raterGroups.map((group) => (
        <div key={group.id}>
          <h4>
            {`${group.name}${group.weight === null ? '' : `（权重${group.weight}）`}：${group.score?.rounded ?? (group.suppressed ? '不单列' : '没有得分')}`}
          </h4>
          <p className="small soft">
            {group.questionnaire === undefined
              ? sourceWords[group.source]
              : `${sourceWords[group.source]}（${describeQuestionnaire(group.questionnaire)}）`}
            {`；计分表 ${tableWords[group.table] ?? group.table}`}
            {group.ratePercent === null ? '' : `；满意率${group.ratePercent}%`}
            {ruleOf(group)}
            {group.flags.length > 0 ? `；${describeFlags(group.flags)}` : ''}
          </p>
          {group.formula === null ? null : <p className="formula">{`${group.name} = ${group.formula}`}</p>}
          {group.suppressed ? (
            <p>评价的人太少，或有一类领导的选项完全一致；为不让人认出谁怎样评，不列计数，也不单列各类的得分。</p>
          ) : (
            group.questions.map((question) => (
              <div key={question.id} className="question">
                <p>
                  <strong>{question.name}</strong>
                  {question.weight === null ? '' : `（权重${question.weight}）`}
                </p>
                <DataTable
                  folds={false}
                  caption={`${group.name}对“${question.name}”的回答`}
                  columns={[
                    { key: 'label', title: '选项', render: ({ label }) => label },
                    { key: 'points', title: '折算分', kind: 'right', render: ({ points }) => points },
                    { key: 'count', title: '人数', kind: 'right', render: ({ count }) => count },
                  ]}
                  rows={question.counts}
                  rowKey={({ code }) => code}
                  empty="没有计数。"
                />
                <p className="small soft">
                  {`有效${question.valid}${waysOf(question)}，不了解${question.noOpinion}，弃权${question.abstained}，废票${question.void}`}
                  {question.flags.length > 0 ? `；${question.flags.map(describeFlag).join('；')}` : ''}
                </p>
                {question.formula === null ? null : <p className="formula">{question.formula}</p>}
              </div>
            ))
          )}
        </div>
      ))}
    </div>
  );
}

function PartSection({ part, last }: { readonly part: Part; readonly last: string | undefined }) {
  return (
    <div className="part">
      <h3>
        {`${part.name}：${part.points}（满分${part.weight}）`}
        {last === undefined ? null : <span className="soft small">{`　上年${last}`}</span>}
      </h3>
      <p className="formula">{`${part.name} = ${part.formula === part.exact || /^[0-9.]+$/.test(part.formula) ? '' : `${part.formula} = `}${part.points}`}</p>
      {part.leaves.map((leaf) => (
        <details key={leaf.id} open={part.leaves.length === 1 && leaf.satisfaction !== null}>
          <summary>
            {`${leaf.name}（${leaf.id}）：${leaf.shown}${leaf.full === null ? '（百分制）' : `，满分${leaf.full}`}`}
          </summary>
          <p className="small soft">
            {leaf.value === leaf.shown ? '' : `精确值${leaf.value}。`}
            {leaf.document === null ? '' : `依据：${leaf.document}。`}
          </p>
          {leaf.satisfaction === null ? null : <Counts view={leaf.satisfaction} />}
        </details>
      ))}
    </div>
  );
}

function Steps({ result }: { readonly result: DepartmentResult }) {
  return (
    <Section title="怎样算出来的">
      <p className="formula">{`总分 = ${result.totalFormula}，四舍五入为 ${result.total}`}</p>
      {result.parts.map((part) => (
        <PartSection key={part.id} part={part} last={result.last?.parts[part.id]} />
      ))}
      {result.entries.length > 0 ? (
        <DataTable
          caption="加扣分"
          columns={[
            { key: 'side', title: '类别', render: ({ side }) => (side === 'deduction' ? '扣分' : '加分') },
            { key: 'name', title: '项目', render: ({ name }) => name },
            { key: 'points', title: '分值', kind: 'right', render: ({ points }) => points },
            { key: 'matter', title: '事项', kind: 'wrap', render: ({ matter }) => matter },
            { key: 'document', title: '依据', kind: 'wrap', render: ({ document }) => document },
          ]}
          rows={result.entries}
          rowKey={(_, index) => index}
          empty=""
        />
      ) : null}
      <details>
        <summary>全部步骤（精确值）</summary>
        <DataTable
          columns={[
            { key: 'step', title: '步骤', kind: 'tight', render: ({ step }) => describeStep(step) },
            { key: 'formula', title: '算式', kind: 'wrap', render: ({ formula }) => formula },
            { key: 'value', title: '值', kind: 'right', render: ({ value }) => value },
          ]}
          rows={result.trace}
          rowKey={({ step }) => step}
          empty=""
        />
        <p className="digest small">{`第${result.package.number}版 ${result.package.digest}`}</p>
      </details>
    </Section>
  );
}

export function DepartmentResultPage() {
  const { cycleId, departmentId } = useParams({ from: '/inside/results/$cycleId/departments/$departmentId' });
  const { may } = useSignedIn();
  const params = { cycleId, departmentId };
  const query = useRead(getResult, { params });
  const unpublished = query.error instanceof ApiProblem && query.error.status === 404;
  const sheets = may('manageScores') || may('fileFrames');
  return (
    <Page
      title={query.data ? `${query.data.result.department.name}的考评结果` : '考评结果'}
      lead={query.data ? `${query.data.result.cycle.name}，${query.data.result.scheme.document}` : undefined}
      trail={
        may('seeAllFrames') ? (
          <>
            <Link to="/results/$cycleId/table" params={{ cycleId }}>
              分类排名
            </Link>{' '}
            › 单位结果
          </>
        ) : (
          <>
            <Link to="/results">考评结果</Link> › 本单位
          </>
        )
      }
      actions={
        query.data && sheets ? (
          <>
            <Button href={addressOf(printFeedback, { params })} target="_blank">
              看反馈单、打印
            </Button>
            <DownloadButton route={downloadFeedback} asked={{ params }} name="反馈单.docx">
              反馈单（Word）
            </DownloadButton>
            <DownloadButton route={downloadFeedbackPdf} asked={{ params }} name="反馈单.pdf">
              反馈单（PDF）
            </DownloadButton>
          </>
        ) : undefined
      }
    >
      {unpublished ? (
        <div className="section empty">本周期的结果还没有公布，或者您无权查看。</div>
      ) : (
        <Reading query={query}>
          {({ result, review }) => (
            <>
              <Summary result={result} />
              {sheets ? <ReviewSection cycleId={cycleId} departmentId={departmentId} review={review} /> : null}
              {result.parts.length > 0 ? <Steps result={result} /> : null}
              {sheets ? <QualityOfDepartment cycleId={cycleId} departmentId={departmentId} /> : null}
            </>
          )}
        </Reading>
      )}
      {unpublished && may('fileFrames') ? <OwnEntries cycleId={cycleId} /> : null}
    </Page>
  );
}
