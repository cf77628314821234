import { cnieVersions, zoneOf } from '@proximidad/catalogues';
import { type Instant, instantAt } from '@proximidad/eventsourcing';
import { type Context, limitExceeded, ServiceError } from '@proximidad/edge';
import { ownsCounts, disclosedCells } from '@proximidad/policy';
import { CallClass, hourOf, loadKey } from './call-class.ts';
import { calls } from './calls.ts';

const HOUR_MS = 3_600_000;
/** A week: longer spans are asked for one after the other. */
const HOURS_MAX = 168;

interface Asked {
  readonly entity?: string | null | undefined;
  readonly municipality?: string | null | undefined;
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * What calls were about, hour by hour, from running totals: each version of the catalogue apart, since what is improper
 * in one is not in another. Calls that nobody has classified yet are of no version.
 */
export function callLoad({ entity, municipality, from, to }: Asked, context: Context) {
  const place = municipality ?? entity ?? context.subject.municipality ?? context.subject.entity;
  if (!place) throw new ServiceError('BAD_USER_INPUT', 'An entity or a municipality is needed.');
  const hours = hoursBetween(from.ms, to.ms);
  const versions = [...cnieVersions, null];
  const cells = hours.flatMap((hour) =>
    versions.flatMap((version) => CallClass.options.map((name) => ({ hour, version, name }))),
  );
  const keyOf = (cell: (typeof cells)[number]) => loadKey(place, cell.hour, cell.version, cell.name);
  const figures = context.figures(calls, 'call', { keys: cells.map(keyOf) });
  const counted = cells.map((cell) => ({ ...cell, calls: figures.get(keyOf(cell)) ?? 0 }));
  return versions.flatMap((version) => {
    const ofVersion = counted.filter((cell) => cell.version === version && cell.calls > 0);
    if (ofVersion.length === 0) return [];
    const isOwn = ownsCounts(context.subject, 'call', place);
    return [{ catalogueVersion: version, ...totals(ofVersion, isOwn), ...byHour(ofVersion, isOwn, place) }];
  });
}

type Counted = { readonly hour: number; readonly name: CallClass; readonly calls: number };

function totals(counted: readonly Counted[], isOwn: boolean) {
  const sums = CallClass.options.map((name) =>
    counted.reduce((sum, cell) => sum + (cell.name === name ? cell.calls : 0), 0),
  );
  const received = sums.reduce((a, b) => a + b, 0);
  const told = isOwn ? sums : disclosedCells(sums, received);
  const classes = CallClass.options.map((name, index) => ({ class: name, calls: told[index]! }));
  const classified = received - sums[CallClass.options.indexOf('UNCLASSIFIED')]!;
  const share = (name: CallClass) => {
    const of = classes.find((one) => one.class === name)!.calls;
    return of === null || classified === 0 ? null : of / classified;
  };
  return {
    received: isOwn ? received : disclosedCells([received])[0]!,
    classes,
    properShare: share('PROPER'),
    duplicateShare: share('DUPLICATE'),
    misuseShare: share('MISUSE'),
  };
}

/** Hour by hour to whom the calls belong: over a short hour almost every cell would point at somebody. */
function byHour(counted: readonly Counted[], isOwn: boolean, place: string) {
  if (!isOwn) return { hours: [] };
  const hours = counted.map(({ hour, name, calls: count }) => {
    return { startsAt: instantAt(hour, zoneOf(place)), class: name, calls: count };
  });
  return { hours };
}

function hoursBetween(from: number, to: number): number[] {
  if (to <= from)
    throw new ServiceError('BAD_USER_INPUT', 'The span ends before it begins: `to` after `from`.');
  const count = Math.ceil((to - hourOf(from)) / HOUR_MS);
  if (count > HOURS_MAX) throw limitExceeded('hours', HOURS_MAX, { cost: count });
  return Array.from({ length: count }, (_, n) => hourOf(from) + n * HOUR_MS);
}
