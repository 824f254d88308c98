/** The shipped schemes, each checked against the schema when first asked for. */
import { type Scheme, type SchemeData, schemeSchema } from '../scheme.ts';
import { dsq2017Dept, dsq2017Town } from './dsq2017.ts';
import { gx2015Social } from './gx2015-social.ts';
import { gx2018City } from './gx2018-city.ts';
import { gx2018Dept } from './gx2018-dept.ts';
import { js2013 } from './js2013.ts';
import { yinhai2016 } from './yinhai2016.ts';

export const shippedSchemes: readonly SchemeData[] = [
  gx2018City,
  gx2018Dept,
  yinhai2016,
  dsq2017Dept,
  dsq2017Town,
  js2013,
  gx2015Social,
];

const read = new Map<string, Scheme>();

/** The shipped scheme of an id, with presets filled in. Cost: one reading per scheme and process. */
export function findScheme(id: string): Scheme | undefined {
  const known = read.get(id);
  if (known) return known;
  const data = shippedSchemes.find((scheme) => scheme.id === id);
  if (!data) return undefined;
  const scheme = schemeSchema.parse(data);
  read.set(id, scheme);
  return scheme;
}
