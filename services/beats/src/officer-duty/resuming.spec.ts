import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import {
  type CommandOf,
  decode,
  encode,
  idFor,
  type Instant,
  parseDateTime,
} from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { officersKnown } from '../eligibility/officers-known.ts';
import { periodId } from '../period.ts';
import { assignmentKey, assignments } from './assignments.ts';
import { duties } from './duties.ts';
import { NEVER_ON_DUTY, officerDuty } from './officer-duty.ts';
import { type OfficerDutyEvent, officerDutyEvents } from './officer-duty-events.ts';
import { publishedDuty } from './published.ts';

/* The end of a duty is taken back. */

type Command = CommandOf<typeof officerDuty>;
type Of<Type extends OfficerDutyEvent['type']> = Extract<OfficerDutyEvent, { type: Type }>;

const officerId = idFor('09', 'officer', 'A');
const unitId = idFor('09', 'unit', 1);
const at = (time: string) => parseDateTime(`2026-11-${time}-06:00`);
const idOf = (shift: string) => idFor('09', 'beatshift', shift);
const opened: OfficerDutyEvent = {
  ...{ type: 'OfficerDutyOpened', officerId, label: '2026', continues: null },
  ...NEVER_ON_DUTY,
};
const started: OfficerDutyEvent = {
  ...{ type: 'OfficerDutyStarted', officerId, municipality: '09007', unitId, method: 'ROLLCALL' },
  startedAt: at('14T06:00:00'),
};
const assigned = (shift: string, from: Instant, to: Instant, role: Of<'OfficerAssigned'>['role'] = 'OWNER') =>
  ({
    ...{ type: 'OfficerAssigned', officerId, beatId: idFor('09', 'beat', 1), municipality: '09007' },
    ...{ localDate: '2026-11-14', shiftKind: 'M', shiftId: idOf(shift), role, startsAt: from, endsAt: to },
    eligibility: { decision: 'OK', certificateId: null, validUntil: null, checkedAt: from, basis: null },
  }) satisfies OfficerDutyEvent;
const morning = assigned('morning', at('14T06:00:00'), at('14T14:00:00'));
const ended = (time: string, endedShiftIds: string[] = [idOf('morning')]): OfficerDutyEvent => ({
  ...{ type: 'OfficerDutyEnded', officerId, unitId, startedAt: at('14T06:00:00'), endedAt: at(time) },
  ...{ reason: 'NORMAL', endedShiftIds },
});
const resume = (time: string): Command => ({
  ...{ type: 'ResumeDuty', at: at(time), reason: 'ENDED_BY_MISTAKE' },
});
const resumed = (time: string, changes: Partial<Of<'OfficerDutyResumed'>> = {}): OfficerDutyEvent => ({
  ...{ type: 'OfficerDutyResumed', officerId, unitId, startedAt: at('14T06:00:00'), flagged: false },
  ...{ endedAt: at('14T10:00:00'), reason: 'ENDED_BY_MISTAKE', resumedAt: at(time) },
  resumedAssignments: [{ shiftId: idOf('morning'), startsAt: at('14T06:00:00'), endsAt: at('14T14:00:00') }],
  ...changes,
});
const start = (time: string): Command => ({
  ...{
    type: 'StartDuty',
    at: at(time),
    municipality: '09007',
    unitId,
    method: 'ROLLCALL',
    registered: true,
    left: false,
  },
  governing: { profile: DEFAULT_PROFILE, certificationGate: 'BLOCK', territory: '09' },
});
const over = [opened, started, morning, ended('14T10:00:00')];
const foldOf = (events: readonly OfficerDutyEvent[]) =>
  events.reduce((state, event) => officerDuty.evolve(state, event), officerDuty.initialState);
const recorded = (events: readonly OfficerDutyEvent[]) =>
  eventsOf(officerDuty, periodId(officerId, '2026'), [...events]);

test('a duty that was ended by mistake goes on as it was, and ends again when it does', () => {
  given(officerDuty, over)
    .when(resume('14T10:05:00'))
    .expects([resumed('14T10:05:00')]);
  const goesOn = [...over, resumed('14T10:05:00')];
  const ever = { events: 5, lastEndedAt: at('14T10:00:00') };
  expect(foldOf(goesOn)).toEqual({ ...foldOf([opened, started, morning]), ...ever });
  given(officerDuty, goesOn).when(start('14T10:06:00')).expects('AlreadyOnDuty');
  given(officerDuty, goesOn)
    .when({ type: 'EndDuty', at: at('14T12:00:00'), reason: 'NORMAL' })
    .expects([ended('14T12:00:00')]);
});

