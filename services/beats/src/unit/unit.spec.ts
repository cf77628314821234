import { parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing';
import { beatId } from '../beat/beat.ts';
import { unit } from './unit.ts';

const at = parseDateTime('2026-11-14T10:00:00-06:00');
const id = beatId('09007', 'auth-09-ssc', '2023', 'IZP-6.1.4');

test('a unit is registered once, at home in an active beat of its entity', () => {
  const registration = { code: 'U-101', kind: 'PATROL', municipality: '09007' } as const;
  const register = { type: 'RegisterUnit', at, ...registration, home: { beatId: id, active: true } } as const;
  const registered = { type: 'UnitRegistered', ...registration, homeBeatId: id, registeredAt: at } as const;
  given(unit, []).when(register).expects([registered]);
  given(unit, [])
    .when({ ...register, home: null })
    .expects([{ ...registered, homeBeatId: null }]);
  given(unit, [registered]).when(register).expects('AlreadyRegistered');
  given(unit, [])
    .when({ ...register, home: { beatId: id, active: false } })
    .expects('BeatClosed');
  given(unit, [])
    .when({ ...register, municipality: '15058' })
    .expects('NoJurisdiction');
});
