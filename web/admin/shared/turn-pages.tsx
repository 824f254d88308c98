/** Turning the pages of a list with an opaque cursor: forward by the cursor, back by remembering. */
import { Button } from 'antd';
import { useState } from 'react';

interface Pages {
  readonly cursor: string | undefined;
  readonly number: number;
  readonly forward: (next: string) => void;
  readonly back: () => void;
  readonly restart: () => void;
}

export function usePages(): Pages {
  const [visited, setVisited] = useState<readonly string[]>([]);
  return {
    cursor: visited.at(-1),
    number: visited.length + 1,
    forward: (next) => setVisited([...visited, next]),
    back: () => setVisited(visited.slice(0, -1)),
    restart: () => setVisited([]),
  };
}

export function TurnPages({
  pages,
  next,
  busy,
}: {
  readonly pages: Pages;
  readonly next: string | null;
  readonly busy: boolean;
}) {
  if (pages.number === 1 && next === null) return null;
  return (
    <nav className="actions" aria-label="翻页">
      <Button disabled={busy || pages.number === 1} onClick={pages.back}>
        上一页
      </Button>
      <span aria-live="polite">{`第${pages.number}页`}</span>
      <Button disabled={busy || next === null} onClick={() => next !== null && pages.forward(next)}>
        下一页
      </Button>
    </nav>
  );
}
