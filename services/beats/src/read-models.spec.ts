import {
  idFor,
  type Instant,
  parseDateTime,
  type ReadModelOf,
  type EventMetadata,
} from '@proximidad/eventsourcing';
import type { Polygon } from '@proximidad/geography';
import { projected, type Recording } from '@proximidad/testing/domain';
import { shifts } from './beat-shift/shifts.ts';
import { beatPresence } from './beat/beat-presence.ts';
import { beats } from './beat/beats.ts';
import { officersKnown } from './eligibility/officers-known.ts';
import { accompanies, assignmentKey, type AssignmentRow, assignments } from './officer-duty/assignments.ts';
import { duties } from './officer-duty/duties.ts';
import { NEVER_ON_DUTY } from './officer-duty/officer-duty.ts';
import { periodId } from './period.ts';
import { initialActivity } from './unit-log/unit-log.ts';
import { units } from './unit/units.ts';

const at = (time: string): Instant => parseDateTime(`2026-11-14T${time}-06:00`);
const [beatId, otherBeat] = [idFor('09', 'beat', 1), idFor('09', 'beat', 2)];
const unitId = idFor('09', 'unit', 1);
const officerId = idFor('09', 'officer', 1);
const shiftId = idFor('09', 'beatshift', 1);
const incidentId = idFor('09', 'incident', 1);
const day = '2026-11-14';

const polygon: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [-99.1, 19.3],
      [-99.0, 19.3],
      [-99.0, 19.4],
      [-99.1, 19.3],
    ],
  ],
};

interface Fact {
  readonly type: string;
  readonly [field: string]: unknown;
}
const actor = { id: 'op-1', role: 'operator' };
const recorded = { recordedAt: 0, metadata: { actor, occurredAt: at('05:00:00') } as EventMetadata };
const happened = (category: string, id: string, event: Fact): Recording => ({
  category,
  id,
  event,
  recorded,
});

const designed = (id = beatId) =>
  happened('beat', id, {
    type: 'BeatDesigned',
    ...{ code: 'A-1', edition: '2023', municipality: '09007', authority: 'auth-09-ssc', name: null },
    ...{ polygon, areaKm2: 58.1, population: 9_000, validFrom: at('00:00:00') },
  });
const registered = happened('unit', unitId, {
  type: 'UnitRegistered',
  ...{
    code: 'U-101',
    kind: 'PATROL',
    municipality: '09007',
    homeBeatId: beatId,
    registeredAt: at('00:10:00'),
  },
});
const inLog = (event: Fact) => happened('unitlog', periodId(unitId, day), { unitId, ...event });
const logOpened = inLog({
  type: 'UnitLogOpened',
  ...{ label: day, continues: null, ...initialActivity(beatId, at('00:10:00')) },
});
const status = (is: string, time: string, named: string | null = null) =>
  inLog({ type: 'UnitStatusChanged', status: is, incidentId: named, beatId, at: at(time) });
const left = inLog({ type: 'UnitLeftBeat', beatId, at: at('09:00:00'), dwellSeconds: null });
const entered = inLog({
  type: 'UnitEnteredBeat',
  ...{ beatId: otherBeat, status: 'AVAILABLE', since: at('08:00:00'), at: at('09:00:00'), accuracyMetres: 9 },
});
const ofOfficer = (event: Fact) =>
  happened('officerduty', periodId(officerId, '2026'), { officerId, ...event });
const dutyOpened = ofOfficer({
  type: 'OfficerDutyOpened',
  ...{ label: '2026', continues: null, ...NEVER_ON_DUTY, municipality: '09007' },
});
const dutyStarted = ofOfficer({
  type: 'OfficerDutyStarted',
  ...{ municipality: '09007', unitId, method: 'ROLLCALL', startedAt: at('06:00:00') },
});
const assigned = ofOfficer({
  type: 'OfficerAssigned',
  ...{ beatId, municipality: '09007', localDate: day, shiftKind: 'M', shiftId, role: 'SUPPORT' },
  ...{ startsAt: at('06:00:00'), endsAt: at('14:00:00') },
  eligibility: { decision: 'OK', certificateId: null, validUntil: null, checkedAt: at('05:00:00') },
});
const dutyEnded = ofOfficer({
  type: 'OfficerDutyEnded',
  ...{ unitId: null, startedAt: at('06:00:00'), endedAt: at('13:00:00'), reason: 'NORMAL' },
  endedShiftIds: [shiftId],
});

