import { randomUUID } from 'node:crypto';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import {
  ask,
  commander09,
  drawing,
  execute,
  idOf,
  middleOf,
  OFFSET_MIN,
  others,
  squareAt,
  useBeats,
} from '../testing/subgraph.ts';

/* What is told late of an officer lies in the duty of then, not in the last one. */

useBeats();

const HOUR_MS = 3_600_000;
const began = Date.now();
const [officerId, guardId] = [idFor('09', 'officer', 'late'), idFor('09', 'officer', 'guard')] as const;
/** That many hours ago. */
const ago = (hours: number) => formatInstant(instantAt(began - hours * HOUR_MS, 'America/Mexico_City'));

async function told(mutation: string, input: object, answer = '__typename') {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { told: ${mutation}(input: $input) {
    ... on Refusal { code rule } ${answer} } }`;
  const input_ = { input: { commandId: randomUUID(), ...input } };
  const { data, errors } = await ask<{ told: Readonly<Record<string, unknown>> }>(commander09, text, input_);
  expect(errors).toBeUndefined();
  return data!.told;
}

/** Both on duty from 40 to 30 hours ago, and the officer again since 8 hours ago. */
beforeAll(async () => {
  const [withActions, withPatrols] = [
    modelProfiles.find(({ presence }) => presence.mode === 'ACTIONS')!,
    modelProfiles.find(({ mixedPatrol }) => mixedPatrol !== null)!,
  ];
  await others.tell('authorities', 'public', idFor('09', 'adoption', '09007'), {
    ...{ type: 'ProfileAdopted', territory: '09007', version: 1, certificationGate: 'WARN' },
    profile: { ...withPatrols, presence: withActions.presence },
    from: { ms: Date.parse('2024-12-01T00:00:00-06:00'), offsetMin: OFFSET_MIN },
  });
  await others.tell('training', 'restricted', officerId, {
    ...{ type: 'OfficerRegistered', officerId, municipality: '09007' },
  });
  await execute('designBeat', drawing('S-1', squareAt(120), { occurredAt: ago(100) }));
  for (const who of [officerId, guardId]) {
    await execute('startDuty', { officerId: who, method: 'ROLLCALL', occurredAt: ago(40) });
    await execute('endDuty', { officerId: who, reason: 'NORMAL', occurredAt: ago(30) });
  }
  await execute('startDuty', { officerId, method: 'ROLLCALL', occurredAt: ago(8) });
});

test('an action is done by whoever was on duty then, though another duty has begun since (BR-B20)', async () => {
  const action = {
    ...{ beatId: idOf('S-1'), action: 'PRESENCE', place: middleOf(120) },
    ...{ from: ago(36), until: ago(20), occurredAt: ago(48) },
  };
  const planned = await eventually(async () => {
    const answer = await told('planAction', action, '... on PlannedActionAccepted { plannedAction { id } }');
    return answer['plannedAction'] as { id: string } | undefined;
  }, 'the model was noted');
  const done = (hours: number) => {
    const report = { plannedActionId: planned.id, officerId, point: middleOf(120), occurredAt: ago(hours) };
    const state = '... on PlannedActionAccepted { plannedAction { state } }';
    return told('reportActionDone', report, state);
  };
  expect(await done(25)).toMatchObject({ code: 'NotOnDuty' });
  expect(await done(35)).toEqual({ plannedAction: { state: 'DONE' } });
});

test('members of a joint patrol are on duty when it begins and in all that they do in it (BR-B23)', async () => {
  const members = [
    { officerId, corps: 'PNP' },
    { officerId: guardId, corps: 'SERENO' },
  ];
  const begins = (hours: number) =>
    told(
      'beginJointPatrol',
      { beatId: idOf('S-1'), members, commanderId: officerId, occurredAt: ago(hours) },
      '... on JointPatrolAccepted { jointPatrol { id } }',
    );
  const asked = 'query ($id: ID!) { beat(id: $id) { jointPatrolCorps { code police commands } } }';
  const { data } = await ask<{ beat: object }>(commander09, asked, { id: idOf('S-1') });
  expect(data!.beat).toEqual({
    jointPatrolCorps: [
      { code: 'PNP', police: true, commands: true },
      { code: 'SERENO', police: false, commands: false },
    ],
  });
  expect(await begins(25)).toMatchObject({ code: 'MemberNotOnDuty', rule: 'BR-B23' });
  const { id: jointPatrolId } = (await begins(38))['jointPatrol'] as { id: string };
  const acts = (hours: number) =>
    told(
      'recordPatrolAct',
      { jointPatrolId, officerId, act: 'ARREST', occurredAt: ago(hours) },
      '... on JointPatrolAccepted { jointPatrol { acts { number } } }',
    );
  expect(await acts(25)).toMatchObject({ code: 'MemberNotOnDuty', rule: 'BR-B23' });
  expect(await acts(35)).toEqual({ jointPatrol: { acts: [{ number: 1 }] } });
});

describe('a duty of the last night of a year', () => {
  const [lateId, nightId] = [idFor('09', 'officer', 'told late'), idFor('09', 'officer', 'night')] as const;
  const served = async (who: string, from: string, to: string) => {
    const text = `query ($of: [_Any!]!, $from: DateTime!, $to: DateTime!) { _entities(representations: $of) {
      ... on Officer { duties(from: $from, to: $to) { startedAt endedAt history { edges { node { type } } } } } } }`;
    const variables = { of: [{ __typename: 'Officer', id: who }], from, to };
    const { data, errors } = await ask<{ _entities: { duties: unknown }[] }>(commander09, text, variables);
    expect(errors).toBeUndefined();
    return data!._entities[0]!.duties;
  };
  const serve = async (who: string, from: string, to: string) => {
    const begin = { officerId: who, method: 'ROLLCALL', occurredAt: from };
    expect(await execute('startDuty', begin)).toHaveProperty('duty');
    const end = { officerId: who, reason: 'NORMAL', occurredAt: to };
    expect(await execute('endDuty', end)).toHaveProperty('duty');
  };
  const history = { edges: expect.arrayContaining([{ node: { type: 'OfficerDutyStarted' } }]) };

  test('has its end and its history, though it ended in the next year', async () => {
    await serve(nightId, '2024-12-31T22:00:00-06:00', '2025-01-01T06:00:00-06:00');
    const startedAt = '2024-12-31T22:00:00.000-06:00';
    const duty = { startedAt, endedAt: '2025-01-01T06:00:00.000-06:00', history };
    expect(await served(nightId, '2024-12-31T20:00:00-06:00', '2024-12-31T23:59:59-06:00')).toEqual([duty]);
  });

  test('is found, and counts for what was done in it, though it was told of in the next year (BR-B23)', async () => {
    await serve(lateId, '2024-12-30T06:00:00-06:00', '2024-12-30T14:00:00-06:00');
    await execute('designBeat', drawing('S-2', squareAt(130), { occurredAt: '2024-12-01T00:00:00-06:00' }));
    const night = { startsAt: '2024-12-31T22:00:00-06:00', endsAt: '2025-01-01T06:00:00-06:00' };
    const shift = { beatId: idOf('S-2'), kind: 'N', ...night, occurredAt: '2024-12-30T12:00:00-06:00' };
    const { id: shiftId } = (await execute('openShift', shift))['shift'] as { id: string };
    const assigning = { officerId: lateId, shiftId, role: 'MEMBER', occurredAt: '2025-01-01T00:10:00-06:00' };
    expect(await execute('assignOfficer', assigning)).toHaveProperty('assignment');
    await serve(lateId, '2024-12-31T21:50:00-06:00', '2024-12-31T23:50:00-06:00');
    await serve(lateId, '2025-01-02T06:00:00-06:00', '2025-01-02T14:00:00-06:00');
    const duty = { startedAt: '2024-12-31T21:50:00.000-06:00', endedAt: '2024-12-31T23:50:00.000-06:00' };
    expect(await served(lateId, '2024-12-31T21:00:00-06:00', '2024-12-31T23:00:00-06:00')).toEqual([
      { ...duty, history },
    ]);
    const members = [
      { officerId: lateId, corps: 'PNP' },
      { officerId: nightId, corps: 'SERENO' },
    ];
    const patrol = {
      beatId: idOf('S-2'),
      members,
      commanderId: lateId,
      occurredAt: '2024-12-31T23:00:00-06:00',
    };
    await others.tell('training', 'restricted', lateId, {
      ...{ type: 'OfficerRegistered', officerId: lateId, municipality: '09007' },
    });
    const begun = await eventually(async () => {
      const answer = await told('beginJointPatrol', patrol);
      return answer['code'] === 'OfficerNotRegistered' ? undefined : answer;
    }, 'the registration was noted');
    expect(begun).toEqual({ __typename: 'JointPatrolAccepted' });
  });

  test('is found though years passed of which nothing was recorded before it was told', async () => {
    const awayId = idFor('09', 'officer', 'away');
    await serve(awayId, '2022-12-30T06:00:00-06:00', '2022-12-30T14:00:00-06:00');
    const night = { startsAt: '2024-12-05T22:00:00-06:00', endsAt: '2024-12-06T06:00:00-06:00' };
    const shift = { beatId: idOf('S-2'), kind: 'N', ...night, occurredAt: '2024-12-02T12:00:00-06:00' };
    const { id: shiftId } = (await execute('openShift', shift))['shift'] as { id: string };
    const assigning = { officerId: awayId, shiftId, role: 'MEMBER', occurredAt: '2024-12-03T00:10:00-06:00' };
    expect(await execute('assignOfficer', assigning)).toHaveProperty('assignment');
    await serve(awayId, '2022-12-31T21:50:00-06:00', '2022-12-31T23:50:00-06:00');
    const duty = { startedAt: '2022-12-31T21:50:00.000-06:00', endedAt: '2022-12-31T23:50:00.000-06:00' };
    const asked = ['2022-12-31T21:00:00-06:00', '2022-12-31T23:00:00-06:00'] as const;
    expect(await served(awayId, ...asked)).toEqual([{ ...duty, history }]);
    await serve(awayId, '2025-03-02T06:00:00-06:00', '2025-03-02T14:00:00-06:00');
    expect(await served(awayId, ...asked)).toEqual([{ ...duty, history }]);
  });
});

test('a duty that began by mistake was not served, and another begins at once (BR-B2)', async () => {
  const who = idFor('09', 'officer', 'asleep');
  const begin = (hours: number) =>
    execute('startDuty', { officerId: who, method: 'ROLLCALL', occurredAt: ago(hours) });
  await begin(20);
  await execute('endDuty', { officerId: who, reason: 'NORMAL', occurredAt: ago(14) });
  expect(await begin(3)).toMatchObject({ duty: { endedAt: null } });
  const mistaken = { officerId: who, reason: 'STARTED_BY_MISTAKE' };
  expect(await execute('endDuty', mistaken)).toMatchObject({ duty: { startedAt: ago(3), endedAt: ago(3) } });
  expect(await begin(1)).toMatchObject({ duty: { startedAt: ago(1), endedAt: null } });
  const text = `query ($of: [_Any!]!, $from: DateTime!, $to: DateTime!) { _entities(representations: $of) {
    ... on Officer { duties(from: $from, to: $to) { startedAt endedAt } } } }`;
  const of = [{ __typename: 'Officer', id: who }];
  const { data } = await ask<{ _entities: object[] }>(commander09, text, { of, from: ago(30), to: ago(0) });
  expect(data!._entities).toEqual([
    {
      duties: [
        { startedAt: ago(20), endedAt: ago(14) },
        { startedAt: ago(1), endedAt: null },
      ],
    },
  ]);
});
