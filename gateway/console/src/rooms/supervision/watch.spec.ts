import {
  concernsOf,
  coverageOf,
  type FlaggedDuty,
  lastTurnOf,
  standingOf,
  type WatchedBeat,
  type WatchedOfficer,
} from './watch.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 14, hour)).toISOString();
const now = Date.parse(at(12));
type Shift = NonNullable<WatchedBeat['shifts']>['edges'][number]['node'];
const shift = (changes: Partial<Shift> = {}): Shift => ({
  ...{
    id: 's',
    kind: 'M',
    startsAt: at(7),
    endsAt: at(15),
    undersizedCell: false,
    roster: [],
    presence: null,
  },
  ...changes,
});
const presence = { presentMinutes: 200, emptyMinutes: 100, requiredMinutes: 360, projectedShare: 0.8 };
const beat = (code: string, status: 'AVAILABLE' | 'OFFLINE' | undefined, shifts: Shift[] = [shift()]) =>
  ({
    ...{ id: code, code, municipality: { cvegeo: '09007', name: 'Iztapalapa' } },
    ...{ emptySince: status === 'OFFLINE' ? at(11) : null, emptyTooLong: false },
    units: status === undefined ? [] : [{ id: 'u', code: `U-${code}`, status }],
    shifts: { edges: shifts.map((node) => ({ node })) },
  }) as WatchedBeat;

test('where somebody is missing stands first; a unit that cannot do anything covers nothing', () => {
  const standing = standingOf(
    [
      beat('whole', 'AVAILABLE'),
      beat('small', 'AVAILABLE', [shift({ undersizedCell: true })]),
      beat('short', 'AVAILABLE', [shift({ presence: { ...presence, projectedShare: 0.79 } })]),
      beat('enough', 'AVAILABLE', [shift({ presence })]),
      { ...beat('for long', 'OFFLINE'), emptyTooLong: true },
      beat('over', 'AVAILABLE', [shift({ endsAt: at(11) })]),
      beat('dark', 'OFFLINE'),
    ],
    now,
  );
  expect(standing.map(({ beat: { code } }) => code)).toEqual([
    ...['for long', 'dark', 'over', 'short', 'small', 'enough', 'whole'],
  ]);
  expect(standing.map(({ emptyMinutes }) => emptyMinutes).slice(0, 3)).toEqual([60, 60, undefined]);
  expect(coverageOf(standing)).toBe(71);
  expect(coverageOf([])).toBeUndefined();
});

test('whoever has left the shift is in its list no more, nor shown as serving in it by an exception', () => {
  const rostered = (id: string, endsAt: string) => ({
    ...{ role: 'MEMBER' as const, endsAt, officer: { id } },
    eligibility: { decision: 'WARN' as const, certificateValidUntil: null },
  });
  const beats = [
    beat('B', 'AVAILABLE', [shift({ roster: [rostered('gone', at(12)), rostered('in', at(15))] })]),
  ];
  expect(standingOf(beats, now - 1)).toMatchObject([{ roster: 2 }]);
  expect(standingOf(beats, now)).toMatchObject([{ roster: 1 }]);
  expect(concernsOf([], [], beats, now).map(({ officer }) => officer)).toEqual(['in']);
  expect(lastTurnOf(beats, now + 1)).toBe(now);
});

test('between the turns of its shifts and of its empty minutes all stands as at the last of them', () => {
  const beats = [
    beat('B', 'AVAILABLE', [shift(), shift({ startsAt: at(15), endsAt: at(23) })]),
    { ...beat('E', undefined, []), emptySince: new Date(now + 12_345).toISOString() },
  ];
  const moments = [at(6), at(7), at(12), at(15), at(22), at(23)].map((each) => Date.parse(each));
  for (const ms of moments.flatMap((each) => [each - 1, each, each + 1, each + 12_345, each + 72_345])) {
    const last = lastTurnOf(beats, ms);
    expect(last).toBeLessThanOrEqual(ms);
    expect(standingOf(beats, last)).toEqual(standingOf(beats, ms));
  }
  expect(lastTurnOf(beats, now + 80_000)).toBe(now + 72_345);
  expect(lastTurnOf(beats, now - 1)).toBe(Date.parse(at(7)));
});

test('the shift that runs is told beside the one that relieves it', () => {
  const [running, next] = [shift({ roster: [] }), shift({ startsAt: at(15), endsAt: at(23) })];
  const standing = standingOf([beat('B', 'AVAILABLE', [running, next])], now);
  expect(standing).toMatchObject([{ hasShift: true, endsAt: at(15) }]);
  expect(standingOf([beat('B', 'AVAILABLE', [running, next])], Date.parse(at(15)))).toMatchObject([
    { hasShift: true, endsAt: at(23) },
  ]);
});

test('who serves unknown to training, without a valid competence, too long, or by an exception, is told', () => {
  const duty = { startedAt: at(7), endedAt: null, overran: false, unit: { id: 'u', code: 'U-1' } };
  const officers = [
    { separatedAt: null, id: 'valid', duty, competences: [{ valid: false }, { valid: true }] },
    { separatedAt: null, id: 'lapsed', duty, competences: [{ valid: false }] },
    { separatedAt: null, id: 'home', duty: { ...duty, endedAt: at(8) }, competences: [] },
    { separatedAt: null, id: 'long', duty: { ...duty, overran: true }, competences: [{ valid: true }] },
  ] as WatchedOfficer[];
  const roster = (['OK', 'WARN'] as const).map((decision) => ({
    ...{ role: 'OWNER' as const, endsAt: at(15), officer: { id: decision } },
    eligibility: { decision, certificateValidUntil: null },
  }));
  const flagged = [
    { officer: { id: 'unknown' }, unit: null, startedAt: at(7), flag: { reason: 'UNKNOWN_TO_TRAINING' } },
  ] as FlaggedDuty[];
  const found = concernsOf(officers, flagged, [beat('B', 'AVAILABLE', [shift({ roster })])], now);
  expect(found.map(({ officer, why, where }) => [officer, why, where])).toEqual([
    ['unknown', 'UNKNOWN_TO_TRAINING', '—'],
    ['lapsed', 'NO_COMPETENCE', 'U-1'],
    ['long', 'OVERRAN', 'U-1'],
    ['WARN', 'WARN', 'B'],
  ]);
});
