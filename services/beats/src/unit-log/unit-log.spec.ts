import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { dayOf, PERIOD_EVENTS_MAX, periodId, within, yearOf } from '../period.ts';
import { initialActivity, unitLog, type UnitLogEvent } from './unit-log.ts';

type UnitLogCommand = CommandOf<typeof unitLog>;

const unitId = idFor('09', 'unit', 'U-101');
const home = idFor('09', 'beat', 'home');
const away = idFor('09', 'beat', 'away');
const incidentId = idFor('09', 'incident', 1);
const otherIncident = idFor('09', 'incident', 2);
const at = (time: string) => parseDateTime(`2026-11-14T${time}-06:00`);

const start = { unitId, label: '2026-11-14', continues: null, ...initialActivity(home, at('06:00:00')) };
const opened: UnitLogEvent = { type: 'UnitLogOpened', ...start };
const open: UnitLogCommand = { type: 'OpenUnitLog', ...start };
const changed = (status: 'AVAILABLE' | 'EN_ROUTE' | 'ON_SCENE', time: string): UnitLogEvent => ({
  type: 'UnitStatusChanged',
  unitId,
  status,
  incidentId: status === 'AVAILABLE' ? null : incidentId,
  beatId: home,
  at: at(time),
});
const report = (status: 'AVAILABLE' | 'EN_ROUTE' | 'ON_SCENE', time: string): UnitLogCommand => ({
  type: 'ReportUnitStatus',
  status,
  incidentId: status === 'AVAILABLE' ? null : incidentId,
  at: at(time),
});
const closed: UnitLogEvent = { type: 'UnitLogClosed', unitId, next: '2026-11-15' };

test('a day is opened once', () => {
  given(unitLog, []).when(open).expects([opened]);
  given(unitLog, [opened]).when(open).expects([]);
});
test('nothing is recorded before a day is opened, or after it was closed', () => {
  given(unitLog, []).when(report('AVAILABLE', '08:00:00')).expects('PeriodNotOpen');
  given(unitLog, [opened, closed]).when(report('AVAILABLE', '08:00:00')).expects('PeriodClosed');
});
test('a day is closed once, and its first successor stands', () => {
  given(unitLog, [opened]).when({ type: 'CloseUnitLog', next: '2026-11-15' }).expects([closed]);
  given(unitLog, [opened, closed]).when({ type: 'CloseUnitLog', next: '2026-11-16' }).expects([]);
});
test('a full day goes on in another period, with room left to close it', () => {
  const many = Array.from({ length: PERIOD_EVENTS_MAX - 1 }, (_, i) =>
    changed(i % 2 === 0 ? 'AVAILABLE' : 'ON_SCENE', '08:00:00'),
  );
  given(unitLog, [opened, ...many])
    .when(report('EN_ROUTE', '09:00:00'))
    .expects('PeriodFull');
  given(unitLog, [opened, ...many])
    .when({ type: 'CloseUnitLog', next: '2026-11-14+01' })
    .expects([{ type: 'UnitLogClosed', unitId, next: '2026-11-14+01' }]);
});

test('a status is reported with the beat it was reported in', () =>
  given(unitLog, [opened])
    .when(report('AVAILABLE', '08:00:00'))
    .expects([changed('AVAILABLE', '08:00:00')]));
test('the same status again changes nothing', () =>
  given(unitLog, [opened, changed('ON_SCENE', '08:00:00')])
    .when(report('ON_SCENE', '08:05:00'))
    .expects([]));
test('on the way means to some incident, available means to none', () => {
  const nowhere = { ...report('EN_ROUTE', '08:00:00'), incidentId: null } as UnitLogCommand;
  const idle = { ...report('AVAILABLE', '08:00:00'), incidentId } as UnitLogCommand;
  given(unitLog, [opened]).when(nowhere).expects('IncidentNotNamed');
  given(unitLog, [opened]).when(idle).expects('IncidentNotExpected');
});
test('a unit works at an incident of its own entity, one of the federation at any (BR-A1)', () => {
  const foreign = { incidentId: idFor('15', 'incident', 1) };
  const elsewhere = { ...report('ON_SCENE', '08:00:00'), ...foreign } as UnitLogCommand;
  given(unitLog, [opened]).when(elsewhere).expects('OutsideEntity');
  const federal = idFor('00', 'unit', 'GN-1');
  given(unitLog, [{ ...opened, unitId: federal }])
    .when(elsewhere)
    .expects([{ ...changed('ON_SCENE', '08:00:00'), unitId: federal, ...foreign } as UnitLogEvent]);
});
test('a late fact is recorded, and the newer one still holds (BR-I5)', () => {
  const history = [opened, changed('ON_SCENE', '08:30:00')];
  given(unitLog, history)
    .when(report('EN_ROUTE', '08:10:00'))
    .expects([changed('EN_ROUTE', '08:10:00')]);
  expect(fold(...history, changed('EN_ROUTE', '08:10:00'))).toMatchObject({ status: 'ON_SCENE' });
});

test('a unit is released from the incident it is engaged in, and from no other', () => {
  const history = [opened, changed('ON_SCENE', '08:30:00')];
  const release: UnitLogCommand = { type: 'ReleaseUnit', incidentId, at: at('09:00:00') };
  given(unitLog, history)
    .when(release)
    .expects([changed('AVAILABLE', '09:00:00')]);
  given(unitLog, history)
    .when({ ...release, incidentId: otherIncident })
    .expects([]);
  // The closing has an earlier time than the arrival: it still ends the work.
  given(unitLog, history)
    .when({ ...release, at: at('08:20:00') })
    .expects([changed('AVAILABLE', '08:30:00')]);
});

test('a unit leaves one beat and enters another, and the time it spent is known when it was seen to enter', () => {
  const toAway: UnitLogCommand = { type: 'MoveUnit', beatId: away, at: at('08:00:00'), accuracyMetres: 8 };
  const activity = { unitId, status: 'OFFLINE', since: at('06:00:00') } as const;
  const leftHome = {
    type: 'UnitLeftBeat',
    unitId,
    beatId: home,
    at: at('08:00:00'),
    dwellSeconds: null,
  } as const;
  const enteredAway = {
    type: 'UnitEnteredBeat',
    ...activity,
    beatId: away,
    at: at('08:00:00'),
    accuracyMetres: 8,
  } as const;
  given(unitLog, [opened]).when(toAway).expects([leftHome, enteredAway]);
  given(unitLog, [opened, leftHome, enteredAway])
    .when({ ...toAway, beatId: null, at: at('08:30:00') })
    .expects([{ ...leftHome, beatId: away, at: at('08:30:00'), dwellSeconds: 1_800 }]);
  given(unitLog, [opened])
    .when({ ...toAway, beatId: home })
    .expects([]);
});

test('periods sort in the order of time, and each has its own stream', () => {
  expect(dayOf(parseDateTime('2026-11-14T23:58:00-06:00'))).toBe('2026-11-14');
  expect(dayOf(parseDateTime('2026-11-15T05:58:00Z'))).toBe('2026-11-15');
  expect(yearOf(parseDateTime('2026-12-31T23:59:59-06:00'))).toBe('2026');
  expect(within('2026')).toBe('2026+01');
  const labels = ['2026-11-14', within('2026-11-14'), within(within('2026-11-14')), '2026-11-15'];
  expect(labels.toSorted()).toEqual(labels);
  expect(new Set(labels.map((label) => periodId(unitId, label))).size).toBe(4);
});

function fold(...events: UnitLogEvent[]) {
  return events.reduce((state, event) => unitLog.evolve(state, event), unitLog.initialState);
}
