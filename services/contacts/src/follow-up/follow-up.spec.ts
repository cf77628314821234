import { decode, formatInstant } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import {
  basis,
  closedAt,
  done,
  type FollowUpCommand,
  followUps,
  id,
  incidentId,
  on,
  request,
  requested,
} from '../testing/robbery.ts';
import { followUpQueue } from './follow-up-queue.ts';
import { followUp, followUpId, groundOf, type FollowUpEvent } from './follow-up.ts';

const attempted = (text: string) => ({
  type: 'FollowUpAttempted' as const,
  attemptedAt: on(text),
  localDate: text.slice(0, 10),
});
const overdue: FollowUpEvent = { type: 'FollowUpOverdue', municipality: '09007', dueAt: requested.dueAt };
const notFound = {
  type: 'CompleteFollowUp',
  outcome: 'NOT_FOUND',
  at: on('2026-11-18T18:00:00-06:00'),
} satisfies FollowUpCommand;
const markOverdue = { type: 'MarkOverdue', at: requested.dueAt } satisfies FollowUpCommand;

describe('what is owed (BR-C3)', () => {
  test('a robbery with violence is due five days after the close (ST-1)', () =>
    given(followUp, []).when(request).expects([requested]));

  test('violence is due after 72 hours, with the first attempt within 36 (ST-7)', () => {
    const decision = followUp.decide(followUp.initialState, {
      ...request,
      municipality: '14039',
      finalCode: '30503',
      closedAt: on('2026-11-14T23:10:00-06:00'),
    });
    expect(decision).toMatchObject([{ ground: 'VIOLENCE' }]);
    const [event] = decision as readonly (typeof requested)[];
    expect(formatInstant(event!.dueAt)).toBe('2026-11-17T23:10:00.000-06:00');
    expect(formatInstant(event!.firstAttemptBy)).toBe('2026-11-16T11:10:00.000-06:00');
  });

  test('the due time, and the days before a victim counts as not found, come from the model that governed at the close', () => {
    const strict = { dueHours: { ...followUps.dueHours, VIOLENT_ROBBERY: 24 }, attemptDays: 1 };
    const decision = followUp.decide(followUp.initialState, { ...request, followUps: strict });
    const [event] = decision as readonly FollowUpEvent[];
    expect(event).toMatchObject({ dueAt: on('2026-11-15T22:20:00-06:00'), attemptDays: 1, basis });
    given(followUp, [event!, attempted('2026-11-16T11:00:00-06:00')])
      .when(notFound)
      .expects([{ type: 'FollowUpDone', outcome: 'NOT_FOUND', doneAt: notFound.at }]);
  });

  test('any other victim is owed within 15 days', () => {
    const decision = followUp.decide(followUp.initialState, { ...request, finalCode: '10209' });
    expect(decision).toMatchObject([
      { ground: 'OTHER_VICTIM', dueAt: { ms: closedAt.ms + 15 * 86_400_000 } },
    ]);
  });

  test('the due time is told by the clock of the place on that day', () => {
    const decision = followUp.decide(followUp.initialState, {
      ...request,
      municipality: '08037',
      closedAt: on('2026-10-30T12:00:00-06:00'),
    });
    const [event] = decision as readonly (typeof requested)[];
    expect(formatInstant(event!.dueAt)).toBe('2026-11-04T11:00:00.000-07:00');
  });

  test('a second request for the same incident changes nothing', () =>
    given(followUp, [requested]).when(request).expects([]));

  test.each([
    ['30501', 'VIOLENCE'],
    ['30702', 'VIOLENCE'],
    ['30903', 'VIOLENCE'],
    ['30413', 'VIOLENT_ROBBERY'],
    ['30419', 'VIOLENT_ROBBERY'],
    ['30429', 'VIOLENT_ROBBERY'],
    ['30452', 'VIOLENT_ROBBERY'],
    ['30462', 'VIOLENT_ROBBERY'],
    ['30414', 'OTHER_VICTIM'],
    ['31009', 'OTHER_VICTIM'],
    ['99999', 'OTHER_VICTIM'],
  ])('code %s is a ground of %s', (code, ground) => expect(groundOf(code)).toBe(ground));
});

