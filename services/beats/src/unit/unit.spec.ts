import { idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { beatPresence } from '../beat/beat-presence.ts';
import { beatId } from '../beat/beat.ts';
import { unitLog } from '../unit-log/unit-log.ts';
import { unit } from './unit.ts';
import { units } from './units.ts';

const at = parseDateTime('2026-11-14T10:00:00-06:00');
const id = beatId('09007', 'auth-09-ssc', '2023', 'IZP-6.1.4');

test('a unit is registered once, at home in an active beat of its entity', () => {
  const registration = { code: 'U-101', kind: 'PATROL', municipality: '09007' } as const;
  const register = {
    type: 'RegisterUnit',
    at,
    ...registration,
    home: { beatId: id, active: true },
    known: true,
  } as const;
  const registered = { type: 'UnitRegistered', ...registration, homeBeatId: id, registeredAt: at } as const;
  given(unit, []).when(register).expects([registered]);
  given(unit, [])
    .when({ ...register, home: null, known: true })
    .expects([{ ...registered, homeBeatId: null }]);
  given(unit, [registered]).when(register).expects('AlreadyRegistered');
  given(unit, [])
    .when({ ...register, home: { beatId: id, active: false }, known: true })
    .expects('BeatClosed');
  given(unit, [])
    .when({ ...register, municipality: '15058' })
    .expects('OutsideEntity');
});

test.each([
  ['U-101', true],
  ['PEÑÓN-3', true],
  ['U#1', false],
  ['-1', false],
  ['U 101', false],
])('the code %s is one that letters of Spanish and digits may make: %s', (code, isOne) => {
  expect(unit.commands.RegisterUnit.input.code.safeParse(code).success).toBe(isOne);
});

test('an accent that was written apart from its letter is the same one', () => {
  const { code } = unit.commands.RegisterUnit.input;
  expect(code.parse('PEÑÓN-3'.normalize('NFD'))).toBe('PEÑÓN-3');
});

describe('a unit goes out of use', () => {
  const registration = { code: 'U-101', kind: 'PATROL', municipality: '09007', homeBeatId: id } as const;
  const registered = { type: 'UnitRegistered', ...registration, registeredAt: at } as const;
  const retire = { type: 'RetireUnit', reason: 'SOLD', engaged: false, beatId: id, at } as const;
  const facts = { reason: 'SOLD', municipality: '09007', beatId: id } as const;
  const retired = { type: 'UnitRetired', ...facts, retiredAt: at } as const;

  test('once, and never in the midst of its work', () => {
    given(unit, [registered]).when(retire).expects([retired]);
    given(unit, [registered, retired]).when(retire).expects([]);
    given(unit, [registered])
      .when({ ...retire, engaged: true })
      .expects('UnitEngaged');
    given(unit, []).when(retire).expects('UnitNotFound');
    given(unit, [registered])
      .when({ ...retire, at: { ...at, ms: at.ms - 1 } })
      .expects('EndsBeforeStart');
  });

  test('it no longer counts anywhere, and stays out whatever comes late', () => {
    const unitId = idFor('09', 'unit', 1);
    const change = { unitId, status: 'AVAILABLE', incidentId: null, beatId: id } as const;
    const late = { type: 'UnitStatusChanged', ...change, at: { ...at, ms: at.ms + 1 } } as const;
    const events = [
      ...eventsOf(unit, unitId, [registered, retired]),
      ...eventsOf(unitLog, idFor('09', 'log', 1), [late]),
    ];
    const row = projected(units, events).get(unitId)!;
    expect(row).toMatchObject({ status: 'OUT_OF_SERVICE', beatId: null, retiredAt: at });
    expect(units.figure!(row)).toEqual([]);
    const presence = projected(beatPresence, eventsOf(unit, unitId, [registered, retired]));
    expect(presence.get(id)).toMatchObject({ units: {} });
  });
});
