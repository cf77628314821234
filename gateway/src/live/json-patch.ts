/** One step of RFC 6902, of the kinds that a patch of results needs. */
export type PatchStep =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move'; readonly from: string; readonly path: string };

/** With more steps than this, sending the whole is as cheap. */
export const PATCH_STEPS_MAX = 1_000;
/** Records of a list that are matched by their ids; a longer list that has changed its length is replaced. */
const LIST_LENGTH_MAX = 5_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * What leads from one JSON value to another; `undefined` beyond PATCH_STEPS_MAX. Records in lists are matched by their ids, so
 * that the work grows with what there is and what has changed, not with one times the other.
 */
export function patchBetween(from: unknown, to: unknown): readonly PatchStep[] | undefined {
  const steps: PatchStep[] = [];
  return compare(from, to, '', steps) ? steps : undefined;
}

/** False once there are too many steps. */
function compare(from: unknown, to: unknown, path: string, steps: PatchStep[]): boolean {
  if (from === to) return true;
  if (Array.isArray(from) && Array.isArray(to)) return compareLists(from, to, path, steps);
  if (isFields(from) && isFields(to)) return compareFields(from, to, path, steps);
  return step(steps, { op: 'replace', path, value: to });
}

function compareFields(from: Fields, to: Fields, path: string, steps: PatchStep[]): boolean {
  for (const name of Object.keys(from)) {
    if (!Object.hasOwn(to, name) && !step(steps, { op: 'remove', path: below(path, name) })) return false;
  }
  return Object.entries(to).every(([name, value]) =>
    Object.hasOwn(from, name)
      ? compare(from[name], value, below(path, name), steps)
      : step(steps, { op: 'add', path: below(path, name), value }),
  );
}

function compareLists(
  from: readonly unknown[],
  to: readonly unknown[],
  path: string,
  steps: PatchStep[],
): boolean {
  const short = from.length <= LIST_LENGTH_MAX && to.length <= LIST_LENGTH_MAX;
  const [before, after] = short ? [keysOf(from), keysOf(to)] : [undefined, undefined];
  if (before && after) return compareRecords(from, to, { before, after, path, steps });
  if (from.length !== to.length) return step(steps, { op: 'replace', path, value: to });
  return to.every((value, index) => compare(from[index], value, below(path, index), steps));
}

interface Keyed {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly path: string;
  readonly steps: PatchStep[];
}

/** What is gone is removed from the end on; then each place gets its record: the one there, one from further back, or a new one. */
function compareRecords(
  from: readonly unknown[],
  to: readonly unknown[],
  { before, after, path, steps }: Keyed,
): boolean {
  const wanted = new Set(after);
  const known = new Map(before.map((key, index) => [key, from[index]]));
  for (let index = before.length - 1; index >= 0; index--) {
    if (!wanted.has(before[index]!) && !step(steps, { op: 'remove', path: below(path, index) })) return false;
  }
  const here = before.filter((key) => wanted.has(key));
  for (const [index, key] of after.entries()) {
    const at = here[index] === key ? index : known.has(key) ? here.indexOf(key, index) : -1;
    if (at === -1) {
      here.splice(index, 0, key);
      if (!step(steps, { op: 'add', path: below(path, index), value: to[index] })) return false;
      continue;
    }
    if (at !== index) {
      here.splice(index, 0, ...here.splice(at, 1));
      if (!step(steps, { op: 'move', from: below(path, at), path: below(path, index) })) return false;
    }
    if (!compare(known.get(key), to[index], below(path, index), steps)) return false;
  }
  return true;
}

/** The ids of a list's records; `undefined` when one has none or two have the same. */
function keysOf(list: readonly unknown[]): readonly string[] | undefined {
  const keys = list.map(keyOf);
  if (keys.includes(undefined) || new Set(keys).size !== keys.length) return undefined;
  return keys as string[];
}

/** Of a record, of an edge that holds one, and of what a picture says of an entity. */
function keyOf(value: unknown): string | undefined {
  if (!isFields(value)) return undefined;
  for (const record of [value, value['node'], value['entity']]) {
    if (!isFields(record)) continue;
    const key = record['id'] ?? record['code'];
    if (typeof key === 'string') return key;
  }
  return undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function step(steps: PatchStep[], next: PatchStep): boolean {
  steps.push(next);
  return steps.length <= PATCH_STEPS_MAX;
}

/** A JSON pointer (RFC 6901). */
function below(path: string, name: string | number): string {
  return `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