describe('looking for the victim', () => {
  test('an attempt counts on the local day of the place', () =>
    given(followUp, [requested])
      .when({ type: 'RecordFollowUpAttempt', at: on('2026-11-16T02:00:00Z') })
      .expects([
        { type: 'FollowUpAttempted', attemptedAt: on('2026-11-16T02:00:00Z'), localDate: '2026-11-15' },
      ]));

  test('not found needs attempts on three different days', () => {
    const sameDay = [attempted('2026-11-15T09:00:00-06:00'), attempted('2026-11-15T19:00:00-06:00')];
    const second = attempted('2026-11-16T09:00:00-06:00');
    const third = attempted('2026-11-17T09:00:00-06:00');
    given(followUp, [requested, ...sameDay, second])
      .when(notFound)
      .expects('TooFewAttempts');
    given(followUp, [requested, ...sameDay, second, third])
      .when(notFound)
      .expects([{ type: 'FollowUpDone', outcome: 'NOT_FOUND', doneAt: notFound.at }]);
    given(followUp, [requested, ...sameDay, second, third])
      .when({ ...notFound, at: on('2026-11-16T23:00:00-06:00') })
      .expects('TooFewAttempts');
  });

  test('an attempt that was recorded by mistake is taken back, and its day no longer counts', () => {
    const days = ['2026-11-15', '2026-11-16', '2026-11-17'].map((day) => attempted(`${day}T09:00:00-06:00`));
    const attemptedAt = on('2026-11-16T09:00:00-06:00');
    const retract = {
      type: 'RetractFollowUpAttempt',
      attemptedAt,
      at: notFound.at,
    } satisfies FollowUpCommand;
    const retracted: FollowUpEvent = {
      ...{ type: 'FollowUpAttemptRetracted', attemptedAt, localDate: '2026-11-16', retractedAt: retract.at },
    };
    given(followUp, [requested, ...days])
      .when(retract)
      .expects([retracted]);
    given(followUp, [requested, ...days, retracted])
      .when(notFound)
      .expects('TooFewAttempts');
    given(followUp, [requested, ...days, retracted])
      .when(retract)
      .expects('AttemptNotFound');
    given(followUp, [requested, ...days])
      .when({ ...retract, at: on('2026-11-16T08:59:59-06:00') })
      .expects('EndsBeforeStart');
    given(followUp, [requested, ...days, done])
      .when(retract)
      .expects('AlreadyEnded');
    const [row] = [projected(followUpQueue, eventsOf(followUp, id, [requested, ...days, retracted])).get(id)];
    expect(row).toMatchObject({ attempts: 2, attemptDays: ['2026-11-15', '2026-11-17'] });
    const none = projected(followUpQueue, eventsOf(followUp, id, [requested, days[1]!, retracted])).get(id);
    expect(none).toMatchObject({ attempts: 0, attemptDays: [], lastAttemptAt: null });
  });

  test('attempts are bounded', () => {
    const many = Array.from({ length: 60 }, () => attempted('2026-11-15T09:00:00-06:00'));
    given(followUp, [requested, ...many])
      .when({ type: 'RecordFollowUpAttempt', at: on('2026-11-16T09:00:00-06:00') })
      .expects('TooManyAttempts');
    // However many of them were taken back.
    const { attemptedAt, localDate } = attempted('2026-11-15T09:00:00-06:00');
    const taken: FollowUpEvent = {
      ...{ type: 'FollowUpAttemptRetracted', attemptedAt, localDate, retractedAt: attemptedAt },
    };
    given(followUp, [requested, ...many, taken])
      .when({ type: 'RecordFollowUpAttempt', at: on('2026-11-16T09:00:00-06:00') })
      .expects('TooManyAttempts');
  });

  test('nothing is owed before the incident closes', () => {
    const before = on('2026-11-14T22:19:59-06:00');
    given(followUp, [requested])
      .when({ type: 'RecordFollowUpAttempt', at: before })
      .expects('BeforeIncidentClosed');
    given(followUp, [requested])
      .when({ type: 'CompleteFollowUp', outcome: 'OK', at: before })
      .expects('BeforeIncidentClosed');
    given(followUp, [requested])
      .when({ type: 'WaiveFollowUp', reason: 'VICTIM_ASKED', at: before })
      .expects('BeforeIncidentClosed');
  });
});

