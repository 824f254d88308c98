/** The contract: all routes and their shapes. The only part of server/ that web/ may see. */
export * from './route.ts';
export * from './people.ts';
export * from './cycles.ts';
export * from './frames.ts';
export * from './draws.ts';
export * from './audit.ts';
