import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import {
  codeOf,
  commander09,
  commander14,
  drawing,
  execute,
  idOf,
  others,
  query,
  send,
  squareAt,
  useBeats,
} from '../testing/subgraph.ts';

useBeats();

const DAY_MS = 86_400_000;
const certificateId = '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a10';
const officerId = idFor('09', 'officer', 'put-into-the-wrong-shift');
const inDays = (days: number) => formatInstant(instantAt(Date.now() + days * DAY_MS, 'America/Mexico_City'));

async function newShift(code: string, [startsAt, endsAt]: readonly [string, string], east: number) {
  await execute('designBeat', drawing(code, squareAt(east)));
  const answer = await execute('openShift', { beatId: idOf(code), kind: 'H24', startsAt, endsAt });
  return (answer['shift'] as { id: string }).id;
}

async function shown() {
  const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Officer {
    assignment { groundLost shift { id roster { officer { id } } } }
    assignments { edges { node { shift { id roster { officer { id } } undersizedCell }
      withdrawal { reason by { role } } } } } } } }`;
  type Shown = { _entities: [{ assignment: unknown; assignments: { edges: { node: object }[] } }] };
  const of = [{ __typename: 'Officer', id: officerId }];
  const [{ assignment, assignments }] = (await query<Shown>(commander09, text, { of }))._entities;
  return { assignment, assignments: assignments.edges.map(({ node }) => node) };
}

/** For each shift of a beat, its cancellation or null. */
async function heldIn(code: string, which = '') {
  const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Beat {
    shifts${which} { edges { node { cancellation { reason by { role } } } } } } } }`;
  type Shown = { _entities: [{ shifts: { edges: { node: { cancellation: object | null } }[] } }] };
  const of = [{ __typename: 'Beat', id: idOf(code) }];
  const [{ shifts }] = (await query<Shown>(commander09, text, { of }))._entities;
  return shifts.edges.map(({ node }) => node.cancellation);
}

test('whoever is in the roster of a wrong shift to come is taken out of it and put into the right one (BR-B1)', async () => {
  const tomorrow = [inDays(1), inDays(1.9)] as const;
  const wrong = await newShift('W-1', tomorrow, 85);
  const right = await newShift('W-2', tomorrow, 95);
  const assign = (shiftId: string) => execute('assignOfficer', { officerId, shiftId, role: 'MEMBER' });
  const withdrawing = { officerId, shiftId: wrong, reason: 'MISTAKE' };
  await others.tell('training', 'restricted', officerId, {
    ...{ type: 'OfficerRegistered', officerId, municipality: null },
  });
  await others.tell('training', 'public', officerId, {
    ...{ type: 'CertificateIssued', officerId, kind: 'CUP', issuedAt: { ms: 0, offsetMin: 0 } },
    certificateId,
    validUntil: { ms: Date.now() + 600 * DAY_MS, offsetMin: 0 },
  });
  await eventually(
    async () => ((await assign(wrong)).code === undefined ? true : undefined),
    'the certificate was noted',
  );
  expect(await assign(right)).toMatchObject({ code: 'AlreadyAssigned' });
  expect(await codeOf(send('withdrawAssignment', withdrawing, commander14))).toBe('FORBIDDEN');
  expect(
    await execute('withdrawAssignment', { ...withdrawing, shiftId: idFor('09', 'beatshift', 'none') }),
  ).toMatchObject({ code: 'ShiftNotFound' });
  expect(await execute('withdrawAssignment', withdrawing)).toMatchObject({ assignment: { role: 'MEMBER' } });
  expect(await execute('withdrawAssignment', withdrawing)).toMatchObject({ code: 'NotAssigned' });
  expect(await assign(right)).toMatchObject({ assignment: { role: 'MEMBER' } });
  const { assignment, assignments } = await shown();
  const roster = [{ officer: { id: officerId } }];
  expect(assignment).toEqual({ groundLost: false, shift: { id: right, roster } });
  expect(assignments).toHaveLength(2);
  expect(assignments).toEqual(
    expect.arrayContaining([
      { shift: { id: right, roster, undersizedCell: true }, withdrawal: null },
      {
        shift: { id: wrong, roster: [], undersizedCell: true },
        withdrawal: { reason: 'MISTAKE', by: { role: 'commander' } },
      },
    ]),
  );
  // A shift with somebody in its roster cannot be cancelled; the wrong one is, and then takes nobody.
  const cancelling = { shiftId: right, reason: 'MISTAKE' };
  expect(await execute('cancelShift', cancelling)).toMatchObject({ code: 'ShiftFilled' });
  expect(await codeOf(send('cancelShift', { ...cancelling, shiftId: wrong }, commander14))).toBe('FORBIDDEN');
  expect(await execute('cancelShift', { ...cancelling, shiftId: wrong })).toHaveProperty('shift');
  expect(await assign(wrong)).toMatchObject({ code: 'ShiftCancelled' });
  expect(await heldIn('W-1')).toEqual([{ reason: 'MISTAKE', by: { role: 'commander' } }]);
  expect(await heldIn('W-1', '(notOver: true)')).toEqual([]);
  expect(await newShift('W-1', tomorrow, 85)).toBe(wrong);
  expect(await heldIn('W-1')).toEqual([null]);
  // An officer who was taken out may be put in again.
  expect(await execute('withdrawAssignment', { ...withdrawing, shiftId: right })).toHaveProperty(
    'assignment',
  );
  expect(await assign(wrong)).toMatchObject({ assignment: { role: 'MEMBER' } });
});

