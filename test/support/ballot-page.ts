/**
 * A page without looks that votes with the real client, for a browser that lacks everything newer than 2018. What it does stands in the address:
 * `#cast.CODE`, `#check.CODE`, `#replace.CODE`; what came of it in `#out`.
 */
import { type BallotForm, createTransport, createVoter, type Draft, parseCode, whatIsMissing } from '#ballot-client';

async function run(): Promise<unknown> {
  const missing = whatIsMissing(window);
  if (missing !== null) return { missing };
  const [act = '', code = ''] = location.hash.slice(1).split('.');
  const transport = createTransport((path, init) => fetch(path, init));
  const cycleId = new URLSearchParams(location.search).get('cycle') ?? '';
  const form = (await transport.get(`/api/ballot-forms/${cycleId}`)).body as BallotForm;
  const seed = parseCode(code);
  if (!seed) return { refused: 'code' };
  const started = performance.now();
  const voter = createVoter({
    form,
    seed,
    storage: { get: (key) => localStorage.getItem(key), set: (key, value) => localStorage.setItem(key, value) },
    transport,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    longestDelayMs: 0,
  });
  if (typeof voter === 'string') return { refused: voter };
  const grades: Record<string, string> = {};
  for (const place of voter.style.units) grades[form.poll.units[place]!.id] = '4';
  const draft: Draft = { grades, best: [], worst: [] };
  if (act === 'check') return { ...(await voter.check()), draft: await voter.load() };
  if (act === 'cast') await voter.save(draft);
  const outcome = await voter.cast(draft, { replace: act === 'replace' });
  return { ...outcome, ms: Math.round(performance.now() - started) };
}

run().then(
  (result) => (document.getElementById('out')!.textContent = JSON.stringify(result)),
  (error: unknown) => (document.getElementById('out')!.textContent = `failed: ${String(error)}`),
);
