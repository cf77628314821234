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

const officerId = idFor('09', 'officer', 'without-certificate');
const inHours = (hours: number) =>
  formatInstant(instantAt(Date.now() + hours * 3_600_000, 'America/Mexico_City'));

test('whom the gate refuses serves for one shift by the decision of a commander, which is shown and taken back (ST-4)', async () => {
  await others.tell('training', 'restricted', officerId, {
    ...{ type: 'OfficerRegistered', officerId, municipality: null },
  });
  await execute('designBeat', drawing('OV-1', squareAt(120)));
  const times = { startsAt: inHours(24), endsAt: inHours(32) };
  const opened = await execute('openShift', { beatId: idOf('OV-1'), kind: 'M', ...times });
  const { id: shiftId } = opened['shift'] as { id: string };
  const refused = async () => (await execute('assignOfficer', { officerId, shiftId, role: 'OWNER' })).code;
  await eventually(
    async () => ((await refused()) === 'CertificateMissing' ? true : undefined),
    'the officer was noted',
  );
  const overriding = { officerId, shiftId, role: 'OWNER', reason: 'EMERGENCY' };
  expect(await codeOf(send('overrideGate', overriding, commander14))).toBe('FORBIDDEN');
  expect(await execute('overrideGate', overriding)).toMatchObject({
    assignment: { role: 'OWNER', eligibility: { decision: 'OVERRIDE' } },
  });
  const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Officer {
    assignments { edges { node { override { reason expiresAt } by { role } groundLost withdrawal { reason } } } } } } }`;
  type Shown = { _entities: [{ assignments: { edges: { node: object }[] } }] };
  const shown = async () => {
    const of = [{ __typename: 'Officer', id: officerId }];
    const [{ assignments }] = (await query<Shown>(commander09, text, { of }))._entities;
    return assignments.edges.map(({ node }) => node);
  };
  const override = { reason: 'EMERGENCY', expiresAt: times.endsAt };
  const known = { override, by: { role: 'commander' }, groundLost: false };
  expect(await shown()).toEqual([{ ...known, withdrawal: null }]);
  await execute('withdrawAssignment', { officerId, shiftId, reason: 'REPLANNED' });
  expect(await shown()).toEqual([{ ...known, withdrawal: { reason: 'REPLANNED' } }]);
  expect(await refused()).toBe('CertificateMissing');
});
