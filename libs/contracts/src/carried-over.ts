import { closedList, Instant } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { basisOf, governingAt, linkAt, type LinksOf, ModelBasis, type Placed } from './noted-profiles.ts';

export const CarryRule = closedList(
  'CarryRule',
  {
    PINNED: 'It continues, and ends, under the version under which it began.',
    TAKEN_OVER: 'From then on it is judged by the version in force.',
  },
  'Under which of two versions of a model something open continues (BR-A4).',
);

/** A version of a model, and the territory that had adopted it; null where none had, and the national one governed. */
const GoverningVersion = ModelBasis.omit({ parameter: true });
export type GoverningVersion = z.infer<typeof GoverningVersion>;

/** A place came under another version. */
export const ModelChange = z.object({
  from: GoverningVersion,
  to: GoverningVersion,
  /** From when the change applies to what is open: no earlier than when that came under the version before. */
  since: Instant,
});
export type ModelChange = z.infer<typeof ModelChange>;

/** What is recorded about something that was open when its place came under another version. */
export const CarriedOver = ModelChange.extend({ rule: CarryRule });
export type CarriedOver = z.infer<typeof CarriedOver>;

/** The changes recorded for something open, with one more. */
export function carriedOn(
  { carriedOver }: { readonly carriedOver: readonly CarriedOver[] },
  { from, to, since, rule }: CarriedOver,
): CarriedOver[] {
  return [...carriedOver, { from, to, since, rule }];
}

/** The version that something open is under, according to its own record; null where its first fact does not say. */
export interface Held {
  readonly version: GoverningVersion | null;
  readonly since: Instant;
}

/** What something is held to: the last change recorded for it, otherwise what its first fact rested on. */
export function heldSince(
  carriedOver: readonly CarriedOver[],
  basis: ModelBasis | null,
  from: Instant,
): Held {
  const last = carriedOver.at(-1);
  if (last) return { version: last.to, since: last.since };
  return { version: basis && versionIn(basis), since: from };
}

/**
 * The changes of version that something open has not been carried over for yet, the earliest first. A change that was
 * noted late, and began before the version that the item is under, comes last.
 */
export function changesSince(linksOf: LinksOf, place: Placed, held: Held, nowMs: number): ModelChange[] {
  const versionAt = (ms: number) => versionIn(basisOf(governingAt(linksOf, place, ms), ''));
  let [from, since] = [held.version ?? versionAt(held.since.ms), held.since];
  const changes: ModelChange[] = [];
  for (const ms of [...beginnings(linksOf, place, held.since.ms, nowMs), nowMs]) {
    const begun = linkAt(linksOf, place, ms)?.link.from;
    const to = versionAt(ms);
    if (begun === undefined || isSame(from, to)) continue;
    since = begun.ms > since.ms ? begun : since;
    changes.push({ from, to, since });
    from = to;
  }
  return changes;
}

/** When adoptions at any level of a place began (beat, municipality, entity, nation): after one moment and up to another, each once. */
function beginnings(linksOf: LinksOf, place: Placed, afterMs: number, untilMs: number): number[] {
  const all = [place.beatId, place.municipality, place.entity, '00'].flatMap((territory) =>
    territory ? (linksOf(territory) ?? []).map(({ from }) => from.ms) : [],
  );
  const within = all.filter((ms) => ms > afterMs && ms <= untilMs);
  return [...new Set(within)].toSorted((one, other) => one - other);
}

function versionIn({ profileId, profileVersion, territory }: ModelBasis): GoverningVersion {
  return { profileId, profileVersion, territory };
}

/** The version that a record came under by the last change recorded on it. */
export type CameUnder = Pick<ModelChange, 'to' | 'since'>;

export function cameUnder({ to, since }: ModelChange): CameUnder {
  return { to, since };
}

/** Whether a change follows the last one recorded: a row that lags may lead to an earlier one again. `under` is null before the first. */
export function follows(under: CameUnder | null, { from, since }: ModelChange): boolean {
  return under === null || (isSame(under.to, from) && since.ms >= under.since.ms);
}

function isSame(one: GoverningVersion, other: GoverningVersion): boolean {
  return one.profileId === other.profileId && one.profileVersion === other.profileVersion;
}
