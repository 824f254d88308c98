/**
 * `kill -9` of a server while the public answers: what was acknowledged is there, once; nothing is there twice.
 *
 * A real process with a real database; each round starts it, lets phones send, kills it in the middle, and sends what was not
 * acknowledged again to the next one.
 */
import type { Sql } from '#db';
import type { Started } from './process.ts';
import { aTop } from './survey.ts';

interface Form {
  readonly path: string;
  readonly ticket: string;
}

export interface KillCount {
  readonly acknowledged: number;
  readonly sent: number;
  readonly stored: number;
  readonly distinct: number;
}

const headers = (n: number) => ({
  'content-type': 'application/x-www-form-urlencoded',
  'sec-fetch-site': 'same-origin',
  // One address each, as the proxy says: speed is tested elsewhere.
  'x-forwarded-for': `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
});

/** Sends a form; true when the server said that it is stored. */
async function send(url: string, form: Form, n: number): Promise<boolean> {
  try {
    const reply = await fetch(`${url}${form.path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: headers(n),
      body: new URLSearchParams({ ...(aTop as Record<string, string>), _ticket: form.ticket, _go: 'submit' }),
    });
    return reply.status === 303 && (reply.headers.get('location') ?? '').includes('/thanks/');
  } catch {
    return false;
  }
}

async function fetchForm(url: string, path: string, n: number): Promise<Form | undefined> {
  try {
    const html = await (await fetch(`${url}${path}`, { headers: headers(n) })).text();
    const ticket = /name="_ticket" value="([^"]*)"/.exec(html)?.[1];
    return ticket === undefined ? undefined : { path, ticket };
  } catch {
    return undefined;
  }
}

/** Rounds of phones and kills. `start` gives a server on the same database and keys. */
export async function killRounds(
  sql: Sql,
  asked: {
    readonly rounds: number;
    readonly paths: readonly string[];
    readonly start: () => Promise<{ server: Started; url: string }>;
  },
): Promise<KillCount> {
  const forms: Form[] = [];
  const acknowledged = new Set<number>();
  let phones = 0;
  let running = await asked.start();
  for (let round = 0; round < asked.rounds; round += 1) {
    const { server, url } = running;
    const kill = { over: false };
    const phone = async () => {
      while (!kill.over) {
        const n = (phones += 1);
        const form = await fetchForm(url, asked.paths[n % asked.paths.length] ?? '', n);
        if (!form) return;
        forms[n] = form;
        // Twice at once, as an impatient thumb does.
        const replies = await Promise.all([send(url, form, n), n % 3 === 0 ? send(url, form, n) : false]);
        if (replies.some(Boolean)) acknowledged.add(n);
      }
    };
    const before = acknowledged.size;
    const crowd = Array.from({ length: 12 }, phone);
    // In the middle of it: after some were acknowledged, another number each round.
    while (acknowledged.size - before < 15 + ((round * 7) % 20)) await new Promise((resolve) => setTimeout(resolve, 2));
    server.child.kill('SIGKILL');
    kill.over = true;
    await Promise.all(crowd);
    await server.ended;
    running = await asked.start();
    // Whoever has no answer sends again.
    for (const [n, form] of forms.entries())
      if (form && !acknowledged.has(n) && (await send(running.url, form, n))) acknowledged.add(n);
  }
  running.server.child.kill('SIGTERM');
  await running.server.ended;
  const [row] = await sql<{ stored: number; distinct: number }[]>`
    select count(*)::int as stored, count(distinct replace_key)::int as distinct from answer_sheets
    where channel = 'web' and state = 'counted'`;
  return {
    acknowledged: acknowledged.size,
    sent: forms.filter(Boolean).length,
    stored: row?.stored ?? 0,
    distinct: row?.distinct ?? 0,
  };
}
