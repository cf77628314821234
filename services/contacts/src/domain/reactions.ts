import type { contracts } from '@proximidad/contracts';
import { entityOf, idFor, type EventOf } from '@proximidad/eventsourcing';
import { contactArea, type ContactAreaCommand } from './contact-area.ts';
import { followUp, FOLLOW_UP_RULE, type FollowUpCommand } from './follow-up.ts';

type Incidents = EventOf<typeof contracts.incidents.restricted>;
type Beats = EventOf<typeof contracts.beats.public>;
type Incident<Type extends Incidents['type']> = Extract<Incidents, { type: Type }>;
type Beat<Type extends Beats['type']> = Extract<Beats, { type: Type }>;

/** "Exercise": whoever plays a victim in a drill is owed nothing (BR-I14). */
const DRILL_CODE = '60210';

export function followUpId(incidentId: string): string {
  return idFor(entityOf(incidentId), 'followup', incidentId, FOLLOW_UP_RULE);
}

export function contactAreaId(beatId: string): string {
  return idFor(entityOf(beatId), 'contactarea', beatId);
}

/** Policy P3: an incident that closed with a victim owes a follow-up, if it was one at all. */
export function requestFollowUp(event: Incident<'IncidentClosed'>) {
  const { incidentId, municipality, beatId, finalCode, closedAt } = event;
  if (event.victims === 0 || finalCode === DRILL_CODE || !leavesVictims(event.outcome)) return undefined;
  const command = {
    type: 'RequestFollowUp',
    incidentId,
    municipality,
    beatId,
    finalCode,
    closedAt,
  } satisfies FollowUpCommand;
  return { aggregate: followUp, id: followUpId(incidentId), command, municipality };
}

/** What the beats service tells of a boundary, noted as this service's own fact before it is used. */
export function noteBoundary(event: Beat<'BeatDesigned' | 'BeatRedrawn'>) {
  const { beatId, code, edition, municipality, polygon, version } = event;
  const command = {
    type: 'NoteBoundary',
    beatId,
    code,
    edition,
    municipality,
    polygon,
    beatVersion: version,
  } satisfies ContactAreaCommand;
  return { aggregate: contactArea, id: contactAreaId(beatId), command, municipality };
}

export function noteBeatClosed({ beatId, version, validFrom }: Beat<'BeatClosed'>) {
  const command = {
    type: 'NoteBeatClosed',
    beatId,
    beatVersion: version,
    validFrom,
  } satisfies ContactAreaCommand;
  return { aggregate: contactArea, id: contactAreaId(beatId), command };
}

/** A duplicate's victims are those of the other incident; an unfounded or cancelled one has none. */
function leavesVictims(outcome: Incident<'IncidentClosed'>['outcome']): boolean {
  switch (outcome) {
    case 'RESOLVED':
    case 'NO_CONTACT':
    case 'REFERRED':
    case 'DETAINED':
      return true;
    case 'DUPLICATE':
    case 'UNFOUNDED':
    case 'CANCELLED':
      return false;
  }
}
