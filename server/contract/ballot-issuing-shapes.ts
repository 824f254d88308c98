/** Shapes of blind issuance that the poll itself shows. */
import { z } from 'zod';
import { count, hex32, styleCode } from './ballot-shapes.ts';
import { instant } from './route.ts';

/** An RSA modulus of 3072 bits, hex. */
export const issuingKey = z.string().regex(/^[0-9a-f]{768}$/, '应为3072位的模数');

export const issuingStandingSchema = z.object({
  state: z.enum(['open', 'closed']),
  closesAt: instant,
  digest: hex32,
  styles: z.array(z.object({ code: styleCode, raters: count, collected: count, paper: count })),
});
export type IssuingStanding = z.infer<typeof issuingStandingSchema>;
