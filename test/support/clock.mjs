/**
 * Moves the clock of a program under test, loaded before it (`node --import`), by `PINGYI_TEST_CLOCK_AHEAD`
 * milliseconds. Tests hold the application's clock at one moment; a server process beside it on the real clock would
 * end its sessions and pass its deadlines, depending on the day the tests are run.
 */
const RealDate = Date;
const ahead = Number(process.env['PINGYI_TEST_CLOCK_AHEAD'] ?? NaN);
if (Number.isNaN(ahead)) throw new Error('PINGYI_TEST_CLOCK_AHEAD is no number');
const now = () => RealDate.now() + ahead;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args) => Reflect.construct(target, args.length === 0 ? [now()] : args),
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});
