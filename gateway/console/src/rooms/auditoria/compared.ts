/** One field of a record: what stood there then, and what stands there now; undefined where there was no such field. */
export interface Field {
  readonly path: string;
  readonly then: string | undefined;
  readonly now: string | undefined;
  readonly differs: boolean;
}

/** Two pictures of a record side by side, field by field, in the order in which the newer one tells them. */
export function compared(then: object | null | undefined, now: object | null | undefined): Field[] {
  const [before, after] = [new Map(flat(then)), new Map(flat(now))];
  const paths = [...new Set([...after.keys(), ...before.keys()])];
  return paths.map((path) => {
    const [old, current] = [before.get(path), after.get(path)];
    return { path, then: old, now: current, differs: old !== current };
  });
}

/** Every value under its path, as `dispatches 1 status`; what is null is not told. */
function flat(value: unknown, path = ''): [string, string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [[path, String(value as string | number | boolean)]];
  return Object.entries(value).flatMap(([name, inner]) => {
    const step = Array.isArray(value) ? String(Number(name) + 1) : name;
    return flat(inner, path === '' ? step : `${path} ${step}`);
  });
}
