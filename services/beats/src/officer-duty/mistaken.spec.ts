import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { periodId } from '../period.ts';
import { duties } from './duties.ts';
import { NEVER_ON_DUTY, officerDuty } from './officer-duty.ts';
import type { OfficerDutyEvent } from './officer-duty-events.ts';
import { publishedDuty } from './published.ts';

/* A duty that began by mistake was none (ADR 455). */

type Command = CommandOf<typeof officerDuty>;
type Of<Type extends OfficerDutyEvent['type']> = Extract<OfficerDutyEvent, { type: Type }>;

const officerId = idFor('09', 'officer', 'A');
const unitId = idFor('09', 'unit', 1);
const at = (time: string) => parseDateTime(`2026-11-${time}-06:00`);
const shiftId = idFor('09', 'beatshift', 'night');
const opened: OfficerDutyEvent = {
  ...{ type: 'OfficerDutyOpened', officerId, label: '2026', continues: null },
  ...NEVER_ON_DUTY,
};
const begun = (time: string): Of<'OfficerDutyStarted'> => ({
  ...{ type: 'OfficerDutyStarted', officerId, municipality: '09007', unitId, method: 'ROLLCALL' },
  startedAt: at(time),
});
const assigned: OfficerDutyEvent = {
  ...{ type: 'OfficerAssigned', officerId, beatId: idFor('09', 'beat', 1), municipality: '09007' },
  ...{ localDate: '2026-11-14', shiftKind: 'N', shiftId, role: 'OWNER' },
  ...{ startsAt: at('14T20:00:00'), endsAt: at('15T06:00:00') },
  eligibility: {
    ...{ decision: 'OK', certificateId: null, validUntil: null },
    ...{ checkedAt: at('14T08:00:00'), basis: null },
  },
};
const normal: Of<'OfficerDutyEnded'> = {
  ...{ type: 'OfficerDutyEnded', officerId, unitId, reason: 'NORMAL', endedShiftIds: [] },
  ...{ startedAt: at('14T06:00:00'), endedAt: at('14T14:00:00') },
};
const mistaken: Of<'OfficerDutyEnded'> = {
  ...normal,
  ...{ startedAt: at('14T22:00:00'), endedAt: at('14T22:00:00'), reason: 'STARTED_BY_MISTAKE' },
};
const end = (time: string): Command => ({ type: 'EndDuty', at: at(time), reason: 'STARTED_BY_MISTAKE' });
const start = (time: string): Command => ({
  ...{ type: 'StartDuty', at: at(time), municipality: '09007', unitId, method: 'ROLLCALL' },
  ...{ registered: true, left: false },
  governing: { profile: DEFAULT_PROFILE, certificationGate: 'BLOCK', territory: '09' },
});
const served = [opened, begun('14T06:00:00'), assigned, normal];
const over = [...served, begun('14T22:00:00'), mistaken];

test('it ends as it began, whenever that is told, and no assignment ends with it', () => {
  for (const told of ['14T22:00:00', '14T22:01:00', '16T12:00:00'])
    given(officerDuty, [...served, begun('14T22:00:00')])
      .when(end(told))
      .expects([mistaken]);
  given(officerDuty, [...served, begun('14T22:00:00')])
    .when(end('14T21:59:59'))
    .expects('EndsBeforeStart');
  given(officerDuty, over).when(end('14T22:05:00')).expects('NotOnDuty');
});

test('no rest follows it: another begins before or after it, eight hours after the last that was one (BR-B2)', () => {
  for (const time of ['14T22:00:01', '14T23:00:00'])
    given(officerDuty, over)
      .when(start(time))
      .expects([begun(time)]);
  const first = [opened, begun('14T22:00:00'), mistaken];
  given(officerDuty, first)
    .when(start('14T05:00:00'))
    .expects([begun('14T05:00:00')]);
  given(officerDuty, over).when(start('14T21:59:59')).expects('RestTooShort');
  given(officerDuty, [...served, begun('14T22:00:00'), { ...mistaken, reason: 'NORMAL' }])
    .when(start('14T23:00:00'))
    .expects('RestTooShort');
  // Listeners know a duty by its officer and its beginning.
  given(officerDuty, over).when(start('14T22:00:00')).expects('NotAfterTheLast');
});

test('the end of the duty before it is not taken back any more', () =>
  given(officerDuty, over)
    .when({ type: 'ResumeDuty', at: at('14T22:10:00'), reason: 'ENDED_BY_MISTAKE' })
    .expects('DutyNotEnded'));

test('whoever is told of duties learns that it lasted no time', () => {
  const { startedAt, endedAt } = mistaken;
  const duty = { type: 'OfficerDutyEnded', officerId, unitId, startedAt, endedAt };
  expect(publishedDuty(mistaken)).toEqual({ restricted: duty });
  const row = projected(duties, eventsOf(officerDuty, periodId(officerId, '2026'), over)).get(officerId);
  expect(row).toMatchObject({ onDuty: false, startedAt, endedAt, endReason: 'STARTED_BY_MISTAKE' });
});
