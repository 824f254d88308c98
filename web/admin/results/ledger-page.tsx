/** The ledger of deductions and bonuses, grades changed after the ranking, and results entered by hand. */
import { useParams } from '@tanstack/react-router';
import { getScoring } from '#contract';
import { useRead } from '../query.ts';
import { Reading } from '../shared/reading.tsx';
import { CycleFrame } from './cycle-frame.tsx';
import { Entries } from './ledger-entries.tsx';
import { Overrides } from './ledger-overrides.tsx';

export function LedgerPage() {
  const { cycleId } = useParams({ from: '/inside/results/$cycleId/ledger' });
  const scoring = useRead(getScoring, { params: { cycleId } });
  return (
    <CycleFrame
      cycleId={cycleId}
      title="加扣分与等次调整"
      lead="每一笔都有事项、依据文件和录入人，不删除，只撤销。周期结束后，单位能看到本单位的扣分并申诉。"
    >
      <Reading query={scoring}>
        {(data) =>
          data.scheme === null ? (
            <div className="section empty">还没有选定评价方案。请先在“方案与设定”里选定。</div>
          ) : (
            <>
              <Entries cycleId={cycleId} scoring={data} />
              <Overrides cycleId={cycleId} scoring={data} />
            </>
          )
        }
      </Reading>
    </CycleFrame>
  );
}
