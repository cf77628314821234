/** One field of a record: its value then, and its value now; undefined if the field did not exist. */
export interface Field {
  readonly path: string;
  readonly then: string | undefined;
  readonly now: string | undefined;
  readonly differs: boolean;
}

/** Two states of a record side by side, field by field, in the order of the newer one. */
export function compared(then: object | null | undefined, now: object | null | undefined): Field[] {
  const [before, after] = [new Map(flat(then)), new Map(flat(now))];
  const paths = [...new Set([...after.keys(), ...before.keys()])];
  return paths.map((path) => {
    const [old, current] = [before.get(path), after.get(path)];
    return { path, then: old, now: current, differs: old !== current };
  });
}

/** Every value under its path, such as `dispatches 1 status`; nulls are left out. */
function flat(value: unknown, path = ''): [string, string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [[path, String(value as string | number | boolean)]];
  return Object.entries(value).flatMap(([name, inner]) => {
    const step = Array.isArray(value) ? String(Number(name) + 1) : name;
    return flat(inner, path === '' ? step : `${path} ${step}`);
  });
}
