import { entities, SANDBOX_ENTITY, zoneOf } from '@proximidad/catalogues';
import { instantAt } from '@proximidad/eventsourcing';
import { type Context, rowsWithin } from '@proximidad/edge';
import { type Cell, ownsCounts, disclosedCells, disclosedShare } from '@proximidad/policy';
import { enrolments } from './enrolment/enrolments.ts';
import { officers } from './dossier/officers.ts';

const ENTITY_CODES: readonly string[] = [...entities.map(({ code }) => code), SANDBOX_ENTITY];

export interface FiguresRow {
  readonly entity: string;
  /** The entity, or the municipality of a caller who serves no more than that one. */
  readonly place: string;
  /** Shown only where `officers` is. */
  readonly registered: number;
  readonly officers: Cell;
  /** Certificates whose end has not been recorded; those ended by the clock of the cut are subtracted on request. */
  readonly recordedAsCertified: number;
}

/** One row for each place that has officers: the entities, or only the municipality of a caller who serves no more than that one. */
export function trainingFigures({ subject, figures }: Context): FiguresRow[] {
  const places = subject.municipality === undefined ? ENTITY_CODES : [subject.municipality];
  const keys = places.flatMap((place) => [`${place}:officers`, `${place}:certified`]);
  const totals = figures(officers, 'officer', { keys });
  return places
    .filter((place) => totals.has(`${place}:officers`))
    .map((place) => {
      const registered = totals.get(`${place}:officers`) ?? 0;
      const officers = ownsCounts(subject, 'officer', place) ? registered : disclosedCells([registered])[0]!;
      const recordedAsCertified = totals.get(`${place}:certified`) ?? 0;
      return { entity: place.slice(0, 2), place, registered, officers, recordedAsCertified };
    });
}

/** By the clock of the cut, so that it is right at any cut: the event that records it comes up to a second later. */
export function certified(row: FiguresRow, _: object, context: Context): Cell {
  const { place, registered } = row;
  const count = certifiedNow(row, context);
  return ownsCounts(context.subject, 'officer', place) ? count : disclosedCells([count], registered)[0]!;
}

export function certifiedShare(row: FiguresRow, _: object, context: Context): number | null {
  const { place, registered } = row;
  const count = certifiedNow(row, context);
  if (!ownsCounts(context.subject, 'officer', place)) return disclosedShare(count, registered).share;
  return registered === 0 ? null : count / registered;
}

function certifiedNow({ place, recordedAsCertified }: FiguresRow, { counting, cut }: Context): number {
  if (recordedAsCertified === 0) return 0;
  const ended = counting(officers, 'officer').count({
    where: {
      ...{ ...rowsWithin(place), certified: true, certifiedUntil: { lt: cut.clock + 1 } },
      separatedAt: { isNull: true },
    },
  });
  return recordedAsCertified - ended;
}

export function lastEventAt({ entity }: FiguresRow, _: object, { counting }: Context) {
  const newest = { where: { entity }, orderBy: [{ column: 'changedAt', desc: true }], first: 1 } as const;
  const officer = counting(officers, 'officer').list(newest).rows[0]?.row.changedAt ?? 0;
  const enrolment = counting(enrolments, 'officer').list(newest).rows[0]?.row.changedAt ?? 0;
  const ms = Math.max(officer, enrolment);
  return ms === 0 ? null : instantAt(ms, zoneOf(entity));
}
