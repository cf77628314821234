import { idFor } from '@proximidad/eventsourcing';
import { eventually } from '../platform.ts';
import { platform } from '../stage.ts';
import { beatOf, COMMANDER, HOUR_MS, idIn, middleOf, planned, run, STATE, timeOf } from './acts-of-models.ts';

/* What comes of a town's work, its index and its board, through the gateway after the week. */

/** Two actions of the last hours, one of them done: half of what was owed, by the model's own formula and thresholds. */
export async function indexOfActions(town: string): Promise<void> {
  const now = Date.now();
  const [from, until] = [timeOf(now - 4 * HOUR_MS), timeOf(now - 2 * HOUR_MS)];
  const window = { from, until, occurredAt: timeOf(now - 6 * HOUR_MS) };
  const plannedActionId = idIn(await planned(town, now, window), 'plannedAction');
  await planned(town, now, { ...window, action: 'MEETING' });
  const officerId = idFor(STATE, 'officer', town, 'index of actions');
  await run('startDuty', { officerId, method: 'ROLLCALL', occurredAt: timeOf(now - 5 * HOUR_MS) });
  const point = middleOf(town);
  const done = await run(
    'reportActionDone',
    { plannedActionId, officerId, point, occurredAt: timeOf(now - 3 * HOUR_MS) },
    '... on PlannedActionAccepted { plannedAction { state } position }',
  );
  const { data } = await platform.ask<{ beat: { coverageIndex: object } }>(
    COMMANDER,
    `query @asOf(position: "${done['position'] as string}") { beat(id: "${beatOf(town)}") {
      coverageIndex { name supply demand value band gap } } }`,
  );
  expect(data!.beat.coverageIndex).toEqual({
    ...{ name: 'cumplimiento TAM', supply: 1, demand: 2, value: 0.5, band: 'RED', gap: null },
  });
}

/**
 * What the partners work on when their town comes under another model is carried over on its own record, once, and
 * continues by its stages.
 */
export async function carriedOver(town: string, profileId: string): Promise<void> {
  const from = timeOf(Date.now());
  const adopting = { entity: STATE, territory: town, profileId, profileVersion: 1, from };
  const adopted = await run('adoptProfile', { ...adopting, authority: 'seguridad-20' });
  expect(adopted.code).toBeUndefined();
  const asked = `{ beat(id: "${beatOf(town)}") { problems(open: true) { edges { node {
    stages carriedOver { from { profileId territory } to { profileId territory } rule since }
    history { edges { node { type by { role } } } } } } } } }`;
  const problem = await eventually('the problem was carried over', async () => {
    const { data } = await platform.ask<{ beat: { problems: { edges: { node: Carried }[] } } }>(
      COMMANDER,
      asked,
    );
    const { node } = data!.beat.problems.edges[0]!;
    return node.carriedOver.length > 0 ? node : undefined;
  });
  const [change, ...others] = problem.carriedOver;
  expect(others).toEqual([]);
  expect(change).toMatchObject({
    ...{ from: { profileId: 'fr-psq', territory: town }, to: { profileId, territory: town }, rule: 'PINNED' },
  });
  expect(Date.parse(change!.since)).toBe(Date.parse(from));
  expect(problem.stages).toContain('GPO_OPENED');
  expect(problem.history.edges.at(-1)!.node).toEqual({ type: 'ProblemCarriedOver', by: { role: 'SYSTEM' } });
}

interface Carried {
  readonly stages: readonly string[];
  readonly carriedOver: readonly { readonly since: string }[];
  readonly history: { readonly edges: readonly { readonly node: { readonly type: string } }[] };
}

/**
 * The mayor's office chairs with the force, the board agrees who does what until when, and shows what came of it; one
 * that only advises agrees nothing.
 */
