/** Names of all leaves and other forms of a scheme, whatever the settings say. */
import { outlineOf, type Scheme } from '#surveys';

export function leafNames(scheme: Scheme): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { leaves, forms } of outlineOf(scheme, {})) {
    for (const { id, name } of leaves) names.set(id, name);
    for (const { key, name } of forms) names.set(key, name);
  }
  for (const parts of Object.values(scheme.parts))
    for (const { leaves } of parts)
      if (!Array.isArray(leaves))
        for (const { id, name } of [...Object.values(leaves.of).flat(), ...(leaves.own ?? [])]) names.set(id, name);
  return names;
}
