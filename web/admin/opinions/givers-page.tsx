/** From last cycle's consenting givers to this cycle's lists for 整改情况评议: only numbers, never a name. */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App, Select } from 'antd';
import { useState } from 'react';
import {
  frameStateLabels,
  frameStateSchema,
  listFrames,
  makeGiversList,
  previewGivers,
  type Cycle,
  type GiversRow,
} from '#contract';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { useCycles } from '../shared/cycle-choice.tsx';
import { DataTable } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { OpinionFrame } from './frame.tsx';
import '../styles/opinions.css';

const nameState = (state: string): string => {
  const known = frameStateSchema.safeParse(state);
  return known.success ? frameStateLabels[known.data] : state;
};

function Givers({ cycleId, from }: { readonly cycleId: string; readonly from: Cycle }) {
  const { may } = useSignedIn();
  const { message } = App.useApp();
  const preview = useRead(previewGivers, { params: { cycleId }, query: { from: from.id } });
  const make = useWrite(makeGiversList, [previewGivers, listFrames]);
  return (
    <Reading query={preview}>
      {({ items, restMonths }) => (
        <Section title={`${from.name}里同意回访的意见人`}>
          {restMonths > 0 ? (
            <Alert
              className="gap"
              type="warning"
              showIcon
              title={`本周期的间隔期是${restMonths}个月：建抽样方案时照它办，最近打过电话的人不会被抽到`}
              description="提过意见的人上一年多半接过电话。整改情况评议要问的正是他们，可以在抽样方案里把间隔期改短或设为0。"
            />
          ) : null}
          <DataTable
            caption="可以生成的名单"
            columns={[
              {
                key: 'department',
                title: '单位',
                kind: 'tight',
                render: ({ department }: GiversRow) => department.name,
              },
              { key: 'consented', title: '同意回访', kind: 'right', render: ({ consented }) => consented },
              { key: 'reachable', title: '有联系方式', kind: 'right', render: ({ reachable }) => reachable },
              {
                key: 'list',
                title: '名单',
                render: ({ list }) =>
                  list === null ? (
                    '还没有生成'
                  ) : (
                    <Link to="/frames/$frameId" params={{ frameId: list.frameId }}>
                      {`${nameState(list.state)}${list.usable === null ? '' : `，可用${list.usable}人`}`}
                    </Link>
                  ),
              },
              {
                key: 'make',
                title: '操作',
                kind: 'tight',
                render: ({ department, reachable, appraised, list }) => {
                  if (!appraised) return '不是本周期的被评价单位';
                  if (reachable === 0 || !may('manageCycles')) return null;
                  if (list !== null && list.state !== 'filed' && list.state !== 'returned' && list.state !== 'awaited')
                    return null;
                  return (
                    <DialogButton
                      label={list === null ? '生成名单' : '重新生成'}
                      size="small"
                      accessibleLabel={`${list === null ? '生成' : '重新生成'}${department.name}的名单`}
                      title={`生成${department.name}的整改情况评议名单？`}
                      okText="生成"
                      onSubmit={async () => {
                        const { listed, usable, verdict } = await make.mutateAsync({
                          params: { cycleId, departmentId: department.id },
                          body: { from: from.id },
                        });
                        void message.success(
                          `列入${listed}人，可用${usable}人，${verdict === 'accepted' ? '通过审核，到抽样框里接收后就能抽样' : '没有通过审核，请看逐行结果'}`,
                        );
                      }}
                    >
                      <p>
                        姓名和号码取自上一周期的名单，或本人自愿留下的；改用本周期的密钥加密，按抽样框的规则审核、去重。单位始终看不到这份名单。
                      </p>
                    </DialogButton>
                  );
                },
              },
            ]}
            rows={items}
            rowKey={({ department }) => department.id}
            empty="上一周期没有被评价单位。"
          />
        </Section>
      )}
    </Reading>
  );
}

export function GiversPage() {
  const { cycleId } = useParams({ from: '/inside/opinions/$cycleId/givers' });
  const cycles = useCycles();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <OpinionFrame
      cycleId={cycleId}
      title="下年评议名单"
      lead="整改情况评议问的是上一年提过意见的人。名单由这里生成，各单位不用提供，也看不到。"
    >
      <Reading query={cycles}>
        {({ items }) => {
          const closed = items.filter(({ id, state }) => id !== cycleId && state === 'closed');
          const from = closed.find(({ id }) => id === chosen) ?? closed[0];
          if (!from)
            return (
              <Section title="从哪个周期生成">
                <div className="empty">还没有结束的周期。上一周期结束、意见移交以后，才能从里面生成名单。</div>
              </Section>
            );
          return (
            <>
              <Section title="从哪个周期生成">
                <label htmlFor="givers-from">
                  已结束的周期
                  <br />
                  <Select
                    id="givers-from"
                    className="opinion-select"
                    aria-label="已结束的周期"
                    value={from.id}
                    options={closed.map(({ id, name }) => ({ value: id, label: name }))}
                    onChange={setChosen}
                  />
                </label>
                <p className="soft gap-above">
                  列入的人：意见已移交给该单位、本人同意回访、答卷计入，而且有联系方式。上一周期的个人信息销毁以后，就不能再生成了。
                </p>
              </Section>
              <Givers key={from.id} cycleId={cycleId} from={from} />
            </>
          );
        }}
      </Reading>
    </OpinionFrame>
  );
}
