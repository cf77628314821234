import { entities, SANDBOX_ENTITY, zoneOf } from '@proximidad/catalogues';
import { instantAt } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/edge';
import { enrolments } from './enrolment/enrolments.ts';
import { officers } from './dossier/officers.ts';

const ENTITY_CODES: readonly string[] = [...entities.map(({ code }) => code), SANDBOX_ENTITY];

export interface FiguresRow {
  readonly entity: string;
  readonly officers: number;
  /** Certificates whose end has not been recorded; those that end at the cut's clock are taken off when asked. */
  readonly recordedAsCertified: number;
}

/** One row for each place that has officers: the entities, or the one municipality of a caller who serves no more. */
export function trainingFigures({ subject, figures }: Context): FiguresRow[] {
  const places = subject.municipality === undefined ? ENTITY_CODES : [subject.municipality];
  const keys = places.flatMap((place) => [`${place}:officers`, `${place}:certified`]);
  const totals = figures(officers, 'officer', { keys });
  return places
    .filter((place) => totals.has(`${place}:officers`))
    .map((place) => ({
      entity: place.slice(0, 2),
      officers: totals.get(`${place}:officers`) ?? 0,
      recordedAsCertified: totals.get(`${place}:certified`) ?? 0,
    }));
}

/** By the clock of the cut, so that it is right at any: the event that says so comes up to a second later. */
export function certified(
  { entity, recordedAsCertified }: FiguresRow,
  _: object,
  { table, cut }: Context,
): number {
  if (recordedAsCertified === 0) return 0;
  const ended = table(officers, 'officer').count({
    where: { entity, certified: true, certifiedUntil: { lt: cut.clock + 1 } },
  });
  return recordedAsCertified - ended;
}

export function certifiedShare(row: FiguresRow, args: object, context: Context): number | null {
  return row.officers === 0 ? null : certified(row, args, context) / row.officers;
}

export function lastEventAt({ entity }: FiguresRow, _: object, { table }: Context) {
  const newest = { where: { entity }, orderBy: [{ column: 'changedAt', desc: true }], first: 1 } as const;
  const officer = table(officers, 'officer').list(newest).rows[0]?.row.changedAt ?? 0;
  const enrolment = table(enrolments, 'enrolment').list(newest).rows[0]?.row.changedAt ?? 0;
  const ms = Math.max(officer, enrolment);
  return ms === 0 ? null : instantAt(ms, zoneOf(entity));
}