export async function boardOfSecurity(town: string): Promise<void> {
  const entity = STATE;
  const from = '2010-09-19T00:00:00-06:00';
  const register = (code: string, kind: string, title: string) =>
    run('registerAuthority', { entity, code, kind, title, functions: [], from });
  await register('ayuntamiento-20007', 'MUNICIPAL_SERVICE', 'Ayuntamiento');
  for (const board of ['junta-20007', 'consejo-20007'])
    await register(board, 'GOVERNING_BODY', 'Junta Local de Seguridad');
  const seats = [
    { authority: 'ayuntamiento-20007', seat: 'CHAIR' },
    { authority: 'seguridad-20', seat: 'MEMBER' },
  ];
  const composing = { entity, seats, everyDays: 90, from, decree: 'BOE-2010-09-18' };
  await eventually('the board is composed', async () => {
    const composed = await run('composeBody', { ...composing, authority: 'junta-20007', kind: 'DECIDES' });
    return composed.code === undefined ? true : undefined;
  });
  await run('composeBody', { ...composing, authority: 'consejo-20007', kind: 'ADVISES' });
  const held = async (body: string, present: string[]) =>
    run(
      'holdSession',
      { entity, body, session: 1, kind: 'ORDINARY', present, occurredAt: timeOf(Date.now() - HOUR_MS) },
      '... on BodySessionAccepted { bodySession { id } }',
    );
  expect(await held('junta-20007', ['seguridad-20'])).toMatchObject({ code: 'ChairNeeded' });
  const bodySessionId = idIn(
    await held('junta-20007', ['ayuntamiento-20007', 'seguridad-20']),
    'bodySession',
  );
  const advised = idIn(await held('consejo-20007', ['ayuntamiento-20007']), 'bodySession');
  const agreeing = {
    ...{ number: '01/2026', matter: 'PUBLIC_SERVICE', responsible: 'ayuntamiento-20007' },
    dueAt: timeOf(Date.now() + 24 * HOUR_MS),
  };
  expect(await run('agreeInSession', { ...agreeing, bodySessionId: advised })).toMatchObject({
    code: 'BodyAdvises',
  });
  await run('agreeInSession', { ...agreeing, bodySessionId });
  const settling = { bodySessionId, number: '01/2026', outcome: 'KEPT' };
  expect((await run('settleAgreement', settling)).code).toBeUndefined();
  expect(await run('settleAgreement', settling)).toMatchObject({ code: 'AlreadySettled' });
  const { outcome: _outcome, ...reopening } = { ...settling, reason: 'RECORDED_BY_MISTAKE' };
  expect((await run('reopenSessionAgreement', reopening)).code).toBeUndefined();
  expect((await run('settleAgreement', settling)).code).toBeUndefined();
  const { data } = await platform.askAfterwards<{ governingBodies: { edges: { node: Board }[] } }>(
    COMMANDER,
    `{ governingBodies(entity: "${STATE}") { edges { node { authority { code } composition { kind seats { seat } }
      sessions { edges { node { number present { code } agreements { number outcome late } } } } } } } }`,
  );
  const board = data!.governingBodies.edges.find(({ node }) => node.authority.code === 'junta-20007')!.node;
  expect(board).toEqual({
    authority: { code: 'junta-20007' },
    composition: { kind: 'DECIDES', seats: [{ seat: 'CHAIR' }, { seat: 'MEMBER' }] },
    sessions: {
      edges: [
        {
          node: {
            ...{ number: 1, present: [{ code: 'ayuntamiento-20007' }, { code: 'seguridad-20' }] },
            agreements: [{ number: '01/2026', outcome: 'KEPT', late: false }],
          },
        },
      ],
    },
  });
  const { data: governed } = await platform.ask<{ governingProfile: { profileId: string } }>(
    COMMANDER,
    `{ governingProfile(territory: "${town}") { profileId } }`,
  );
  expect(governed!.governingProfile.profileId).toBe('es-proximidad');
}

interface Board {
  readonly authority: { readonly code: string };
}
