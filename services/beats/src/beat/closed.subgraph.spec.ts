import { randomUUID } from 'node:crypto';
import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import {
  ask,
  commander09,
  drawing,
  execute,
  idOf,
  middleOf,
  squareAt,
  useBeats,
} from '../testing/subgraph.ts';

/* What is told late of a beat that was closed meanwhile lies in the time in which the beat was on the map. */

useBeats();

const HOUR_MS = 3_600_000;
const began = Date.now();
const ago = (hours: number) => formatInstant(instantAt(began - hours * HOUR_MS, 'America/Mexico_City'));
const [beatId, officerId] = [idOf('Z-1'), idFor('09', 'officer', 'of a closed beat')];

beforeAll(async () => {
  await execute('designBeat', drawing('Z-1', squareAt(140), { occurredAt: ago(48) }));
  await execute('closeBeat', { beatId, occurredAt: ago(4) });
});

async function codeOf(mutation: string, input: object): Promise<unknown> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { told: ${mutation}(input: $input) { __typename ... on Refusal { code } } }`;
  const variables = { input: { commandId: randomUUID(), beatId, ...input } };
  const { data, errors } = await ask<{ told: Record<string, unknown> }>(commander09, text, variables);
  expect(errors).toBeUndefined();
  return data!.told['code'];
}

const members = [{ officerId, corps: 'PNP' }];
/** Each with why it is refused once the beat does not stand in its way. */
const told: [mutation: string, input: object, otherwise: string | undefined][] = [
  ['nameOwner', { officerId }, 'NoNamedOwner'],
  ['beginJointPatrol', { members, commanderId: officerId }, 'JointPatrolsNotInModel'],
  ['setDemand', { parts: [{ amount: 8 }] }, 'DemandNotInModel'],
  ['enterPhase', { phase: 'PLANNING', lead: 'auth-09' }, 'PhasesNotInModel'],
  ['openProblem', { code: '40103', source: 'CITIZEN' }, undefined],
];

test.each(told)('%s: told late of the time before the closing, and refused after it', async (...one) => {
  const [mutation, input, otherwise] = one;
  expect(await codeOf(mutation, input)).toBe('BeatClosed');
  expect(await codeOf(mutation, { ...input, occurredAt: ago(3) })).toBe('BeatClosed');
  expect(await codeOf(mutation, { ...input, occurredAt: ago(5) })).toBe(otherwise);
});

test('a shift that began before the closing is opened late, one that begins after it is not', async () => {
  const shift = (from: number, occurredAt: string) =>
    codeOf('openShift', { kind: 'H24', startsAt: ago(from), endsAt: ago(from - 8), occurredAt });
  expect(await shift(10, ago(0))).toBe('BeatClosed');
  expect(await shift(3, ago(20))).toBe('BeatClosed');
  expect(await shift(10, ago(20))).toBeUndefined();
});

test('an action that begins before the closing is planned late, one that begins after it is not', async () => {
  const plan = (from: number) => {
    const window = { from: ago(from), until: ago(from - 2), occurredAt: ago(20) };
    return codeOf('planAction', { action: 'PRESENCE', place: middleOf(140), ...window });
  };
  expect(await plan(3)).toBe('BeatClosed');
  expect(await plan(10)).toBe('ActionsNotInModel');
});
