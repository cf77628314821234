import { begun, tellingOf } from './safe-channel.ts';

const KNOWN = {
  ageBand: 'ADULT',
  keptBy: 'CONSENT',
  channel: 'TELEPHONE',
  hours: { from: 10, to: 14 },
  weekdaysOnly: true,
  sameGender: false,
  inUniform: false,
  withdrawnAt: null,
} as const;

test('of a victim of whom nothing is known nobody is put at risk by what was not chosen', () => {
  expect(tellingOf(begun(null))).toEqual({
    ...{ ageBand: 'UNKNOWN', channel: 'NONE', keptBy: 'LEGAL_DUTY' },
    ...{ weekdaysOnly: false, sameGender: false },
  });
});

test('what is known stays as it is where only one thing is told anew', () => {
  const told = tellingOf({ ...begun(KNOWN), channel: 'THROUGH_SERVICES' });
  expect(told).toEqual({
    ...{ ageBand: 'ADULT', keptBy: 'CONSENT', channel: 'THROUGH_SERVICES', hours: { from: 10, to: 14 } },
    ...{ weekdaysOnly: true, sameGender: false },
  });
});

test('BR-C5: of whoever is or may be a minor it is the caregiver who is reached', () => {
  const written = { ...begun(KNOWN), name: ' Ana ', caregiver: 'Rosa', way: '55 1234 5678' };
  expect(tellingOf(written)).toMatchObject({ adult: { name: 'Ana', way: '55 1234 5678' } });
  expect(tellingOf(written)).not.toHaveProperty('minor');
  const minor = tellingOf({ ...written, ageBand: 'UNKNOWN' });
  expect(minor).toMatchObject({ minor: { name: 'Ana', caregiver: 'Rosa', way: '55 1234 5678' } });
  expect(minor).not.toHaveProperty('adult');
});
