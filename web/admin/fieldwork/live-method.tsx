/** How a projected day was found, for whoever asks. */
import type { LiveProjection } from '#contract';
import { describeMethod } from './live-words.ts';

export function Method({ projection }: { readonly projection: LiveProjection }) {
  const words = describeMethod(projection);
  return words === null ? null : (
    <details>
      <summary>怎样推算</summary>
      <p className="soft">{words}</p>
    </details>
  );
}
