/**
 * fast-check for the properties of the product. They are tried with the same values in every run, so that a red run is
 * a defect and not luck; `PINGYI_SEED=7 npx vitest run --project unit` tries others.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PINGYI_SEED'] ?? 20_261_122) });

export { fc };
