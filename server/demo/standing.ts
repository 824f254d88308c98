/** How well each department does, between 0 and 1: it stays from year to year, and all answers about it lean that way. Pure. */
import { departments } from './departments.ts';
import { demoStream } from './lists.ts';

const stream = demoStream('standing of departments');
const places = new Map(departments.map(({ name }) => [name, stream.below(100)]));

/** 0 to 99. */
export const standingOf = (department: string): number => places.get(department) ?? 50;
