import type { Instant } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { done, id, on, request, requested } from '../testing/robbery.ts';
import { followUpQueue } from './follow-up-queue.ts';
import { followUp, type FollowUpEvent } from './follow-up.ts';

test.each(['INCIDENT_REOPENED', 'INCIDENT_CORRECTED'] as const)(
  'what a person ended and the incident owes no more (%s) is, taken up again, owed once the incident owes it again',
  (reason) => {
    const at = on('2026-11-16T12:00:00-06:00');
    const gone: FollowUpEvent = { type: 'FollowUpNoLongerOwed', reason, noLongerOwedAt: at };
    const tells = (when: Instant) =>
      reason === 'INCIDENT_REOPENED'
        ? ({ type: 'NoteReopened', at: when } as const)
        : ({ ...request, type: 'CorrectFollowUp', owed: false, at: when } as const);
    given(followUp, [requested, done]).when(tells(at)).expects([gone]);
    given(followUp, [requested, done, gone]).when(tells(at)).expects([]);
    const later = on('2026-11-17T09:00:00-06:00');
    const reopen = { type: 'ReopenFollowUp', reason: 'VICTIM_ASKED_AGAIN', at: later } as const;
    const taken: readonly FollowUpEvent[] = [
      { type: 'FollowUpReopened', reason: 'VICTIM_ASKED_AGAIN', reopenedAt: later },
      { type: 'FollowUpWaived', reason, waivedAt: later },
    ];
    given(followUp, [requested, done, gone]).when(reopen).expects(taken);
    const closing = { ...request, finalCode: '30503', closedAt: on('2026-11-18T10:00:00-06:00') };
    const due = {
      ...({ municipality: '09007', ground: 'VIOLENCE', closedAt: closing.closedAt } as const),
      firstAttemptBy: on('2026-11-19T22:00:00-06:00'),
      dueAt: on('2026-11-21T10:00:00-06:00'),
    };
    given(followUp, [requested, done, gone, ...taken])
      .when(closing)
      .expects([{ type: 'FollowUpOwedAgain', ...due, owedAgainAt: closing.closedAt }]);
    // Not taken up, it stays ended, and is owed by that closing once it is.
    const moves: FollowUpEvent = { type: 'FollowUpMoved', ...due };
    given(followUp, [requested, done, gone]).when(closing).expects([moves]);
    given(followUp, [requested, done, gone, moves])
      .when({ ...reopen, at: due.dueAt })
      .expects([{ ...taken[0]!, reopenedAt: due.dueAt } as FollowUpEvent]);
    const rowOf = (...events: FollowUpEvent[]) =>
      projected(followUpQueue, eventsOf(followUp, id, [requested, done, gone, ...events])).get(id);
    expect(rowOf()).toMatchObject({ status: 'DONE', waivedBecause: null });
    expect(rowOf(...taken)).toMatchObject({ status: 'WAIVED', waivedBecause: reason });
    expect(rowOf(moves, taken[0]!)).toMatchObject({ status: 'REQUESTED', ...due });
  },
);