describe('ending', () => {
  test('an overdue follow-up is still owed, and can be done', () =>
    given(followUp, [requested, overdue])
      .when({ type: 'CompleteFollowUp', outcome: 'OK', at: on('2026-11-20T10:00:00-06:00') })
      .expects([{ type: 'FollowUpDone', outcome: 'OK', doneAt: on('2026-11-20T10:00:00-06:00') }]));

  test('a follow-up that is no longer owed is waived with its reason', () =>
    given(followUp, [requested])
      .when({ type: 'WaiveFollowUp', reason: 'VICTIM_ASKED', at: on('2026-11-15T10:00:00-06:00') })
      .expects([
        { type: 'FollowUpWaived', reason: 'VICTIM_ASKED', waivedAt: on('2026-11-15T10:00:00-06:00') },
      ]));

  test.each(['INCIDENT_CORRECTED', 'INCIDENT_REOPENED'] as const)(
    'nobody waives it for %s: that comes of the incident',
    (reason) =>
      given(followUp, [requested])
        .when({ type: 'WaiveFollowUp', reason, at: on('2026-11-15T10:00:00-06:00') })
        .expects('ReasonOfIncident'),
  );

  test('a follow-up ends once', () => {
    given(followUp, [requested, done]).when(notFound).expects('AlreadyEnded');
    given(followUp, [requested, done])
      .when({ type: 'RecordFollowUpAttempt', at: closedAt })
      .expects('AlreadyEnded');
    given(followUp, [requested, done])
      .when({ type: 'WaiveFollowUp', reason: 'VICTIM_ASKED', at: closedAt })
      .expects('AlreadyEnded');
  });

  const reopen = {
    ...{ type: 'ReopenFollowUp', reason: 'RECORDED_BY_MISTAKE', at: on('2026-11-20T09:00:00-06:00') },
  } satisfies FollowUpCommand;
  const reopened: FollowUpEvent = {
    ...{ type: 'FollowUpReopened', reason: 'RECORDED_BY_MISTAKE', reopenedAt: reopen.at },
  };
  const waived: FollowUpEvent = { type: 'FollowUpWaived', reason: 'VICTIM_ASKED', waivedAt: reopen.at };

  test.each([
    ['done', done],
    ['waived', waived],
  ])('what was %s by mistake is owed again by the term it had', (_, end) => {
    given(followUp, [requested, end]).when(reopen).expects([reopened]);
    given(followUp, [requested, end, reopened]).when(markOverdue).expects([overdue]);
    given(followUp, [requested, end, reopened]).when(notFound).expects('TooFewAttempts');
    const rowOf = (...events: FollowUpEvent[]) =>
      projected(followUpQueue, eventsOf(followUp, id, [requested, ...events])).get(id);
    const owed = { outcome: null, waivedBecause: null, endedAt: null, endedBy: null };
    const again = { ...owed, reopenedBecause: 'RECORDED_BY_MISTAKE', dueAt: requested.dueAt };
    expect(rowOf(end, reopened)).toMatchObject({ status: 'REQUESTED', ...again });
    expect(rowOf(overdue, end, reopened)).toMatchObject({ status: 'OVERDUE', ...again });
  });

  test('only what a person ended is owed again by a person, and not without end', () => {
    given(followUp, []).when(reopen).expects('FollowUpNotFound');
    given(followUp, [requested]).when(reopen).expects('FollowUpNotEnded');
    given(followUp, [requested, { ...done, doneAt: on('2026-11-20T09:00:01-06:00') } as FollowUpEvent])
      .when(reopen)
      .expects('EndsBeforeStart');
    given(followUp, [requested, { ...waived, reason: 'INCIDENT_CORRECTED' } as FollowUpEvent])
      .when(reopen)
      .expects('ReasonOfIncident');
    const often = Array.from({ length: 5 }, () => [done, reopened]).flat();
    given(followUp, [requested, ...often, done])
      .when(reopen)
      .expects('RecordFull');
  });

  test('what was never requested cannot be ended', () =>
    given(followUp, []).when(notFound).expects('FollowUpNotFound'));
});

