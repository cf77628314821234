import { idFor } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import { officersKnown } from '../eligibility/officers-known.ts';
import { periodId } from '../period.ts';
import { commander09, execute, now, others, query, running, useBeats } from '../testing/subgraph.ts';

useBeats();

test('an officer whom training has not registered is on duty under a flag, until training is heard (BR-T3)', async () => {
  const officerId = idFor('09', 'officer', 'unheard-of');
  const flags = async () => {
    const text = `{ flaggedDuties(entity: "09", first: 100) { edges { node {
      officer { id } startedAt flag { reason certificationGate clearedAt basis { profileId parameter } } } } } }`;
    const { flaggedDuties } = await query<{
      flaggedDuties: { edges: { node: { officer: { id: string }; startedAt: string } }[] };
    }>(commander09, text);
    return flaggedDuties.edges.find(({ node }) => node.officer.id === officerId)?.node;
  };
  expect(await execute('startDuty', { officerId, method: 'ROLLCALL' })).toMatchObject({
    __typename: 'OfficerDutyAccepted',
  });
  const listed = await eventually(flags, 'the duty was listed');
  expect(listed).toMatchObject({
    flag: {
      ...{ reason: 'UNKNOWN_TO_TRAINING', certificationGate: 'BLOCK', clearedAt: null },
      basis: { profileId: 'mx-mnpjc-proximidad', parameter: 'enforcement.certificationGate' },
    },
  });
  await others.tell('training', 'restricted', officerId, {
    ...{ type: 'OfficerRegistered', officerId, municipality: null },
  });
  await eventually(async () => ((await flags()) === undefined ? true : undefined), 'it was listed no more');
  // The year of the place, whatever year it is on this machine.
  const year = listed.startedAt.slice(0, 'yyyy'.length);
  const { events } = await running.service.log.read(`officerduty_${periodId(officerId, year)}`);
  expect(events.map(({ type }) => type)).toEqual([
    ...['OfficerDutyOpened', 'OfficerDutyStarted', 'OfficerDutyFlagged', 'OfficerDutyFlagCleared'],
  ]);
  // An officer whom training has registered goes on duty without a flag.
  const known = idFor('09', 'officer', 'heard-of');
  await others.tell('training', 'restricted', known, {
    ...{ type: 'OfficerRegistered', officerId: known, municipality: null },
  });
  await eventually(
    async () => (running.service.readModels.table(officersKnown).get(known) ? true : undefined),
    'the registration was noted',
  );
  await execute('startDuty', { officerId: known, method: 'ROLLCALL' });
  const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Officer { duty { flag { reason } } } } }`;
  const of = [{ __typename: 'Officer', id: known }];
  await eventually(async () => {
    type Shown = { _entities: [{ duty: { flag: unknown } | null }] };
    const { duty } = (await query<Shown>(commander09, text, { of }))._entities[0];
    return duty && { flag: duty.flag };
  }, 'the duty was shown').then((duty) => expect(duty).toEqual({ flag: null }));
});

test('an officer who has left the service goes on duty under a flag, until training says that they came back (BR-T3)', async () => {
  const officerId = idFor('09', 'officer', 'gone');
  const known = () => running.service.readModels.table(officersKnown).get(officerId);
  const registered = { type: 'OfficerRegistered', officerId, municipality: '09007' } as const;
  const instant = now();
  await others.tell('training', 'restricted', officerId, registered);
  await others.tell('training', 'restricted', officerId, {
    ...{ type: 'OfficerTransferred', officerId, municipality: '09006', transferredAt: instant },
  });
  await eventually(
    async () => (known()?.municipality === '09006' ? true : undefined),
    'the transfer was noted',
  );
  await others.tell('training', 'restricted', officerId, {
    ...{ type: 'OfficerSeparated', officerId, separatedAt: instant },
  });
  await eventually(async () => (known()?.separatedAt ? true : undefined), 'the separation was noted');
  expect(await execute('startDuty', { officerId, method: 'ROLLCALL' })).toHaveProperty('duty');
  await eventually(async () => (known()?.flaggedSince ? true : undefined), 'the duty is under a flag');
  type Flagged = { flaggedDuties: { edges: { node: { officer: { id: string }; flag: object } }[] } };
  const text =
    '{ flaggedDuties(entity: "09", first: 100) { edges { node { officer { id } flag { reason } } } } }';
  const { edges } = (await query<Flagged>(commander09, text)).flaggedDuties;
  expect(edges.find(({ node }) => node.officer.id === officerId)?.node.flag).toEqual({
    reason: 'LEFT_SERVICE',
  });
  expect(known()).toMatchObject({ registered: false, toClear: false });
  await others.tell('training', 'restricted', officerId, registered);
  await eventually(async () => (known()?.flaggedSince === null ? true : undefined), 'the flag was cleared');
  expect(known()).toMatchObject({ registered: true, separatedAt: null, municipality: '09007' });
});
