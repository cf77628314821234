import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import { commander09, drawing, execute, idOf, query, squareAt, useBeats } from '../testing/subgraph.ts';

useBeats();

const HOUR_MS = 3_600_000;
const inHours = (hours: number) =>
  formatInstant(instantAt(Date.now() + hours * HOUR_MS, 'America/Mexico_City'));

test('the shift that runs is found though those of tomorrow are opened', async () => {
  await execute('designBeat', drawing('N-1', squareAt(105)));
  const open = async (from: number, to: number) => {
    const times = { startsAt: inHours(from), endsAt: inHours(to) };
    const answer = await execute('openShift', { beatId: idOf('N-1'), kind: 'H24', ...times });
    return (answer['shift'] as { id: string }).id;
  };
  const [runs, tomorrow] = [await open(-1, 1), await open(24, 36)];
  await open(-26, -25);
  const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Beat {
    newest: shifts(first: 1) { edges { node { id } } }
    ahead: shifts(notOver: true, first: 5) { totalCount edges { node { id } } } } } }`;
  const of = [{ __typename: 'Beat', id: idOf('N-1') }];
  expect((await query<{ _entities: object[] }>(commander09, text, { of }))._entities).toEqual([
    {
      newest: { edges: [{ node: { id: tomorrow } }] },
      ahead: { totalCount: 2, edges: [{ node: { id: runs } }, { node: { id: tomorrow } }] },
    },
  ]);
});

test('nobody is put into the shift of a beat that is closed by the time it begins', async () => {
  await execute('designBeat', drawing('N-2', squareAt(115)));
  const beatId = idOf('N-2');
  const open = async (kind: string, from: number) => {
    const times = { startsAt: inHours(from), endsAt: inHours(from + 8) };
    const answer = await execute('openShift', { beatId, kind, ...times });
    return (answer['shift'] as { id: string }).id;
  };
  const [runs, tomorrow] = [await open('H24', -2), await open('N', 24)];
  const officerId = idFor('09', 'officer', 'of a beat that closes');
  const assign = (shiftId: string, change = {}) =>
    execute('assignOfficer', { officerId, shiftId, role: 'MEMBER', ...change });
  expect(await assign(tomorrow)).toMatchObject({ code: 'OfficerNotRegistered' });
  expect(await execute('closeBeat', { beatId })).toHaveProperty('beat');
  expect(await assign(tomorrow)).toMatchObject({ code: 'BeatClosed' });
  expect(await assign(runs)).toMatchObject({ code: 'BeatClosed' });
  // A fact from before the closing may be reported late.
  const before = { occurredAt: inHours(-1) };
  expect(await assign(runs, before)).toMatchObject({ code: 'OfficerNotRegistered' });
});
