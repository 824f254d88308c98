/** Keeps the draft while it is being filled in: on this device at once, on the platform a little later, sealed in both places. */
import type { Draft } from '#ballot-client';
import type { Session } from './session.ts';

const QUIET_MS = 1500;

export interface Keeper {
  /** A change: kept soon, not with every tap. */
  readonly change: (draft: Draft) => void;
  /** Keeps now what is not kept yet. */
  readonly flush: () => Promise<void>;
}

export function createKeeper(session: Session, say: (text: string) => void): Keeper {
  let timer: number | undefined;
  let pending = false;
  async function flush(): Promise<void> {
    if (!pending) return;
    pending = false;
    clearTimeout(timer);
    const there = await session.voter.save(session.draft);
    if (!pending) say(there ? '草稿已保存' : '草稿已存在本机；网络不通，换设备续填要等联网');
  }
  return {
    flush,
    change(draft) {
      session.draft = draft;
      pending = true;
      clearTimeout(timer);
      timer = window.setTimeout(() => void flush(), QUIET_MS);
    },
  };
}
