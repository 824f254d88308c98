/** Population and sample of every stratum with their totals, as certificate and evidence page both print it. */
import { formatCount, formatShare } from './parts.tsx';

interface StratumLine {
  readonly code: string;
  readonly label: string;
  readonly population: number;
  readonly main: number;
  readonly reserve: number;
}

export function StrataTable({ strata }: { readonly strata: readonly StratumLine[] }) {
  const sum = (pick: (stratum: StratumLine) => number) => strata.reduce((all, one) => all + pick(one), 0);
  const total = { population: sum((s) => s.population), main: sum((s) => s.main), reserve: sum((s) => s.reserve) };
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">层</th>
            {['抽样框人数', '主样本', '备用样本', '主样本入样概率'].map((heading) => (
              <th scope="col" className="n" key={heading}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {strata.map(({ code, label, population, main, reserve }) => (
            <tr key={code}>
              <td>{label}</td>
              <td className="n">{formatCount(population)}</td>
              <td className="n">{formatCount(main)}</td>
              <td className="n">{formatCount(reserve)}</td>
              <td className="n">{formatShare(main, population)}</td>
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
              <td className="n">{formatShare(total.main, total.population)}</td>
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}
