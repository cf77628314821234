import { cnieVersions, zoneOf } from '@proximidad/catalogues';
import { instantAt } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/edge';
import { disclosedCells } from '@proximidad/policy';
import type { Span } from '../span.ts';
import { CallClass, loadKey } from './call-class.ts';
import { calls } from './calls.ts';

/** Calls not classified yet belong to none. */
const VERSIONS = [...cnieVersions, null];

/**
 * What calls were about, hour by hour, from running totals: separately for each version of the catalogue, because
 * what is improper in one may not be in another. Calls not classified yet belong to no version.
 */
export function callLoad(span: Span, context: Context) {
  const { place, isOwn } = span;
  const counted = callsCounted(span, context);
  return VERSIONS.flatMap((version) => {
    const ofVersion = counted.filter((cell) => cell.version === version);
    if (ofVersion.length === 0) return [];
    return [{ catalogueVersion: version, ...totals(ofVersion, isOwn), ...byHour(ofVersion, isOwn, place) }];
  });
}

/** By hour, version and class, without empty ones; exact counts, not to be shown for places other than the caller's own. */
export function callsCounted({ place, hours }: Span, context: Context): readonly Counted[] {
  const cells = hours.flatMap((hour) =>
    VERSIONS.flatMap((version) => CallClass.options.map((name) => ({ hour, version, name }))),
  );
  const keyOf = (cell: (typeof cells)[number]) => loadKey(place, cell.hour, cell.version, cell.name);
  const figures = context.figures(calls, 'call', { keys: cells.map(keyOf) });
  return cells.flatMap((cell) => {
    const count = figures.get(keyOf(cell)) ?? 0;
    return count > 0 ? [{ ...cell, calls: count }] : [];
  });
}

interface Counted {
  readonly hour: number;
  readonly version: string | null;
  readonly name: CallClass;
  readonly calls: number;
}

function totals(counted: readonly Counted[], isOwn: boolean) {
  const sums = CallClass.options.map((name) =>
    counted.reduce((sum, cell) => sum + (cell.name === name ? cell.calls : 0), 0),
  );
  const received = sums.reduce((a, b) => a + b, 0);
  const told = isOwn ? sums : disclosedCells(sums, received);
  const classes = CallClass.options.map((name, index) => ({ class: name, calls: told[index]! }));
  const all = received - sums[CallClass.options.indexOf('UNCLASSIFIED')]!;
  // For other places, shares of the disclosed counts: an exact count would give the hidden ones away.
  const [whole, classified] = isOwn ? [received, all] : disclosedCells([received, all]);
  const share = (name: CallClass) => {
    const of = classes.find((one) => one.class === name)!.calls;
    return of === null || !classified ? null : Math.min(1, of / classified);
  };
  return {
    received: whole!,
    classes,
    properShare: share('PROPER'),
    duplicateShare: share('DUPLICATE'),
    misuseShare: share('MISUSE'),
  };
}

/** Hour by hour only for the owner of the calls: in a single hour almost every cell would point at somebody. */
function byHour(counted: readonly Counted[], isOwn: boolean, place: string) {
  if (!isOwn) return { hours: [] };
  const hours = counted.map(({ hour, name, calls: count }) => {
    return { startsAt: instantAt(hour, zoneOf(place)), class: name, calls: count };
  });
  return { hours };
}
