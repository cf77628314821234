import { zoneOf } from '@proximidad/catalogues';
import { basisOf, type contracts, type Governing } from '@proximidad/contracts';
import { type EventOf, execution, instantAt } from '@proximidad/eventsourcing';
import { followUp, followUpId } from './follow-up.ts';
import type { FollowUpRow } from './follow-up-queue.ts';

type Incidents = EventOf<typeof contracts.incidents.restricted>;
type Closed = Extract<Incidents, { type: 'IncidentClosed' }>;

/** "Exercise": a person who plays a victim in a drill is owed nothing (BR-I14). */
const DRILL_CODE = '60210';

/** Policy P3: an incident that closed with a victim owes a follow-up, if it was a real incident at all. */
export function requestFollowUp(event: Closed, model: Governing) {
  const { incidentId, municipality, beatId, finalCode, closedAt } = event;
  if (event.victims === 0 || finalCode === DRILL_CODE || !leavesVictims(event.outcome)) return undefined;
  const { followUps } = model.profile;
  const command = {
    type: 'RequestFollowUp',
    ...{ incidentId, municipality, beatId, finalCode, closedAt, followUps },
    basis: basisOf(model, 'followUps'),
  } as const;
  return execution(followUp, followUpId(incidentId), command, { municipality });
}

/** B6: what is owed follows what the incident turned out to be; if its kind is due later, it becomes due later. */
export function correctFollowUp(event: Extract<Incidents, { type: 'ClosingCorrected' }>, model: Governing) {
  const { incidentId, municipality, beatId, finalCode, closedAt, correctedAt: at } = event;
  const owed =
    event.victims > 0 && !event.exercise && finalCode !== DRILL_CODE && leavesVictims(event.outcome);
  const facts = { incidentId, municipality, beatId, finalCode, closedAt };
  const rests = { followUps: model.profile.followUps, basis: basisOf(model, 'followUps') };
  const command = { type: 'CorrectFollowUp', ...facts, ...rests, owed, at } as const;
  return execution(followUp, followUpId(incidentId), command, { municipality });
}

/** Undoes what the closing had made owed; the next closing decides again. */
export function noteReopened(event: Extract<Incidents, { type: 'IncidentReopened' }>) {
  const { incidentId, municipality, reopenedAt: at } = event;
  const place = municipality === null ? {} : { municipality };
  return execution(followUp, followUpId(incidentId), { type: 'NoteReopened', at }, place);
}

/** Policy P3: a victim who was erased cannot be looked for. */
export function noteVictimErased(
  { erasedAt }: EventOf<typeof contracts.authorities.restricted>,
  { id, municipality }: FollowUpRow,
) {
  const at = instantAt(erasedAt.ms, zoneOf(municipality));
  return execution(followUp, id, { type: 'NoteVictimErased', at }, { municipality });
}

/** The victims of a duplicate are those of the other incident; an unfounded or cancelled one has none. */
function leavesVictims(outcome: Closed['outcome']): boolean {
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

/** The due time of a follow-up that nobody ended has passed. */
export function overdueOf({ id, dueAt, municipality }: FollowUpRow) {
  return {
    subject: `followup-overdue:${id}`,
    dueAt: dueAt.ms,
    execution: execution(followUp, id, { type: 'MarkOverdue', at: dueAt }, { municipality }),
  };
}
