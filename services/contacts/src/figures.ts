import { entities, SANDBOX_ENTITY, zoneOf } from '@proximidad/catalogues';
import { instantAt } from '@proximidad/eventsourcing';
import { type Cell, ownsCounts, disclosedCells } from '@proximidad/policy';
import { type Context, rowsWithin } from '@proximidad/edge';
import { contacts } from './contact/contacts.ts';
import { followUpQueue, OPEN_STATUSES } from './follow-up/follow-up-queue.ts';

const ENTITY_CODES: readonly string[] = [...entities.map(({ code }) => code), SANDBOX_ENTITY];

export interface FiguresRow {
  readonly entity: string;
  /** The entity, or the municipality of a caller who serves no more than that one. */
  readonly place: string;
  readonly recorded: Cell;
  readonly followUpsDue: Cell;
  /** Not shown: used to compute the overdue ones. */
  readonly owed: number;
}

/** One row for each place that has facts: the entities, or only the municipality of a caller who serves no more than that one. */
export function contactFigures({ subject, figures }: Context): FiguresRow[] {
  const places = subject.municipality === undefined ? ENTITY_CODES : [subject.municipality];
  const keysOf = (name: string) => places.map((place) => `${place}:${name}`);
  const recorded = figures(contacts, 'contact', { keys: keysOf('recorded') });
  const due = figures(followUpQueue, 'followup', { keys: keysOf('due') });
  return places
    .filter((place) => recorded.has(`${place}:recorded`) || due.has(`${place}:due`))
    .map((place) => {
      const owed = due.get(`${place}:due`) ?? 0;
      const counts = [recorded.get(`${place}:recorded`) ?? 0, owed];
      const disclosed = ownsCounts(subject, 'contact', place) ? counts : disclosedCells(counts);
      return { entity: place.slice(0, 2), place, recorded: disclosed[0]!, followUpsDue: disclosed[1]!, owed };
    });
}

/** By the clock of the cut, so that it is right at any cut: the event that records it comes up to a second later. */
export function followUpsOverdue(
  { place, owed }: FiguresRow,
  _: object,
  { subject, counting, cut }: Context,
): Cell {
  if (owed === 0) return 0;
  const overdue = counting(followUpQueue, 'followup').count({
    where: { ...rowsWithin(place), status: { in: OPEN_STATUSES }, dueAt: { lt: cut.clock + 1 } },
  });
  return ownsCounts(subject, 'followup', place) ? overdue : disclosedCells([overdue], owed)[0]!;
}

export function lastEventAt({ entity }: FiguresRow, _: object, { counting }: Context) {
  const contact = counting(contacts, 'contact').list({
    where: { entity },
    orderBy: [{ column: 'recordedAt', desc: true }],
    first: 1,
  });
  const followUp = counting(followUpQueue, 'followup').list({
    where: { entity },
    orderBy: [{ column: 'changedAt', desc: true }],
    first: 1,
  });
  const ms = Math.max(contact.rows[0]?.row.recordedAt ?? 0, followUp.rows[0]?.row.changedAt ?? 0);
  return ms === 0 ? null : instantAt(ms, zoneOf(entity));
}
