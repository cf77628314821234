import { type Fields, isFields, keyOf } from './records.ts';

/**
 * The same value as `now`, made with the parts of `before` that are equal: what has not changed is the same object, and the
 * whole is `before` when nothing has. Two equal values have the same JSON.
 */
export function sharing(before: unknown, now: unknown): unknown {
  if (before === now) return before;
  if (Array.isArray(before) && Array.isArray(now)) return sharingLists(before, now);
  if (isFields(before) && isFields(now)) return sharingFields(before, now);
  return now;
}

/** A record is looked for where it was, and then where it may have moved. */
function sharingLists(before: readonly unknown[], now: readonly unknown[]): readonly unknown[] {
  let byKey: ReadonlyMap<string | undefined, unknown> | undefined;
  const counterpart = (value: unknown, place: number) => {
    const key = keyOf(value);
    if (key === undefined || key === keyOf(before[place])) return before[place];
    byKey ??= new Map(before.map((each) => [keyOf(each), each]));
    return byKey.get(key);
  };
  const shared = now.map((value, place) => sharing(counterpart(value, place), value));
  const isSame = before.length === now.length && shared.every((value, place) => value === before[place]);
  return isSame ? before : shared;
}

function sharingFields(before: Fields, now: Fields): Fields {
  const [was, names] = [Object.keys(before), Object.keys(now)];
  let isSame = was.length === names.length;
  const shared = names.map((name, place) => {
    const value = sharing(before[name], now[name]);
    isSame &&= was[place] === name && value === before[name];
    return value;
  });
  return isSame ? before : Object.fromEntries(names.map((name, place) => [name, shared[place]]));
}
