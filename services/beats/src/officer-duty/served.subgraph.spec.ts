import { randomUUID } from 'node:crypto';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import {
  ask,
  commander09,
  DAY_MS,
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
    from: { ms: began - 10 * DAY_MS, offsetMin: OFFSET_MIN },
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
