/** The statement of what is protected, as pages show it: three lines, and all of it on demand. */
import { statementByWay, statementInFull, statementInShort } from './ballot-client/statement.ts';

export function StatementLines() {
  return (
    <>
      {statementInShort.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </>
  );
}

/** Every part with its heading. */
export function StatementParts({
  listClass,
  heading: Heading = 'h3',
}: {
  readonly listClass?: string;
  readonly heading?: 'h2' | 'h3';
}) {
  return (
    <>
      {[...statementInFull, ...statementByWay].map(({ title, lines }) => (
        <section key={title}>
          <Heading>{title}</Heading>
          <ul className={listClass}>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** For pages whose script shows it where it belongs. */
export function StatementTemplate() {
  return (
    <template id="statement">
      <section className="card" aria-label="不记名的说明">
        <h2>怎样保证不记名</h2>
        <StatementLines />
        <details>
          <summary>详细说明：存什么，能防什么，不能防什么</summary>
          <StatementParts />
        </details>
        <p>
          <a href="/b/protection">单独打开这份说明</a>
        </p>
      </section>
    </template>
  );
}
