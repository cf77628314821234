import { isBarred, isOpenable, isWithdrawable, safelyOf } from './safely.ts';
import { beatWords } from './words.ts';

const TOLD = {
  weekdaysOnly: false,
  sameGender: false,
  inUniform: true,
  hours: null,
  ageBand: 'ADULT',
} as const;
const said = (...[owed]: Parameters<typeof isBarred>) => safelyOf(owed, beatWords.es.safely).join(' · ');

test('a victim is looked for by the channel and in the hours that were recorded, and no message is left', () => {
  const victim = { ...TOLD, channel: 'TELEPHONE', hours: { from: 10, to: 14 }, weekdaysOnly: true } as const;
  const owed = { ground: 'VIOLENT_ROBBERY', victim } as const;
  expect(said(owed)).toBe('Por teléfono · de 10 a 14 h · entre semana · sin dejar recado');
  expect(isBarred(owed)).toBe(false);
});

test('after violence nobody goes in uniform, also where the incident is called something else by now', () => {
  const victim = { ...TOLD, channel: 'IN_PERSON' } as const;
  expect(said({ ground: 'VIOLENCE', victim })).toContain('sin uniforme');
  expect(said({ ground: 'OTHER_VICTIM', victim: { ...victim, inUniform: false } })).toContain('sin uniforme');
  expect(said({ ground: 'OTHER_VICTIM', victim })).not.toContain('sin uniforme');
});

test('of a minor the caregiver is spoken with, and who asked for their own gender gets it', () => {
  const victim = { ...TOLD, channel: 'IN_PERSON', ageBand: 'UNKNOWN', sameGender: true } as const;
  expect(said({ ground: 'OTHER_VICTIM', victim })).toMatch(/con quien le cuida.*su mismo género/);
});

test('without a safe channel nobody looks for a victim of violence', () => {
  const none = { ...TOLD, channel: 'NONE' } as const;
  const owed = [
    { ground: 'VIOLENCE', victim: null } as const,
    { ground: 'OTHER_VICTIM', victim: none } as const,
    { ground: 'OTHER_VICTIM', victim: null } as const,
  ];
  expect(owed.map(isBarred)).toEqual([true, true, false]);
  expect(owed.map(said)).toEqual([
    ...[expect.stringContaining('no se le busca'), expect.stringContaining('no se le busca')],
    'No está anotado cómo encontrarle',
  ]);
});

test('who agreed to be known may take that back, and is opened no more then', () => {
  const kept = { ...TOLD, channel: 'TELEPHONE', keptBy: 'CONSENT', withdrawnAt: null } as const;
  const withdrawn = { ...kept, withdrawnAt: '2026-12-01T10:00:00-06:00' };
  const victims = [kept, withdrawn, { ...kept, keptBy: 'LEGAL_DUTY' } as const, null];
  const owed = victims.map((victim) => ({ ground: 'OTHER_VICTIM', victim }) as const);
  expect(owed.map(isWithdrawable)).toEqual([true, false, false, false]);
  expect(owed.map(isOpenable)).toEqual([true, false, true, false]);
});
