import { basisOf, governingAt } from '@proximidad/contracts';
import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { type followUp, followUpId, type FollowUpEvent } from '../follow-up/follow-up.ts';

/* A robbery with violence that closed with a victim, and what was owed for it. */

export type FollowUpCommand = CommandOf<typeof followUp>;

export const incidentId = idFor('09', 'incident', 1);
export const id = followUpId(incidentId);
export const closedAt = parseDateTime('2026-11-14T22:20:00-06:00');
export const on = (text: string) => parseDateTime(text);

const national = governingAt(() => undefined, { entity: '09' }, 0);
export const basis = basisOf(national, 'followUps');
export const { followUps } = national.profile;

export const request = {
  type: 'RequestFollowUp',
  incidentId,
  municipality: '09007',
  beatId: null,
  finalCode: '30421',
  closedAt,
  ...{ followUps, basis },
} satisfies FollowUpCommand;
export const requested = {
  type: 'FollowUpRequested',
  incidentId,
  municipality: '09007',
  beatId: null,
  ground: 'VIOLENT_ROBBERY',
  closedAt,
  firstAttemptBy: on('2026-11-17T10:20:00-06:00'),
  dueAt: on('2026-11-19T22:20:00-06:00'),
  ...{ attemptDays: 3, basis },
} satisfies FollowUpEvent;
export const done: FollowUpEvent = {
  type: 'FollowUpDone',
  outcome: 'OK',
  doneAt: on('2026-11-16T11:00:00-06:00'),
};
