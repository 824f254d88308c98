/** Reading and changing a scheme's data at a place, without knowing all of it: what the editor does not show stays as it is. */

export type Data = Readonly<Record<string, unknown>>;
export type Path = readonly (string | number)[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === 'number') value = value[key] as unknown;
    else if (isObject(value)) value = value[String(key)];
    else return undefined;
  }
  return value;
}

/** The data with one place changed; undefined removes it. */
export function withValue(data: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(data)) {
    const items = [...(data as unknown[])];
    if (rest.length === 0 && value === undefined) items.splice(Number(key), 1);
    else items[Number(key)] = withValue(items[Number(key)], rest, value);
    return items;
  }
  const object = isObject(data) ? data : {};
  if (rest.length === 0 && value === undefined)
    return Object.fromEntries(Object.entries(object).filter(([name]) => name !== String(key)));
  return { ...object, [String(key)]: withValue(object[String(key)], rest, value) };
}

export const listAt = (data: unknown, path: Path): readonly unknown[] => {
  const value = valueAt(data, path);
  return Array.isArray(value) ? value : [];
};

export const textAt = (data: unknown, path: Path): string => {
  const value = valueAt(data, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};
