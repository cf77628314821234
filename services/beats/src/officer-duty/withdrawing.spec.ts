import { type CommandOf, decode, encode, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { periodId } from '../period.ts';
import { assignmentKey, assignments } from './assignments.ts';
import { NEVER_ON_DUTY, officerDuty } from './officer-duty.ts';
import { type OfficerDutyEvent, officerDutyEvents } from './officer-duty-events.ts';

/* An assignment that should not have been made, or whose ground has gone, is withdrawn. */

type Command = CommandOf<typeof officerDuty>;
type Of<Type> = Extract<OfficerDutyEvent, { type: Type }>;

const officerId = idFor('09', 'officer', 'A');
const shiftId = idFor('09', 'beatshift', 'morning');
const at = (time: string) => parseDateTime(`2026-11-14T${time}:00-06:00`);
const [begins, ends] = [at('06:00'), at('14:00')];
const opened: OfficerDutyEvent = {
  ...{ type: 'OfficerDutyOpened', officerId, label: '2026', continues: null },
  ...NEVER_ON_DUTY,
};
const started: OfficerDutyEvent = {
  ...{ type: 'OfficerDutyStarted', officerId, municipality: '09007', unitId: null, method: 'ROLLCALL' },
  startedAt: begins,
};
const assigned: Of<'OfficerAssigned'> = {
  ...{ type: 'OfficerAssigned', officerId, beatId: idFor('09', 'beat', 1), municipality: '09007' },
  ...{ localDate: '2026-11-14', shiftKind: 'M', shiftId, role: 'OWNER', startsAt: begins, endsAt: ends },
  eligibility: { decision: 'OK', certificateId: null, validUntil: null, checkedAt: begins, basis: null },
};
const withdraw = (time: string, toldAt = time): Command => ({
  ...{ type: 'WithdrawAssignment', shiftId, reason: 'MISTAKE', at: at(time), now: at(toldAt) },
});
const withdrawn = (time: string): Of<'OfficerAssignmentWithdrawn'> => ({
  ...{ type: 'OfficerAssignmentWithdrawn', officerId, shiftId, startsAt: begins },
  ...{ reason: 'MISTAKE', withdrawnAt: at(time) },
});
const history = [opened, started, assigned];
const rowAfter = (...events: OfficerDutyEvent[]) =>
  projected(assignments, eventsOf(officerDuty, periodId(officerId, '2026'), [...history, ...events])).get(
    assignmentKey(shiftId, officerId),
  );

test('from then on the officer is in the shift no more, once', () => {
  given(officerDuty, history)
    .when(withdraw('09:00'))
    .expects([withdrawn('09:00')]);
  given(officerDuty, [...history, withdrawn('09:00')])
    .when(withdraw('09:00'))
    .expects('AlreadyEnded');
  given(officerDuty, history).when(withdraw('14:00')).expects('AlreadyEnded');
  given(officerDuty, [opened]).when(withdraw('09:00')).expects('NotAssigned');
  expect(rowAfter(withdrawn('09:00'))).toMatchObject({
    ...{ startsAt: begins, endsAt: at('09:00'), stands: true },
    withdrawal: { reason: 'MISTAKE', withdrawnAt: at('09:00') },
  });
});

test('one that has not begun is gone, and the officer is free for another', () => {
  given(officerDuty, history)
    .when(withdraw('05:00'))
    .expects([withdrawn('05:00')]);
  given(officerDuty, [...history, withdrawn('05:00')])
    .when(withdraw('05:30'))
    .expects('NotAssigned');
  expect(rowAfter(withdrawn('05:00'))).toMatchObject({
    ...{ startsAt: begins, endsAt: ends, stands: false },
    withdrawal: { reason: 'MISTAKE', withdrawnAt: at('05:00') },
  });
  expect(rowAfter(withdrawn('05:00'), assigned)).toMatchObject({ stands: true, withdrawal: null });
  const state = [...history, withdrawn('05:00')].reduce(officerDuty.evolve, officerDuty.initialState);
  expect(state).toMatchObject({ assignments: [] });
});

test('what was served in a shift stays in its roster when the officer is put there again', () => {
  const again: OfficerDutyEvent = { ...assigned, role: 'MEMBER', startsAt: at('11:00') };
  const served = { role: 'OWNER', startsAt: begins, endsAt: at('09:00') };
  const second = rowAfter(withdrawn('09:00'), again);
  expect(second).toMatchObject({ role: 'MEMBER', startsAt: at('11:00'), endsAt: ends, withdrawal: null });
  expect(second!.earlier).toMatchObject([{ ...served, withdrawal: { reason: 'MISTAKE' } }]);
  const taken: OfficerDutyEvent = { ...withdrawn('10:00'), startsAt: at('11:00') };
  const left = rowAfter(withdrawn('09:00'), again, taken);
  expect(left).toMatchObject({ ...served, stands: true, earlier: [] });
  // One that never began leaves nothing behind.
  expect(rowAfter(withdrawn('05:00'), assigned)).toMatchObject({ startsAt: begins, earlier: [] });
});

test('what has begun is not made undone by a withdrawal that is dated before it', () => {
  given(officerDuty, history)
    .when(withdraw('05:59', '05:59'))
    .expects([withdrawn('05:59')]);
  given(officerDuty, history).when(withdraw('05:59', '06:00')).expects('EndsBeforeStart');
  given(officerDuty, history)
    .when(withdraw('06:00', '13:00'))
    .expects([withdrawn('06:00')]);
  expect(rowAfter(withdrawn('06:00'))).toMatchObject({ endsAt: begins, stands: true });
  given(officerDuty, [...history, withdrawn('06:00')])
    .when(withdraw('06:00', '13:00'))
    .expects('AlreadyEnded');
});

test('it does not come back with the duty that it ended with', () => {
  const ended: OfficerDutyEvent = {
    ...{ type: 'OfficerDutyEnded', officerId, unitId: null, startedAt: begins, endedAt: at('10:00') },
    ...{ reason: 'NORMAL', endedShiftIds: [shiftId] },
  };
  const resume: Command = { type: 'ResumeDuty', reason: 'ENDED_BY_MISTAKE', at: at('11:00') };
  const resumed = (resumedAssignments: Of<'OfficerDutyResumed'>['resumedAssignments']): OfficerDutyEvent => ({
    ...{ type: 'OfficerDutyResumed', officerId, unitId: null, startedAt: begins, flagged: false },
    ...{ endedAt: at('10:00'), reason: 'ENDED_BY_MISTAKE', resumedAt: at('11:00'), resumedAssignments },
  });
  given(officerDuty, [...history, ended])
    .when(resume)
    .expects([resumed([{ shiftId, startsAt: begins, endsAt: ends }])]);
  given(officerDuty, [...history, ended, withdrawn('09:00')])
    .when(resume)
    .expects([resumed([])]);
});

test('what an officer is in, and is to be in, goes on in the next year, however far ahead a roster is made', () => {
  const days = (count: number) => ({ ...begins, ms: begins.ms + count * 86_400_000 });
  const on = (day: number): Of<'OfficerAssigned'> => ({
    ...{ ...assigned, shiftId: idFor('09', 'beatshift', day) },
    ...{ startsAt: days(day), endsAt: { ...days(day), ms: days(day).ms + 8 * 3_600_000 } },
  });
  const held = (...events: OfficerDutyEvent[]) => {
    const closed: OfficerDutyEvent = { type: 'OfficerDutyClosed', officerId, next: '2027' };
    const state = [opened, ...events, closed].reduce(officerDuty.evolve, officerDuty.initialState);
    return state.period === 'closed' ? state.assignments.map((each) => each.shiftId) : [];
  };
  const roster = [assigned, on(1), on(30)];
  const shiftIds = roster.map((each) => each.shiftId);
  expect(held(started, ...roster)).toEqual(shiftIds);
  // Days later, what is long over is not carried on.
  const later = { ...on(31), eligibility: { ...assigned.eligibility, checkedAt: days(4) } };
  expect(held(started, ...roster, later)).toEqual([shiftIds[2], later.shiftId]);
  expect(held(...roster, { ...started, startedAt: days(29) })).toEqual([shiftIds[2]]);
});

test('what is recorded of it can be read again', () =>
  expect(decode(officerDutyEvents, encode(officerDutyEvents, withdrawn('09:00')))).toEqual(
    withdrawn('09:00'),
  ));
