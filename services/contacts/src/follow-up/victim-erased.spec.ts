import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { closedAt, done, type FollowUpCommand, id, on, request, requested } from '../testing/robbery.ts';
import { followUpQueue } from './follow-up-queue.ts';
import { followUp, type FollowUpEvent } from './follow-up.ts';

/* The data about the victim were erased: nobody can look for them any more (policy P3). */

const overdue: FollowUpEvent = { type: 'FollowUpOverdue', municipality: '09007', dueAt: requested.dueAt };
const erased = { type: 'NoteVictimErased', at: on('2026-11-17T09:00:00-06:00') } satisfies FollowUpCommand;
const waived = {
  ...{ type: 'FollowUpWaived', reason: 'VICTIM_DATA_ERASED', waivedAt: erased.at },
} satisfies FollowUpEvent;
const ofIncident: FollowUpEvent = {
  ...{ type: 'FollowUpWaived', reason: 'INCIDENT_REOPENED', waivedAt: on('2026-11-16T10:00:00-06:00') },
};
const reopen = {
  ...{ type: 'ReopenFollowUp', reason: 'VICTIM_TURNED_UP', at: on('2026-11-18T09:00:00-06:00') },
} satisfies FollowUpCommand;
const reopened: FollowUpEvent = {
  ...{ type: 'FollowUpReopened', reason: 'VICTIM_TURNED_UP', reopenedAt: reopen.at },
};

test('what was owed to the victim is waived, overdue or not, once', () => {
  given(followUp, [requested]).when(erased).expects([waived]);
  given(followUp, [requested, overdue]).when(erased).expects([waived]);
  given(followUp, [requested, waived]).when(erased).expects([]);
  given(followUp, []).when(erased).expects([]);
  const [row] = [projected(followUpQueue, eventsOf(followUp, id, [requested, overdue, waived])).get(id)];
  expect(row).toMatchObject({ status: 'WAIVED', waivedBecause: 'VICTIM_DATA_ERASED', endedAt: erased.at });
});

test('what a person ended stays as it ended', () =>
  given(followUp, [requested, done]).when(erased).expects([]));

test('told late, it ends what is owed no earlier than the closing from which it is', () =>
  given(followUp, [requested])
    .when({ ...erased, at: on('2026-11-14T22:00:00-06:00') })
    .expects([{ ...waived, waivedAt: closedAt }]));

test('what the incident had ended is not owed again after the next closing', () => {
  const again = { ...request, closedAt: on('2026-11-18T08:00:00-06:00') };
  given(followUp, [requested, ofIncident]).when(erased).expects([waived]);
  const decided = followUp.decide(
    [requested, ofIncident, waived].reduce(followUp.evolve, followUp.initialState),
    again,
  );
  expect(decided).toMatchObject([{ type: 'FollowUpMoved', closedAt: again.closedAt }]);
  const ended = { ...ofIncident, waivedAt: reopen.at };
  given(followUp, [requested, ofIncident, waived]).when(reopen).expects([reopened, ended]);
});

test('a commander takes it back, and the fact that comes again undoes nothing', () => {
  given(followUp, [requested, waived]).when(reopen).expects([reopened]);
  given(followUp, [requested, waived, reopened]).when(erased).expects([]);
  given(followUp, [requested, done, reopened]).when(erased).expects([]);
});
