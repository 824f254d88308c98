/** All departments' 情况表 (附件8) of a cycle, numbers masked: who filled it and who did not. */
import { Link, useParams } from '@tanstack/react-router';
import {
  contactFormStateLabels,
  exportContactForms,
  listContactForms,
  listOwnContactForms,
  setContactDeadline,
  type ContactFormStanding,
  type RouteReply,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { useCycles } from '../shared/cycle-choice.tsx';
import { nameDeadline, SetDeadline } from '../shared/deadline.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';

type Item = RouteReply<typeof listContactForms>['items'][number];

function State({ item }: { readonly item: ContactFormStanding }) {
  return (
    <>
      <Mark tone={item.state === 'filled' ? 'good' : 'plain'}>{contactFormStateLabels[item.state]}</Mark>{' '}
      {item.late ? <Mark tone="bad">逾期</Mark> : null}
    </>
  );
}

const lines = (texts: readonly string[]) =>
  texts.length === 0 ? null : texts.map((text) => <div key={text}>{text}</div>);

const columns: readonly Column<Item>[] = [
  {
    key: 'department',
    title: '单位',
    kind: 'tight',
    render: ({ cycle, department }) => (
      <Link
        to="/cycles/$cycleId/contact-forms/$departmentId"
        params={{ cycleId: cycle.id, departmentId: department.id }}
      >
        {department.name}
      </Link>
    ),
  },
  { key: 'state', title: '状态', render: (item) => <State item={item} /> },
  { key: 'liaison', title: '联络员', render: ({ liaison }) => liaison },
  { key: 'phones', title: '联系电话', kind: 'tight', render: ({ phones }) => lines(phones) },
  { key: 'leaders', title: '主要领导', render: ({ leaders }) => lines(leaders) },
  {
    key: 'filledAt',
    title: '填报时间',
    render: ({ filledAt }) => (filledAt === null ? null : formatInstant(filledAt)),
  },
];

export function ContactListPage() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/contact-forms' });
  const { may } = useSignedIn();
  const cycles = useCycles();
  const cycle = cycles.data?.items.find(({ id }) => id === cycleId);
  const forms = useRead(listContactForms, { params: { cycleId } });
  const due = useWrite(setContactDeadline, [listContactForms, listOwnContactForms]);
  return (
    <Page
      title="情况表（附件8）"
      lead={cycle ? `${cycle.name}：各部门的联络员和主要领导。号码已遮盖，点单位名称查看完整内容。` : undefined}
      trail={
        may('manageCycles') ? (
          <>
            <Link to="/cycles/$cycleId" params={{ cycleId }}>
              评价周期
            </Link>{' '}
            › 情况表
          </>
        ) : (
          <>
            <Link to="/frames" search={{ cycle: cycleId }}>
              抽样框总览
            </Link>{' '}
            › 情况表
          </>
        )
      }
      actions={
        forms.data && !forms.data.erased ? (
          <DownloadButton route={exportContactForms} asked={{ params: { cycleId } }} name="情况表（附件8）.xlsx">
            导出全部
          </DownloadButton>
        ) : undefined
      }
    >
      <Reading query={forms}>
        {({ items, deadlineOn, erased }) => (
          <Section
            title={`已填${items.filter(({ state }) => state === 'filled').length}个，共${items.length}个单位`}
            actions={
              cycle !== undefined && cycle.state !== 'closed' && may('manageCycles') ? (
                <SetDeadline
                  what="情况表（附件8）"
                  deadlineOn={deadlineOn}
                  suggested={cycle.frameDeadlineOn}
                  onSet={(day) => due.mutateAsync({ params: { cycleId }, body: { deadlineOn: day } })}
                />
              ) : undefined
            }
          >
            <p>截止：{nameDeadline(deadlineOn)}</p>
            {erased ? <p>本周期的个人信息已按规定销毁，姓名和号码不能再读取。</p> : null}
            <DataTable
              columns={columns}
              rows={items}
              rowKey={({ department }) => department.id}
              empty="还没有被评价单位。请先在评价周期里列入。"
            />
          </Section>
        )}
      </Reading>
    </Page>
  );
}
