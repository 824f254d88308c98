/** Permanent seeds: one seed for several draws of a population, committed when made, public once retired. */
import { z } from 'zod';
import { defineRoute, id, instant } from './route.ts';

export const permanentSeedSchema = z.object({
  id,
  name: z.string(),
  /** SHA-256 of the seed. */
  commitment: z.string(),
  createdAt: instant,
  createdBy: z.string(),
  /** Null until it is retired. */
  seed: z.string().nullable(),
  retiredAt: instant.nullable(),
  retiredBy: z.string().nullable(),
  retireReason: z.string().nullable(),
  /** Draws that use it, newest first. */
  draws: z.array(z.object({ id, title: z.string(), sealed: z.boolean(), createdAt: instant })),
});
export type PermanentSeed = z.infer<typeof permanentSeedSchema>;

export const listPermanentSeeds = defineRoute({
  method: 'GET',
  path: '/api/permanent-seeds',
  tag: '抽样',
  summary: '总体长期种子',
  reply: z.object({ items: z.array(permanentSeedSchema) }),
});
export const publicPermanentSeeds = defineRoute({
  method: 'GET',
  path: '/draws/permanent-seeds',
  tag: '公开证据',
  summary: '长期种子的摘要，停用后的种子',
  reply: { file: 'text/html' },
});
export const makePermanentSeed = defineRoute({
  method: 'POST',
  path: '/api/permanent-seeds',
  tag: '抽样',
  summary: '为一个总体生成长期种子，公布它的摘要',
  body: z.object({ name: z.string().trim().min(2, '名称写2到80个字').max(80, '名称写2到80个字') }),
  reply: permanentSeedSchema,
  status: 201,
  problems: ['permanent-seed-named'],
});
export const retirePermanentSeed = defineRoute({
  method: 'POST',
  path: '/api/permanent-seeds/:permanentSeedId/retirements',
  tag: '抽样',
  summary: '停用长期种子并公布它，之后不能再用',
  params: z.object({ permanentSeedId: id }),
  body: z.object({
    reason: z.string().trim().min(4, '写明停用的原因，4到200个字').max(200, '写明停用的原因，4到200个字'),
  }),
  reply: permanentSeedSchema,
  status: 201,
  problems: ['permanent-seed-retired', 'permanent-seed-in-use'],
});