test('the map holds a beat with its box, its versions and its end', () => {
  const box = { west: -99.1, east: -99, south: 19.3, north: 19.4 };
  const row = projected(beats, [designed()]).get(beatId);
  expect(row).toMatchObject({ id: beatId, entity: '09', version: 1, status: 'ACTIVE', ...box });
  const redrawn = happened('beat', beatId, {
    type: 'BeatRedrawn',
    ...{
      code: 'A-1',
      edition: '2023',
      municipality: '09007',
      version: 2,
      polygon,
      areaKm2: 50,
      reason: 'DEMAND',
    },
    validFrom: at('10:00:00'),
  });
  const closed = happened('beat', beatId, {
    ...{ type: 'BeatClosed', version: 2, successorBeatIds: [otherBeat], validFrom: at('11:00:00') },
  });
  expect(projected(beats, [designed(), redrawn, closed, registered]).get(beatId)).toMatchObject({
    ...{
      version: 2,
      areaKm2: 50,
      status: 'CLOSED',
      successorBeatIds: [otherBeat],
      validFrom: at('11:00:00'),
    },
  });
});

test('the units board holds what a unit does and where', () => {
  expect(projected(units, [registered]).get(unitId)).toMatchObject({
    status: 'OFFLINE',
    beatId,
    period: null,
  });
  const now = projected(units, [registered, logOpened, status('AVAILABLE', '08:00:00'), left, entered]);
  expect(now.get(unitId)).toMatchObject({
    status: 'AVAILABLE',
    period: day,
    beatId: otherBeat,
    enteredAt: at('09:00:00'),
  });
  expect(projected(units, [registered, logOpened, left]).get(unitId)).toMatchObject({ beatId: null });
  expect(figuresOf(units, now)).toEqual({ '09:AVAILABLE': 1, '09007:AVAILABLE': 1 });
});

test('a status that comes late does not replace the newer one', () => {
  const late = [status('ON_SCENE', '08:30:00', incidentId), status('EN_ROUTE', '08:10:00', incidentId)];
  expect(projected(units, [registered, logOpened, ...late]).get(unitId)).toMatchObject({
    status: 'ON_SCENE',
  });
  expect(projected(beatPresence, [designed(), registered, logOpened, ...late]).get(beatId)).toMatchObject({
    units: { [unitId]: { status: 'ON_SCENE' } },
  });
});

test('a beat is without a unit until one that works is in it, and again when that one leaves', () => {
  const empty = { '09:beats': 1, '09007:beats': 1, '09:beatsWithoutUnit': 1, '09007:beatsWithoutUnit': 1 };
  const held = { '09:beats': 1, '09007:beats': 1 };
  const figures = (...history: Recording[]) => figuresOf(beatPresence, projected(beatPresence, history));
  expect(figures(designed())).toEqual(empty);
  expect(figures(designed(), registered, logOpened)).toEqual(empty);
  const working = [designed(), registered, logOpened, status('AVAILABLE', '08:00:00')];
  expect(figures(...working)).toEqual(held);
  expect(figures(...working, left)).toEqual(empty);
  expect(figures(...working, left, designed(otherBeat), entered)).toEqual({
    ...{ '09:beats': 2, '09007:beats': 2, '09:beatsWithoutUnit': 1, '09007:beatsWithoutUnit': 1 },
  });
  const closed = happened('beat', beatId, {
    ...{ type: 'BeatClosed', version: 1, successorBeatIds: [], validFrom: at('11:00:00') },
  });
  expect(figures(...working, closed)).toEqual({});
});

test('a unit of the next entity that drives through does not move a beat there', () => {
  const stranger = { ...entered, id: periodId(idFor('15', 'unit', 1), day) };
  expect(projected(beatPresence, [designed(otherBeat), stranger]).get(otherBeat)).toMatchObject({
    entity: '09',
  });
});

test('who is on duty is counted until the duty ends', () => {
  const on = projected(duties, [dutyOpened, dutyStarted, assigned]);
  expect(on.get(officerId)).toMatchObject({
    onDuty: true,
    unitId,
    period: '2026',
    startedAt: at('06:00:00'),
  });
  expect(figuresOf(duties, on)).toEqual({ '09:officersOnDuty': 1, '09007:officersOnDuty': 1 });
  const off = projected(duties, [dutyOpened, dutyStarted, dutyEnded]);
  expect(off.get(officerId)).toMatchObject({ onDuty: false, endedAt: at('13:00:00'), endReason: 'NORMAL' });
  expect(figuresOf(duties, off)).toEqual({});
  const overran = ofOfficer({ type: 'OfficerDutyOverran', startedAt: at('06:00:00') });
  expect(projected(duties, [dutyOpened, dutyStarted, overran]).get(officerId)).toMatchObject({
    overran: true,
  });
});

test('a new year goes on with the duty of the old one', () => {
  const next = ofOfficer({ type: 'OfficerDutyOpened', label: '2027', continues: null, ...NEVER_ON_DUTY });
  expect(projected(duties, [dutyOpened, dutyStarted, next]).get(officerId)).toMatchObject({
    onDuty: true,
    period: '2027',
  });
});