test('of an assignment and a cancellation in one instant only one holds', async () => {
  for (let round = 0; round < 5; round++) {
    const shiftId = await newShift('R-1', [inDays(10 + round), inDays(10.5 + round)], 105);
    const both = await Promise.all([
      execute('assignOfficer', { officerId, shiftId, role: 'MEMBER' }),
      execute('cancelShift', { shiftId, reason: 'MISTAKE' }),
    ]);
    expect([undefined, 'ShiftCancelled']).toContain(both[0].code);
    expect(both[1].code).toBe(both[0].code === undefined ? 'ShiftFilled' : undefined);
  }
});

test('whoever fills a shift is told that the ground of an assignment to come has gone (BR-T7)', async () => {
  await others.tell('authorities', 'public', idFor('09', 'adoption', '09007'), {
    ...{ type: 'ProfileAdopted', territory: '09007', version: 1, certificationGate: 'RESTRICTED_ROLE' },
    ...{ profile: DEFAULT_PROFILE, from: instantAt(Date.now(), 'America/Mexico_City') },
  });
  const { shift } = (await shown()).assignment as { readonly shift: { readonly id: string } };
  const joins = async (name: string) => {
    const newcomerId = idFor('09', 'officer', name);
    await others.tell('training', 'restricted', newcomerId, {
      ...{ type: 'OfficerRegistered', officerId: newcomerId, municipality: null },
    });
    const assigning = { officerId: newcomerId, shiftId: shift.id, role: 'MEMBER' };
    return eventually(async () => {
      const { code, assignment } = await execute('assignOfficer', assigning);
      return code === 'OfficerNotRegistered' ? undefined : { code, assignment };
    }, 'the registration was noted');
  };
  let names = 0;
  await eventually(
    async () => ((await joins(`uncertified ${names++}`)).code === undefined ? true : undefined),
    'the gate was noted',
  );
  await others.tell('training', 'public', officerId, {
    ...{ type: 'CertificateRevoked', officerId, certificateId, revokedAt: instantAt(Date.now(), 'UTC') },
  });
  await eventually(async () => {
    const told = (await shown()).assignment as { readonly groundLost: boolean };
    return told.groundLost ? true : undefined;
  }, 'the revocation was noted');
  // The assignment stands until somebody decides; they are shown that its ground is lost.
  const { roster } = ((await shown()).assignment as { shift: { roster: object[] } }).shift;
  expect(roster).toContainEqual({ officer: { id: officerId } });
  // Meanwhile that officer accompanies nobody who lacks the certificate, too (BR-T3).
  expect(await joins('uncertified and alone')).toMatchObject({ code: 'CertificateMissing' });
});
