import { NOBODY, personTold, plateIn, vehicleOf, vehicleTold } from './parts.ts';

test('a plate is told in the one spelling by which it is found', () => {
  expect(plateIn('abc-123 d')).toBe('ABC123D');
});

test('a correction begins with what is known, and takes no words of an erasure for a plate', () => {
  const known = { kind: 'BUS', part: 'FLEEING' } as const;
  expect(vehicleOf({ ...known, plate: 'ABC123D' })).toEqual({ ...known, plate: 'ABC123D' });
  for (const plate of [null, '[suprimido por ley, folio ARCO-2026-9]']) {
    expect(vehicleTold(vehicleOf({ ...known, plate }))).toEqual(known);
  }
});

test('BR-C5: whoever is or may be a minor is told of through who cares for them', () => {
  const written = { ...NOBODY, name: ' Luz ', caregiver: 'Rosa', way: '' };
  expect(personTold(written)).toEqual({
    ...{ part: 'VICTIM', ageBand: 'UNKNOWN', minor: { name: 'Luz', caregiver: 'Rosa' } },
  });
  expect(personTold({ ...written, ageBand: 'ADULT' })).toMatchObject({ adult: { name: 'Luz' } });
  expect(personTold(NOBODY)).toEqual({ part: 'VICTIM', ageBand: 'UNKNOWN' });
});