test('the roster holds an assignment until its end, which the end of duty may bring forward', () => {
  const key = assignmentKey(shiftId, officerId);
  expect(projected(assignments, [dutyOpened, assigned]).get(key)).toMatchObject({
    ...{ officerId, shiftId, beatId, entity: '09', role: 'SUPPORT', primary: false, endsAt: at('14:00:00') },
  });
  const gone = projected(assignments, [assigned, dutyEnded]).get(key) as AssignmentRow;
  expect(gone).toMatchObject({ endsAt: at('13:00:00') });
  // An officer who has gone off duty accompanies nobody who begins after that, and nobody accompanies themselves.
  const beside = idFor('09', 'officer', 'beside');
  expect([at('12:59:59'), at('13:00:00')].map(({ ms }) => accompanies(gone, beside, ms))).toEqual([
    true,
    false,
  ]);
  expect(accompanies(gone, gone.officerId, at('12:00:00').ms)).toBe(false);
  // Nor anybody whose part, told of late, began before; a part that was over before the officer came back counts for its time.
  expect(accompanies(gone, beside, gone.startsAt.ms)).toBe(true);
  expect(accompanies(gone, beside, gone.startsAt.ms - 1)).toBe(false);
  const back = { ...gone, startsAt: at('15:00:00'), endsAt: at('20:00:00'), earlier: [gone] };
  expect(
    [at('12:59:59'), at('13:00:00'), at('15:00:00')].map(({ ms }) => accompanies(back, beside, ms)),
  ).toEqual([true, false, true]);
});

test('a shift and what is known of an officer are rows of their own', () => {
  const opened = happened('beatshift', shiftId, {
    type: 'BeatShiftOpened',
    ...{ beatId, localDate: day, kind: 'M', startsAt: at('06:00:00'), endsAt: at('14:00:00') },
    ...{ timeZone: 'America/Mexico_City', municipality: '09007' },
  });
  expect(projected(shifts, [opened, assigned]).get(shiftId)).toMatchObject({
    beatId,
    kind: 'M',
    entity: '09',
  });
  const known = { officerId, registered: true, municipality: '09007', certificates: [], competences: [] };
  const noted = happened('eligibility', idFor('09', 'eligibility', officerId), {
    type: 'EligibilityNoted',
    ...known,
  });
  const unflagged = { registeredAt: at('05:00:00'), flaggedSince: null, toClear: false };
  expect(projected(officersKnown, [noted]).get(officerId)).toEqual({ entity: '09', ...known, ...unflagged });
  // In either order: a duty under a flag, and the registration of its officer by training.
  const flag = { startedAt: at('06:00:00') };
  const flagged = ofOfficer({
    ...{ type: 'OfficerDutyFlagged', ...flag, reason: 'UNKNOWN_TO_TRAINING', certificationGate: 'BLOCK' },
    basis: { profileId: 'mx-mnpjc-proximidad', profileVersion: 1, territory: null, parameter: 'x' },
  });
  const cleared = ofOfficer({ type: 'OfficerDutyFlagCleared', ...flag, clearedAt: at('06:00:00') });
  const knownAfter = (...history: Recording[]) => projected(officersKnown, history).get(officerId);
  expect(knownAfter(flagged)).toMatchObject({ registered: false, toClear: false });
  expect(knownAfter(flagged, noted)).toMatchObject({ registered: true, toClear: true });
  expect(knownAfter(noted, flagged)).toMatchObject({ toClear: true, flaggedSince: at('06:00:00') });
  expect(knownAfter(noted, flagged, cleared)).toMatchObject({ toClear: false, flaggedSince: null });
  expect(knownAfter(flagged, dutyEnded, noted)).toMatchObject({ toClear: false, flaggedSince: null });
  const duty = (...history: Recording[]) =>
    projected(duties, [dutyOpened, dutyStarted, ...history]).get(officerId);
  expect(duty()).toMatchObject({ flagged: false, flag: null });
  expect(duty(flagged)).toMatchObject({ flagged: true, flag: { clearedAt: null } });
  expect(duty(flagged, cleared)).toMatchObject({ flagged: false, flag: { clearedAt: at('06:00:00') } });
  expect(duty(flagged, dutyEnded)).toMatchObject({ flagged: false, flag: { clearedAt: null } });
});

function figuresOf(model: ReadModelOf, rows: ReadonlyMap<string, object>): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const row of rows.values()) {
    for (const { key, add } of model.figure?.(row) ?? []) totals[key] = (totals[key] ?? 0) + add;
  }
  return totals;
}