describe('time', () => {
  test('a follow-up becomes overdue at its due instant, once', () => {
    given(followUp, [requested]).when(markOverdue).expects([overdue]);
    given(followUp, [requested, overdue]).when(markOverdue).expects([]);
  });

  test('not a millisecond earlier', () =>
    given(followUp, [requested])
      .when({ ...markOverdue, at: { ...requested.dueAt, ms: requested.dueAt.ms - 1 } })
      .expects('NotDueYet'));

  test('one that has ended is never overdue', () =>
    given(followUp, [requested, done]).when(markOverdue).expects([]));
});

describe('the incident turned out to be otherwise', () => {
  const correction = (change: Partial<Extract<FollowUpCommand, { type: 'CorrectFollowUp' }>>) =>
    ({
      ...{ ...request, type: 'CorrectFollowUp', owed: true, at: on('2026-11-16T10:00:00-06:00') },
      ...change,
    }) satisfies FollowUpCommand;
  const moved = {
    ...({ type: 'FollowUpMoved', municipality: '09007', ground: 'VIOLENCE', closedAt: null } as const),
    firstAttemptBy: on('2026-11-16T10:20:00-06:00'),
    dueAt: on('2026-11-17T22:20:00-06:00'),
  };

  test('B6: a code of violence moves what is owed nearer, still counted from the close', () => {
    given(followUp, [requested])
      .when(correction({ finalCode: '30503' }))
      .expects([moved]);
    given(followUp, [requested, moved])
      .when(correction({ finalCode: '30503' }))
      .expects([]);
    given(followUp, [requested, moved])
      .when({ type: 'MarkOverdue', at: on('2026-11-17T22:20:00-06:00') })
      .expects([{ type: 'FollowUpOverdue', municipality: '09007', dueAt: on('2026-11-17T22:20:00-06:00') }]);
  });

  test('B6: victims found later are owed a follow-up, persons who turned out not to be victims no longer', () => {
    given(followUp, []).when(correction({})).expects([requested]);
    given(followUp, [])
      .when(correction({ owed: false }))
      .expects([]);
    given(followUp, [requested])
      .when(correction({ owed: false }))
      .expects([
        { type: 'FollowUpWaived', reason: 'INCIDENT_CORRECTED', waivedAt: on('2026-11-16T10:00:00-06:00') },
      ]);
  });

  test('B6: what a person ended stays ended, and taken up again it is owed by what the incident turned out to be', () => {
    given(followUp, [requested, done])
      .when(correction({ finalCode: '30503' }))
      .expects([moved]);
    given(followUp, [requested, done])
      .when({ ...request, finalCode: '30503' })
      .expects([moved]);
    const reopened: FollowUpEvent = {
      ...{ type: 'FollowUpReopened', reason: 'RECORDED_BY_MISTAKE', reopenedAt: moved.dueAt },
    };
    given(followUp, [requested, done, moved]).when(notFound).expects('AlreadyEnded');
    given(followUp, [requested, done, moved, reopened])
      .when({ type: 'MarkOverdue', at: moved.dueAt })
      .expects([{ ...overdue, dueAt: moved.dueAt }]);
    const rowOf = (...events: FollowUpEvent[]) =>
      projected(followUpQueue, eventsOf(followUp, id, [requested, ...events])).get(id);
    expect(rowOf(done, moved)).toMatchObject({ status: 'DONE', ground: 'VIOLENCE', dueAt: moved.dueAt });
    expect(rowOf(done, moved, reopened)).toMatchObject({ status: 'REQUESTED', ground: 'VIOLENCE' });
  });

  test('B6: what a correction waived is owed again by a correction, and what people ended is not', () => {
    const waived = { type: 'FollowUpWaived', waivedAt: on('2026-11-16T10:00:00-06:00') } as const;
    const corrected: FollowUpEvent = { ...waived, reason: 'INCIDENT_CORRECTED' };
    const again: FollowUpEvent = {
      ...{ ...moved, type: 'FollowUpOwedAgain', closedAt: null },
      owedAgainAt: on('2026-11-16T10:00:00-06:00'),
    };
    const tried = attempted('2026-11-15T11:00:00-06:00');
    given(followUp, [requested, tried, corrected])
      .when(correction({ finalCode: '30503' }))
      .expects([again]);
    given(followUp, [requested, corrected])
      .when(correction({ owed: false }))
      .expects([]);
    given(followUp, [requested, { ...waived, reason: 'VICTIM_ASKED' }])
      .when(correction({}))
      .expects([]);
    // What was done for the victim before the correction still counts.
    const days = ['2026-11-16', '2026-11-17'].map((day) => attempted(`${day}T11:00:00-06:00`));
    given(followUp, [requested, tried, corrected, again, ...days])
      .when(notFound)
      .expects([{ type: 'FollowUpDone', outcome: 'NOT_FOUND', doneAt: notFound.at }]);
  });

  test('a reopened incident owes nothing until its next closing, and then from that one', () => {
    const reopenedAt = on('2026-11-14T23:00:00-06:00');
    const undone: FollowUpEvent = {
      type: 'FollowUpWaived',
      reason: 'INCIDENT_REOPENED',
      waivedAt: reopenedAt,
    };
    const closedAgainAt = on('2026-11-15T22:20:00-06:00');
    const again: Extract<FollowUpEvent, { type: 'FollowUpOwedAgain' }> = {
      ...{ type: 'FollowUpOwedAgain', municipality: '09007', ground: 'VIOLENT_ROBBERY' },
      firstAttemptBy: on('2026-11-18T10:20:00-06:00'),
      dueAt: on('2026-11-20T22:20:00-06:00'),
      ...{ closedAt: closedAgainAt, owedAgainAt: closedAgainAt },
    };
    const closing = { ...request, closedAt: closedAgainAt };
    given(followUp, [requested]).when({ type: 'NoteReopened', at: reopenedAt }).expects([undone]);
    given(followUp, [requested, undone]).when(closing).expects([again]);
    given(followUp, [requested]).when(closing).expects([]);
    given(followUp, []).when({ type: 'NoteReopened', at: reopenedAt }).expects([]);
    given(followUp, [requested, done]).when(closing).expects([]);
    // The next closing left no victim, as it was told first: the correction brings it back from that closing on.
    const { at: owedAgainAt } = correction({});
    given(followUp, [requested, undone])
      .when(correction({ closedAt: closedAgainAt }))
      .expects([{ ...again, owedAgainAt }]);
    const events = eventsOf(followUp, followUpId(incidentId), [requested, undone, again], {});
    expect([...projected(followUpQueue, events).values()]).toMatchObject([
      { status: 'REQUESTED', closedAt: closedAgainAt, waivedBecause: null },
    ]);
    const { type, closedAt: _later, ...first } = again;
    expect(decode(followUp.events, { type, version: 1, data: first })).toEqual({ ...again, closedAt: null });
  });

  test('B6: each due time is overdue once, however often it is moved there and back', () => {
    const back: FollowUpEvent = { ...requested, ...{ type: 'FollowUpMoved' } };
    given(followUp, [requested, overdue, moved])
      .when({ type: 'MarkOverdue', at: on('2026-11-17T22:20:00-06:00') })
      .expects([{ ...overdue, dueAt: on('2026-11-17T22:20:00-06:00') }]);
    given(followUp, [requested, overdue, moved, back]).when(markOverdue).expects([]);
    const rows = projected(
      followUpQueue,
      eventsOf(followUp, followUpId(incidentId), [requested, overdue, moved, back], {}),
    );
    expect([...rows.values()]).toMatchObject([{ status: 'OVERDUE', dueAt: requested.dueAt }]);
  });
});