test('what has not ended is not resumed, nor twice, nor before it ended', () => {
  given(officerDuty, [opened]).when(resume('14T10:05:00')).expects('DutyNotEnded');
  given(officerDuty, [opened, started]).when(resume('14T10:05:00')).expects('DutyNotEnded');
  given(officerDuty, [...over, resumed('14T10:05:00')])
    .when(resume('14T10:06:00'))
    .expects('DutyNotEnded');
  given(officerDuty, over).when(resume('14T09:59:59')).expects('ResumedBeforeEnded');
});

test('at any moment the end is taken back or another duty begins, and only one of both (BR-B2)', () => {
  for (const [time, isResting] of [
    ['14T10:00:00', true],
    ['14T17:59:59', true],
    ['14T18:00:00', false],
  ] as const) {
    const refusals = [resume(time), start(time)].map((command) => {
      const decision = officerDuty.decide(foldOf(over), command);
      return 'rejected' in decision ? decision.rejected : undefined;
    });
    expect(refusals).toEqual(isResting ? [undefined, 'RestTooShort'] : ['DutyEndTooOld', undefined]);
  }
});

test('what the officer was assigned to meanwhile stands (BR-B1)', () => {
  const elsewhere = assigned('elsewhere', at('14T10:02:00'), at('14T12:00:00'));
  const none = { resumedAssignments: [] };
  given(officerDuty, [...over, elsewhere])
    .when(resume('14T10:05:00'))
    .expects([resumed('14T10:05:00', none)]);
  const again = { ...elsewhere, shiftId: idOf('morning'), role: 'SUPPORT' as const };
  given(officerDuty, [...over, again])
    .when(resume('14T10:05:00'))
    .expects([resumed('14T10:05:00', none)]);
  const support = (shift: string, from: string) =>
    assigned(shift, at(from), at('14T14:00:00'), 'SUPPORT') satisfies OfficerDutyEvent;
  const [first, second] = [support('first', '14T06:00:00'), support('second', '14T06:00:00')];
  const helping = [opened, started, first, second, ended('14T10:00:00', [first.shiftId, second.shiftId])];
  const { shiftId, startsAt, endsAt } = first;
  given(officerDuty, [...helping, support('third', '14T10:02:00')])
    .when(resume('14T10:05:00'))
    .expects([resumed('14T10:05:00', { resumedAssignments: [{ shiftId, startsAt, endsAt }] })]);
});

test('a duty whose year was closed after it had ended is resumed in the next', () => {
  const state = foldOf([...over, { type: 'OfficerDutyClosed', officerId, next: '2027' }]);
  if (state.period !== 'closed') throw new TypeError('the year is not closed');
  const { municipality, duty, lastEndedAt, lastEnded } = state;
  const carried = { municipality, duty, lastEndedAt, lastEnded, assignments: state.assignments };
  const next = { ...opened, label: '2027', ...carried } as OfficerDutyEvent;
  const goesOn = [resumed('14T10:05:00')];
  given(officerDuty, [next]).when(resume('14T10:05:00')).expects(goesOn);
  expect(decode(officerDutyEvents, encode(officerDutyEvents, next))).toEqual(next);
});

test('a year that was opened before this was kept has no end to take back', () => {
  const { type, lastEnded: _lastEnded, ...data } = { ...opened, lastEndedAt: at('14T10:00:00') };
  const read = decode(officerDutyEvents, { type, version: 2, data });
  expect(read).toEqual({ type, ...data, lastEnded: null });
  given(officerDuty, [read]).when(resume('14T10:05:00')).expects('DutyNotEnded');
});

test('who is on duty, in which shift and under which flag is as it was before', () => {
  const flagged: OfficerDutyEvent = {
    ...{ type: 'OfficerDutyFlagged', officerId, startedAt: at('14T06:00:00'), certificationGate: 'BLOCK' },
    ...{ reason: 'UNKNOWN_TO_TRAINING' },
    basis: { profileId: 'mx', profileVersion: 1, territory: null, parameter: 'x' },
  };
  const before = [opened, started, flagged, morning];
  const back = [...before, ended('14T10:00:00'), resumed('14T10:05:00', { flagged: true })];
  for (const [model, key] of [
    [duties, officerId],
    [assignments, assignmentKey(idOf('morning'), officerId)],
    [officersKnown, officerId],
  ] as const) {
    const [was, is] = [before, back].map((events) => projected(model as typeof duties, recorded(events)));
    expect(is!.get(key)).toEqual(was!.get(key));
  }
  expect(foldOf(back)).toMatchObject({ duty: { flagged: true } });
});

test('the state is told which end was taken back', () =>
  expect(publishedDuty(resumed('14T10:05:00'))).toEqual({
    restricted: {
      ...{ type: 'OfficerDutyResumed', officerId, unitId, startedAt: at('14T06:00:00') },
      ...{ endedAt: at('14T10:00:00'), resumedAt: at('14T10:05:00') },
    },
  }));
