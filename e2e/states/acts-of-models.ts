import { modelProfiles } from '@proximidad/catalogues/profiles';
import { idFor } from '@proximidad/eventsourcing';
import { randomUUID } from 'node:crypto';
import { eventually, type Result } from '../platform.ts';
import { head, platform } from '../stage.ts';

/* What only some models provide for, through the gateway: each in the town under that model, after the week. */

export const STATE = '20';
export const COMMANDER = `commander-${STATE}`;
export const HOUR_MS = 3_600_000;

/** The beat that the week drew in a town. */
export const beatOf = (town: string) => idFor(STATE, 'beat', 'seguridad-20', '2026', `M-${town}`);
export const middleOf = (town: string) => ({ lon: -97 + 0.02 * Number(town.slice(2)) + 0.005, lat: 17.005 });
export const timeOf = (ms: number) => new Date(ms).toISOString();
export const run = (mutation: string, input: object, selected?: string): Promise<Result> =>
  platform.execute(COMMANDER, mutation, { commandId: randomUUID(), ...input }, selected);
export const idIn = (result: Result, field: string) => (result[field] as { id: string }).id;

/** What was considered when a beat was drawn, as its model requires. */
export async function dossierOfDesign(town: string): Promise<void> {
  const colombia = modelProfiles.find(({ profileId }) => profileId === 'co-mnvcc-cuadrantes')!;
  const [first, ...others] = colombia.territory.criteria;
  const study = (criteria: unknown[]) =>
    run(
      'studyBeat',
      { beatId: beatOf(town), criteria },
      '... on BeatAccepted { beat { study { criteria missing outdated } } }',
    );
  expect((await study([first]))['beat']).toEqual({
    study: { criteria: [first], missing: others, outdated: false },
  });
  expect(await study(['lo que sea'])).toMatchObject({ code: 'CriterionNotInModel' });
}

/** Two actions of a day: one is done and one is missed, as of any moment; a beat of another model has none. */
export async function tableOfActions(town: string, day: number, elsewhere: string): Promise<void> {
  const plan = (change = {}) => planned(town, day, change);
  const owed = idIn(await plan(), 'plannedAction');
  const omitted = idIn(await plan({ action: 'PLACE_CHECK' }), 'plannedAction');
  expect(await plan({ beatId: beatOf(elsewhere), place: middleOf(elsewhere) })).toMatchObject({
    ...{ code: 'ActionsNotInModel', rule: 'BR-B20' },
  });
  expect(await plan({ place: middleOf(elsewhere) })).toMatchObject({ code: 'PlaceOutsideBeat' });
  const before = await doneOnly(town, day, { plannedActionId: owed, afar: middleOf(elsewhere) });

  await eventually('the action that nobody did is missed', async () => {
    const { plannedActions } = await told(town, day, COMMANDER);
    const missed = plannedActions.edges.some(({ node }) => node.id === omitted && node.state === 'MISSED');
    return missed ? true : undefined;
  });
  const { actionFulfilment } = await told(town, day, COMMANDER);
  expect(actionFulfilment).toEqual({ due: 2, done: 1, missed: 1, share: 0.5 });
  const past = await told(town, day, COMMANDER, before);
  expect(past.actionFulfilment).toEqual({ due: 2, done: 0, missed: 2, share: 0 });
  const nothing = { actionFulfilment: null, plannedActions: { edges: [] } };
  expect(await told(town, day, 'commander-09')).toEqual(nothing);

  const cancelling = { plannedActionId: omitted, reason: 'NO_MEANS' };
  expect(await run('cancelAction', cancelling)).toMatchObject({ code: 'ActionNotOpen' });
  const accepted = '... on PlannedActionAccepted { plannedAction { state } }';
  await run('undoAction', { plannedActionId: owed, reason: 'MISTAKE' }, accepted);
  const undone = await told(town, day, COMMANDER);
  expect(undone.actionFulfilment).toEqual({ due: 2, done: 0, missed: 2, share: 0 });
}

export function planned(town: string, day: number, change: object): Promise<Result> {
  const window = { from: timeOf(day + 2 * HOUR_MS), until: timeOf(day + 4 * HOUR_MS) };
  const planning = { ...window, action: 'PRESENCE', place: middleOf(town), occurredAt: timeOf(day) };
  return run(
    'planAction',
    { beatId: beatOf(town), ...planning, ...change },
    '... on PlannedActionAccepted { plannedAction { id state } }',
  );
}

