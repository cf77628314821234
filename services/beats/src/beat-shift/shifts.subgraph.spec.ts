import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import {
  commander09,
  DAY_MS,
  drawing,
  execute,
  idOf,
  others,
  query,
  squareAt,
  useBeats,
} from '../testing/subgraph.ts';

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

test('whoever has left a shift is no longer in its cell, nor an owner too many (BR-B3, BR-B13, N5)', async () => {
  await execute('designBeat', drawing('N-3', squareAt(125)));
  const times = { startsAt: inHours(-2), endsAt: inHours(6) };
  const opened = await execute('openShift', { beatId: idOf('N-3'), kind: 'M', ...times });
  const shiftId = (opened['shift'] as { id: string }).id;
  const officers = ['left', 'relief', 'third', 'fourth'].map((name) => idFor('09', 'officer', name));
  for (const officerId of officers) {
    await others.tell('training', 'restricted', officerId, {
      ...{ type: 'OfficerRegistered', officerId, municipality: null },
    });
    await others.tell('training', 'public', officerId, {
      ...{ type: 'CertificateIssued', officerId, kind: 'CUP', issuedAt: { ms: 0, offsetMin: 0 } },
      ...{ certificateId: officerId.slice(3), validUntil: { ms: Date.now() + 600 * DAY_MS, offsetMin: 0 } },
    });
    await others.tell('training', 'public', officerId, {
      ...{ type: 'CompetenceGranted', officerId, code: 'PROXIMIDAD_POP' },
      ...{ from: { ms: Date.now() - DAY_MS, offsetMin: 0 }, until: null },
    });
  }
  const put = (officerId: string, role: string, hours: number) =>
    eventually(async () => {
      const occurredAt = inHours(hours);
      const { code } = await execute('assignOfficer', { officerId, shiftId, role, occurredAt });
      return code === undefined ? true : undefined;
    }, 'what training has said of the officer was noted');
  const shown = async () => {
    const text = `query ($id: ID!) { beat(id: $id) { shifts { edges { node {
      undersizedCell ownersBeyondModel roster { role } } } } } }`;
    type Shown = { beat: { shifts: { edges: [{ node: { roster: object[] } }] } } };
    const { roster, ...flags } = (await query<Shown>(commander09, text, { id: idOf('N-3') })).beat.shifts
      .edges[0].node;
    return { ...flags, inRoster: roster.length };
  };
  const [left, relief, third, fourth] = officers as [string, string, string, string];
  await put(left, 'OWNER', -2);
  await put(relief, 'MEMBER', -2);
  await put(third, 'MEMBER', -2);
  expect(await shown()).toEqual({ undersizedCell: false, ownersBeyondModel: false, inRoster: 3 });
  const transfer = { officerId: left, shiftId, reason: 'REPLANNED', occurredAt: inHours(-1) };
  expect(await execute('withdrawAssignment', transfer)).toHaveProperty('assignment');
  expect(await shown()).toEqual({ undersizedCell: true, ownersBeyondModel: false, inRoster: 3 });
  await put(fourth, 'OWNER', -0.5);
  expect(await shown()).toEqual({ undersizedCell: false, ownersBeyondModel: false, inRoster: 4 });
});
