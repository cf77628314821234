import { entities, SANDBOX_ENTITY, zoneOf } from '@proximidad/catalogues';
import { instantAt } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/edge';
import { contacts } from './contact/contacts.ts';
import { followUpQueue, OPEN_STATUSES } from './follow-up/follow-up-queue.ts';

const ENTITY_CODES: readonly string[] = [...entities.map(({ code }) => code), SANDBOX_ENTITY];

export interface FiguresRow {
  readonly entity: string;
  readonly recorded: number;
  readonly followUpsDue: number;
}

/** One row for each place that has facts: the entities, or the one municipality of a caller who serves no more. */
export function contactFigures({ subject, figures }: Context): FiguresRow[] {
  const places = subject.municipality === undefined ? ENTITY_CODES : [subject.municipality];
  const keysOf = (name: string) => places.map((place) => `${place}:${name}`);
  const recorded = figures(contacts, 'contact', { keys: keysOf('recorded') });
  const due = figures(followUpQueue, 'followup', { keys: keysOf('due') });
  return places
    .filter((place) => recorded.has(`${place}:recorded`) || due.has(`${place}:due`))
    .map((place) => ({
      entity: place.slice(0, 2),
      recorded: recorded.get(`${place}:recorded`) ?? 0,
      followUpsDue: due.get(`${place}:due`) ?? 0,
    }));
}

/** By the clock of the cut, so that it is right at any: the event that says so comes up to a second later. */
export function followUpsOverdue({ entity, followUpsDue }: FiguresRow, _: object, { table, cut }: Context) {
  if (followUpsDue === 0) return 0;
  return table(followUpQueue, 'followup').count({
    where: { entity, status: { in: OPEN_STATUSES }, dueAt: { lt: cut.clock + 1 } },
  });
}

export function lastEventAt({ entity }: FiguresRow, _: object, { table }: Context) {
  const contact = table(contacts, 'contact').list({
    where: { entity },
    orderBy: [{ column: 'recordedAt', desc: true }],
    first: 1,
  });
  const followUp = table(followUpQueue, 'followup').list({
    where: { entity },
    orderBy: [{ column: 'changedAt', desc: true }],
    first: 1,
  });
  const ms = Math.max(contact.rows[0]?.row.recordedAt ?? 0, followUp.rows[0]?.row.changedAt ?? 0);
  return ms === 0 ? null : instantAt(ms, zoneOf(entity));
}
