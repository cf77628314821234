import { parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { beatId } from '../beat/beat.ts';
import { beatShift, beatShiftId } from './beat-shift.ts';

const id = beatId('09007', 'auth-09-ssc', '2023', 'IZP-6.1.4');

test('a beat has one shift of a kind on a date, as long as shifts are', () => {
  const night = {
    beatId: id,
    localDate: '2026-11-14',
    kind: 'N',
    startsAt: parseDateTime('2026-11-14T22:00:00-06:00'),
    endsAt: parseDateTime('2026-11-15T06:00:00-06:00'),
    timeZone: 'America/Mexico_City',
    municipality: '09007',
  } as const;
  const openShift = { type: 'OpenShift', at: night.startsAt, ...night, beatActive: true } as const;
  given(beatShift, [])
    .when(openShift)
    .expects([{ type: 'BeatShiftOpened', ...night }]);
  given(beatShift, [{ type: 'BeatShiftOpened', ...night }])
    .when(openShift)
    .expects('AlreadyOpened');
  given(beatShift, [])
    .when({ ...openShift, beatActive: false })
    .expects('BeatClosed');
  given(beatShift, [])
    .when({ ...openShift, endsAt: night.startsAt })
    .expects('EndsBeforeStart');
  const tooLate = parseDateTime('2026-11-15T10:00:01-06:00');
  given(beatShift, [])
    .when({ ...openShift, endsAt: tooLate })
    .expects('ShiftTooLong');
  given(beatShift, [])
    .when({ ...openShift, kind: '24', endsAt: tooLate })
    .expects([{ type: 'BeatShiftOpened', ...night, kind: '24', endsAt: tooLate }]);
  // A slip of the pen in the year: no roster is made for 2062.
  given(beatShift, [])
    .when({ ...openShift, at: parseDateTime('2025-11-13T21:59:59-06:00') })
    .expects('TooFarAhead');
  expect(beatShiftId(id, '2026-11-14', 'N')).not.toBe(beatShiftId(id, '2026-11-14', 'M'));
});

test('a shift that was opened by mistake is cancelled while nobody is in it, and may be opened again', () => {
  const startsAt = parseDateTime('2026-11-14T22:00:00-06:00');
  const night = { beatId: id, localDate: '2026-11-14', kind: 'N' } as const;
  const place = { timeZone: 'America/Mexico_City', municipality: '09007' };
  const hours = { startsAt, endsAt: parseDateTime('2026-11-15T06:00:00-06:00') };
  const opened = { type: 'BeatShiftOpened', ...night, ...hours, ...place } as const;
  const at = parseDateTime('2026-11-14T09:00:00-06:00');
  const cancel = { type: 'CancelShift', reason: 'MISTAKE', openedAt: at, filled: false, at } as const;
  const cancelled = { type: 'BeatShiftCancelled', ...night, reason: 'MISTAKE', cancelledAt: at } as const;
  const { type: _, ...facts } = opened;
  const open = { type: 'OpenShift', ...facts, beatActive: true, at } as const;
  given(beatShift, []).when(cancel).expects('ShiftNotFound');
  given(beatShift, [opened]).when(cancel).expects([cancelled]);
  given(beatShift, [opened])
    .when({ ...cancel, filled: true })
    .expects('ShiftFilled');
  given(beatShift, [opened])
    .when({ ...cancel, at: { ...at, ms: at.ms - 1 } })
    .expects('EndsBeforeStart');
  given(beatShift, [opened, cancelled]).when(cancel).expects('ShiftCancelled');
  given(beatShift, [opened, cancelled]).when(open).expects([opened]);
  given(beatShift, [opened, cancelled, opened]).when(cancel).expects([cancelled]);
});

describe('a shift of a town whose clocks are changed', () => {
  const tijuana = (from: string, to: string, kind: 'N' | '24') => {
    const [startsAt, endsAt] = [parseDateTime(from), parseDateTime(to)];
    const facts = { beatId: id, localDate: from.slice(0, 10), kind, startsAt, endsAt };
    const place = { timeZone: 'America/Tijuana', municipality: '02004' };
    const command = { type: 'OpenShift', at: startsAt, ...facts, ...place, beatActive: true } as const;
    return given(beatShift, []).when(command);
  };
  const opened = [expect.objectContaining({ type: 'BeatShiftOpened' })];

  test('is as long by the clock as on any other day when they go back', () => {
    tijuana('2026-10-31T06:00:00-07:00', '2026-11-01T06:00:00-08:00', '24').expects(opened);
    tijuana('2026-10-31T19:00:00-07:00', '2026-11-01T07:00:00-08:00', 'N').expects(opened);
    tijuana('2026-10-31T19:00:00-07:00', '2026-11-01T07:00:01-08:00', 'N').expects('ShiftTooLong');
  });
  test('is as long as on any other day when they go forward', () => {
    tijuana('2027-03-13T19:00:00-08:00', '2027-03-14T08:00:00-07:00', 'N').expects(opened);
    tijuana('2027-03-13T19:00:00-08:00', '2027-03-14T08:00:01-07:00', 'N').expects('ShiftTooLong');
  });
});
