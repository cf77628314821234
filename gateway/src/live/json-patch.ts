import { type Fields, isFields, keyOf } from './records.ts';

/** One step of RFC 6902, of the kinds that a patch of results needs. */
export type PatchStep =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move'; readonly from: string; readonly path: string };

/** With more steps than this, sending the whole is as cheap. */
export const PATCH_STEPS_MAX = 1_000;
/** Records of a list that are matched by their ids; a longer list that has changed its length is replaced. */
const LIST_LENGTH_MAX = 5_000;

/** Where a comparison is: the names on the path from the top. A pointer is made from them only for a step. */
type Way = (string | number)[];

/**
 * What leads from one JSON value to another; `undefined` beyond PATCH_STEPS_MAX. Records in lists are matched by their ids, so
 * that the work grows with the size and the number of changes, not with their product.
 */
export function patchBetween(from: unknown, to: unknown): readonly PatchStep[] | undefined {
  const steps: PatchStep[] = [];
  return compare(from, to, [], steps) ? steps : undefined;
}

/** False once there are too many steps. */
function compare(from: unknown, to: unknown, way: Way, steps: PatchStep[]): boolean {
  if (from === to) return true;
  if (Array.isArray(from) && Array.isArray(to)) return compareLists(from, to, way, steps);
  if (isFields(from) && isFields(to)) return compareFields(from, to, way, steps);
  return step(steps, { op: 'replace', path: pointer(way), value: to });
}

/** One level further down, and back. */
function compareBelow(
  from: unknown,
  to: unknown,
  { way, name, steps }: { way: Way; name: string | number; steps: PatchStep[] },
): boolean {
  way.push(name);
  const goesOn = compare(from, to, way, steps);
  way.pop();
  return goesOn;
}

/** A field that is undefined does not exist: JSON leaves it out. */
function compareFields(from: Fields, to: Fields, way: Way, steps: PatchStep[]): boolean {
  for (const name of Object.keys(from)) {
    const isGone = from[name] !== undefined && !isThere(to, name);
    if (isGone && !step(steps, { op: 'remove', path: pointer(way, name) })) return false;
  }
  for (const name of Object.keys(to)) {
    const value = to[name];
    if (value === undefined) continue;
    if (!isThere(from, name)) {
      if (!step(steps, { op: 'add', path: pointer(way, name), value })) return false;
    } else if (from[name] !== value && !compareBelow(from[name], value, { way, name, steps })) return false;
  }
  return true;
}

function compareLists(
  from: readonly unknown[],
  to: readonly unknown[],
  way: Way,
  steps: PatchStep[],
): boolean {
  const isInPlace = (value: unknown, index: number) =>
    value === from[index] || keyOf(value) === keyOf(from[index]);
  if (from.length === to.length && to.every(isInPlace)) return comparePlaces(from, to, way, steps);
  const short = from.length <= LIST_LENGTH_MAX && to.length <= LIST_LENGTH_MAX;
  const [before, after] = short ? [keysOf(from), keysOf(to)] : [undefined, undefined];
  if (before && after) return compareRecords(from, to, { before, after, way, steps });
  if (from.length !== to.length) return step(steps, { op: 'replace', path: pointer(way), value: to });
  return comparePlaces(from, to, way, steps);
}

function comparePlaces(
  from: readonly unknown[],
  to: readonly unknown[],
  way: Way,
  steps: PatchStep[],
): boolean {
  return to.every(
    (value, name) => value === from[name] || compareBelow(from[name], value, { way, name, steps }),
  );
}

interface Keyed {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly way: Way;
  readonly steps: PatchStep[];
}

/**
 * Records that are gone are removed from the end on; then each place gets its record: the one there, one from further
 * back, or a new one.
 */
function compareRecords(
  from: readonly unknown[],
  to: readonly unknown[],
  { before, after, way, steps }: Keyed,
): boolean {
  const wanted = new Set(after);
  const known = new Map(before.map((key, index) => [key, from[index]]));
  for (let index = before.length - 1; index >= 0; index--) {
    if (!wanted.has(before[index]!) && !step(steps, { op: 'remove', path: pointer(way, index) }))
      return false;
  }
  const here = before.filter((key) => wanted.has(key));
  for (const [index, key] of after.entries()) {
    const at = here[index] === key ? index : known.has(key) ? here.indexOf(key, index) : -1;
    if (at === -1) {
      here.splice(index, 0, key);
      if (!step(steps, { op: 'add', path: pointer(way, index), value: to[index] })) return false;
      continue;
    }
    if (at !== index) {
      here.splice(index, 0, ...here.splice(at, 1));
      if (!step(steps, { op: 'move', from: pointer(way, at), path: pointer(way, index) })) return false;
    }
    if (!compareBelow(known.get(key), to[index], { way, name: index, steps })) return false;
  }
  return true;
}

function isThere(fields: Fields, name: string): boolean {
  return fields[name] !== undefined && Object.hasOwn(fields, name);
}

/** The ids of a list's records; `undefined` when one has none or two have the same. */
function keysOf(list: readonly unknown[]): readonly string[] | undefined {
  const keys = list.map(keyOf);
  if (keys.includes(undefined) || new Set(keys).size !== keys.length) return undefined;
  return keys as string[];
}

function step(steps: PatchStep[], next: PatchStep): boolean {
  steps.push(next);
  return steps.length <= PATCH_STEPS_MAX;
}

/** A JSON pointer (RFC 6901). */
function pointer(way: Way, ...below: Way): string {
  return [...way, ...below]
    .map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
