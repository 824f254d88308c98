/** Population and sample of every stratum with their totals, as certificate and evidence page both print it. */
import { formatChance, formatCount } from './parts.tsx';

interface StratumLine {
  readonly code: string;
  readonly label: string;
  readonly population: number;
  readonly main: number;
  readonly reserve: number;
  readonly clusterProbability?: number | undefined;
  readonly drawn?: boolean | undefined;
}

/** Clusters of a two-stage draw: which of them were drawn, once they are. */
export function ClusterTable({ strata }: { readonly strata: readonly StratumLine[] }) {
  const known = strata.some(({ drawn }) => drawn !== undefined);
  const drawn = strata.filter((stratum) => stratum.drawn === true);
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">群</th>
            {['人数', '这一群的入样概率', '抽中后取几人', ...(known ? ['是否抽中'] : [])].map((heading) => (
              <th scope="col" className="n" key={heading}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {strata.map(({ code, label, population, main, reserve, clusterProbability = 0, drawn: taken }) => (
            <tr key={code}>
              <td>{label}</td>
              <td className="n">{formatCount(population)}</td>
              <td className="n">{formatChance(clusterProbability)}</td>
              <td className="n">
                {reserve > 0 ? `${formatCount(main)}（备用${formatCount(reserve)}）` : formatCount(main)}
              </td>
              {known ? <td className="n">{taken ? '抽中' : '—'}</td> : null}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">合计</th>
            <td className="n">{formatCount(strata.reduce((sum, { population }) => sum + population, 0))}</td>
            <td />
            <td className="n">{known ? formatCount(drawn.reduce((sum, { main }) => sum + main, 0)) : '—'}</td>
            {known ? <td className="n">{`${drawn.length}个群`}</td> : null}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/**
 * `chance` says the inclusion probability of a stratum's main sample in words. It follows from the design, not from how many came
 * out: chance decides that in a Bernoulli draw, and by size people of a stratum differ (`averaged`: only their mean is known).
 */
export function StrataTable({
  strata,
  whole,
  averaged = false,
}: {
  readonly strata: readonly (StratumLine & { readonly chance: string })[];
  /** The same of all strata together, where it means something. */
  readonly whole: string;
  readonly averaged?: boolean;
}) {
  const sum = (pick: (stratum: StratumLine) => number) => strata.reduce((all, one) => all + pick(one), 0);
  const total = { population: sum((s) => s.population), main: sum((s) => s.main), reserve: sum((s) => s.reserve) };
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">层</th>
            {['抽样框人数', '主样本', '备用样本', averaged ? '主样本平均入样概率' : '主样本入样概率'].map((heading) => (
              <th scope="col" className="n" key={heading}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {strata.map(({ code, label, population, main, reserve, chance }) => (
            <tr key={code}>
              <td>{label}</td>
              <td className="n">{formatCount(population)}</td>
              <td className="n">{formatCount(main)}</td>
              <td className="n">{formatCount(reserve)}</td>
              <td className="n">{chance}</td>
            </tr>
          ))}
        </tbody>
        {strata.length > 1 ? (
          <tfoot>
            <tr>
              <th scope="row">合计</th>
              <td className="n">{formatCount(total.population)}</td>
              <td className="n">{formatCount(total.main)}</td>
              <td className="n">{formatCount(total.reserve)}</td>
              <td className="n">{whole}</td>
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}