/** Done if done on duty, at the place and in time, and not otherwise; returns where the log was before. */
async function doneOnly(
  town: string,
  day: number,
  { plannedActionId, afar }: { readonly plannedActionId: string; readonly afar: object },
): Promise<string> {
  const officerId = idFor(STATE, 'officer', town, 'table of actions');
  const report = { plannedActionId, officerId, point: middleOf(town), occurredAt: timeOf(day + 3 * HOUR_MS) };
  const done = (change = {}) =>
    run(
      'reportActionDone',
      { ...report, ...change },
      '... on PlannedActionAccepted { plannedAction { state officer { id } distanceMetres } }',
    );
  expect(await done()).toMatchObject({ code: 'NotOnDuty' });
  await run('startDuty', { officerId, method: 'ROLLCALL', occurredAt: timeOf(day + HOUR_MS) });
  expect(await done({ point: afar })).toMatchObject({ code: 'TooFarFromPlace' });
  expect(await done({ occurredAt: timeOf(day + 5 * HOUR_MS) })).toMatchObject({ code: 'ActionOutOfTime' });
  const before = await head();
  expect((await done())['plannedAction']).toEqual({
    ...{ state: 'DONE', officer: { id: officerId }, distanceMetres: 0 },
  });
  return before;
}

async function told(town: string, day: number, user: string, asOf?: string) {
  const span = `from: "${timeOf(day)}", to: "${timeOf(day + 24 * HOUR_MS)}"`;
  const { data } = await platform.ask<{
    beat: {
      actionFulfilment: object | null;
      plannedActions: { edges: { node: { id: string; state: string } }[] };
    };
  }>(
    user,
    `query ${asOf ? `@asOf(position: "${asOf}")` : ''} { beat(id: "${beatOf(town)}") {
      actionFulfilment(${span}) { due done missed share }
      plannedActions { edges { node { id state } } } } }`,
  );
  return data!.beat;
}

/**
 * Five visits of a week, of which the model requires five; an assembly that was not held; and users who may not see
 * contacts are told nothing.
 */
export async function quotasOfContacts(town: string): Promise<void> {
  const visited = (durationSeconds: number) =>
    run(
      'recordContact',
      {
        ...{ beatId: beatOf(town), kind: 'VISITA_CASA_A_CASA', outcome: 'ATENDIDO', durationSeconds },
        ...{ people: { adults: 1, minors: 0 }, officerIds: [idFor(STATE, 'officer', town, 'quotas')] },
      },
      '... on ContactAccepted { contact { id } }',
    );
  await eventually('contacts has heard of the beat', async () =>
    (await visited(59)).code === undefined ? true : undefined,
  );
  for (let visits = 0; visits < 5; visits++) await visited(240);
  const quotas = async (user: string) => {
    const { data } = await platform.ask<{ beat: { contactQuotas: object[] | null } }>(
      user,
      `{ beat(id: "${beatOf(town)}") { contactQuotas(periods: 1) {
        kind days asked missed periods { made fulfilled missed } } } }`,
    );
    return data!.beat.contactQuotas;
  };
  expect(await quotas(COMMANDER)).toEqual([
    {
      ...{ kind: 'ASAMBLEA_BARRIAL', days: 90, asked: 1, missed: 0 },
      periods: [{ made: 0, fulfilled: false, missed: false }],
    },
    {
      ...{ kind: null, days: 7, asked: 5, missed: 0 },
      periods: [{ made: 5, fulfilled: true, missed: false }],
    },
  ]);
  expect(await quotas('commander-09')).toBeNull();
  expect(await quotas(`operator-${STATE}`)).toBeNull();
}

/**
 * The mayor raises it, a landlord takes part: it is resolved when somebody outside the police confirms it; and it
 * comes back.
 */
export async function problemWithPartners(town: string): Promise<void> {
  const selected = `... on ProblemAccepted { problem { id method stages stage partners open result confirmedBy
    actions { number responsible outcome late } } }`;
  const opening = { beatId: beatOf(town), code: '31112', source: 'MAYORS_OFFICE' };
  const opened = await run('openProblem', opening, selected);
  expect(opened['problem']).toMatchObject({
    ...{ method: 'GPO', stage: 'IDENTIFIED', partners: [], open: true, actions: [] },
  });
  const problemId = idIn(opened, 'problem');
  const does = (mutation: string, input: object) => run(mutation, { problemId, ...input }, selected);
  await does('enterProblemStage', { stage: 'GPO_OPENED' });
  expect(await does('enterProblemStage', { stage: 'SCAN' })).toMatchObject({ code: 'StageNotInMethod' });
  const dueAt = timeOf(Date.now() + 24 * HOUR_MS);
  const agreeing = { ambit: 'SITUATIONAL', responsible: 'HOUSING', dueAt };
  expect(await does('agreeProblemAction', agreeing)).toMatchObject({ code: 'NotAPartner' });
  await does('joinProblem', { partner: 'HOUSING' });
  expect((await does('agreeProblemAction', agreeing))['problem']).toMatchObject({
    ...{
      partners: ['HOUSING'],
      actions: [{ number: 1, responsible: 'HOUSING', outcome: null, late: false }],
    },
  });
  await does('settleProblemAction', { number: 1, outcome: 'DONE' });
  const closing = { result: 'RESOLVED', reason: 'CEASED' };
  expect(await does('closeProblem', closing)).toMatchObject({ code: 'ConfirmationNeeded', rule: 'BR-B21' });
  expect((await does('closeProblem', { ...closing, confirmedBy: 'HOUSING' }))['problem']).toMatchObject({
    ...{ open: false, result: 'RESOLVED', confirmedBy: 'HOUSING', actions: [{ outcome: 'DONE' }] },
  });
  expect((await does('reopenProblem', { reason: 'CAME_BACK' }))['problem']).toMatchObject({
    ...{ open: true, result: null, stage: 'GPO_OPENED' },
  });
  const asked = `{ beat(id: "${beatOf(town)}") { problems { edges { node { id } } } } }`;
  const seenBy = async (user: string) =>
    (
      await platform.ask<{ beat: { problems: { edges: { node: { id: string } }[] } } }>(user, asked)
    ).data!.beat.problems.edges.map(({ node }) => node.id);
  expect(await seenBy(COMMANDER)).toEqual([problemId]);
  expect(await seenBy('commander-09')).toEqual([]);
}

/**
 * A sergeant and a municipal guard: the guard neither commands nor arrests, and hands over the person they hold;
 * elsewhere there is no such patrol.
 */
export async function patrolTogether(town: string, elsewhere: string): Promise<void> {
  const [sergeant, guard] = ['sergeant', 'guard'].map((who) => idFor(STATE, 'officer', town, who));
  const members = [
    { officerId: sergeant, corps: 'PNP' },
    { officerId: guard, corps: 'SERENO' },
  ];
  const begin = (change = {}) =>
    run(
      'beginJointPatrol',
      { beatId: beatOf(town), members, commanderId: sergeant, ...change },
      PATROL_SHOWN,
    );
  expect(await begin({ beatId: beatOf(elsewhere) })).toMatchObject({ code: 'JointPatrolsNotInModel' });
  expect(await begin({ commanderId: guard })).toMatchObject({ code: 'CommanderNotPolice', rule: 'BR-B22' });
  expect(await begin({ members: members.slice(0, 1) })).toMatchObject({ code: 'CorpsMissing' });
  expect(await begin()).toMatchObject({ code: 'OfficerNotRegistered' });
  const registering = { officerId: sergeant, entity: STATE, municipality: town, rank: 'SUBOFICIAL' };
  await platform.execute('academy', 'registerOfficer', { commandId: randomUUID(), ...registering });
  await eventually('beats has heard of the sergeant', async () =>
    (await begin()).code === 'MemberNotOnDuty' ? true : undefined,
  );
  for (const officerId of [sergeant, guard]) await run('startDuty', { officerId, method: 'ROLLCALL' });
  const begun = await begin();
  expect(await begin()).toMatchObject({ code: 'AlreadyInJointPatrol', rule: 'BR-B23' });
  expect(begun['jointPatrol']).toMatchObject({
    ...{ open: true, commander: { id: sergeant }, acts: [], basis: { parameter: 'mixedPatrol' } },
    members: [
      { ...PATROL_POLICE, officer: { id: sergeant } },
      { corps: 'SERENO', police: false, powers: ['HANDOVER'], handsOverTo: 'PNP', officer: { id: guard } },
    ],
  });
  const jointPatrolId = idIn(begun, 'jointPatrol');
  const does = (officerId: string | undefined, act: string) =>
    run('recordPatrolAct', { jointPatrolId, officerId, act }, PATROL_SHOWN);
  expect(await does(guard, 'ARREST')).toMatchObject({ code: 'PowerNotHeld', rule: 'BR-B22' });
  const before = await head();
  await does(guard, 'HANDOVER');
  expect((await does(sergeant, 'ARREST'))['jointPatrol']).toMatchObject({
    acts: [
      { act: 'HANDOVER', handedOverTo: 'PNP' },
      { act: 'ARREST', handedOverTo: null },
    ],
  });
  expect(
    (await run('endJointPatrol', { jointPatrolId, reason: 'ROUND_DONE' }, PATROL_SHOWN))['jointPatrol'],
  ).toMatchObject({ open: false, endReason: 'ROUND_DONE' });
  const seen = async (user: string, asOf = '') => {
    const text = `query ${asOf} { beat(id: "${beatOf(town)}") { jointPatrols { edges { node { id open } } } } }`;
    type Seen = { beat: { jointPatrols: { edges: { node: object }[] } } };
    return (await platform.ask<Seen>(user, text)).data!.beat.jointPatrols.edges.map(({ node }) => node);
  };
  expect(await seen(COMMANDER)).toEqual([{ id: jointPatrolId, open: false }]);
  expect(await seen(COMMANDER, `@asOf(position: "${before}")`)).toEqual([{ id: jointPatrolId, open: true }]);
  expect(await seen('commander-09')).toEqual([]);
}
const PATROL_SHOWN = `... on JointPatrolAccepted { jointPatrol { id open endReason commander { id } basis { parameter }
  members { officer { id } corps police powers handsOverTo } acts { act handedOverTo } } }`;
const PATROL_POLICE = {
  ...{ corps: 'PNP', police: true, handsOverTo: null },
  powers: ['ARREST', 'IDENTITY_CHECK', 'DATA_LOOKUP', 'HANDOVER'],
};
