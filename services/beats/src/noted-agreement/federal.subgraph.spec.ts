import { randomUUID } from 'node:crypto';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import type { AgreementTerms } from '@proximidad/contracts';
import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { eventually } from '@proximidad/testing';
import { isSetByCommand } from '../coverage/formula.ts';
import {
  ask,
  codeOf,
  commander09,
  DAY_MS,
  drawing,
  execute,
  idOf,
  middleOf,
  MINUTE_MS,
  OFFSET_MIN,
  others,
  send,
  squareAt,
  query,
  useBeats,
} from '../testing/subgraph.ts';

const federal: Subject = { id: 'p-guard', role: 'commander', entity: '00', purpose: 'SUPERVISION' };
const officerId = idFor('00', 'officer', 'guard');
const unitId = idFor('00', 'unit', 'guard');
const agreementId = idFor('09', 'agreement', 'convenio');
const atMs = (ms: number) => ({ ms, offsetMin: OFFSET_MIN });
const begun = Date.now();
const from = begun - 60 * MINUTE_MS;
const until = begun + 60 * MINUTE_MS;

const terms = (change: Partial<AgreementTerms> = {}): AgreementTerms => ({
  kind: 'CONVENIO',
  parties: [
    { code: 'guardia-nacional', kind: 'FEDERAL_FORCE', entity: '00' },
    { code: 'seguridad-09', kind: 'STATE_FORCE', entity: '09' },
  ],
  territory: ['09007'],
  functions: ['PATROL'],
  commandingAuthority: 'seguridad-09',
  periods: [{ from: atMs(from), until: atMs(until) }],
  ...change,
});
const stands = (version: number, change: Partial<AgreementTerms> = {}) =>
  others.tell('authorities', 'public', agreementId, {
    ...{ type: 'AgreementStands', agreementId, version, terms: terms(change) },
  });

let shiftId = '';
const assign = (ms: number, officer = officerId, who = federal) =>
  execute(
    'assignOfficer',
    { officerId: officer, shiftId, role: 'MEMBER', occurredAt: formatInstant(atMs(ms)) },
    who,
  );

/** A problem and a planned action of the town, and the commands about these that its own command may no longer give. */
async function beforeTheMando(): Promise<[string, object][]> {
  const beatId = idOf('F-1');
  const opened = await decided('openProblem', { beatId, code: '31112', source: 'CITIZEN' }, commander09);
  const { id: problemId } = opened['problem'] as { id: string };
  return [
    ['studyBeat', { beatId, criteria: ['lo que sea'] }],
    [
      'planAction',
      {
        ...{ beatId, action: 'PRESENCE', place: middleOf(90) },
        ...{ from: formatInstant(atMs(begun)), until: formatInstant(atMs(begun + MINUTE_MS)) },
      },
    ],
    ['openProblem', { municipality: '09007', code: '31112', source: 'CITIZEN' }],
    ['joinProblem', { problemId, partner: 'HOUSING' }],
    ['enterProblemStage', { problemId, stage: 'SCAN' }],
    ['closeProblem', { problemId, result: 'UNRESOLVED', reason: 'CEASED' }],
    ['reopenProblem', { problemId, reason: 'CAME_BACK' }],
  ];
}

async function decided(
  mutation: string,
  input: object,
  who: Subject,
): Promise<Readonly<Record<string, unknown>>> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { data, errors } = await ask<Record<string, Readonly<Record<string, unknown>>>>(
    who,
    `mutation ($input: ${type}!) { ${mutation}(input: $input) {
      ... on Refusal { code } ${mutation === 'openProblem' ? '... on ProblemAccepted { problem { id } }' : ''} } }`,
    { input: { commandId: randomUUID(), ...input } },
  );
  expect(errors).toBeUndefined();
  return data![mutation]!;
}

/** A demand of a beat under a model that asks for one, as its town set it. */
async function demandSet(town: Subject): Promise<object> {
  const beatId = idOf('F-2');
  await execute('designBeat', drawing('F-2', squareAt(95)));
  const model = modelProfiles.find(({ supplyDemand }) => isSetByCommand(supplyDemand.index.formula))!;
  const profile = { ...model, supplyDemand: { ...model.supplyDemand, demandFactors: [] } };
  await others.tell('authorities', 'public', idFor('09', 'adoption', beatId), {
    ...{ type: 'ProfileAdopted', territory: beatId, version: 1, certificationGate: 'WARN', profile },
    from: atMs(from),
  });
  const setting = { commandId: randomUUID(), beatId, parts: [{ amount: 8 }] };
  await eventually(
    async () => ((await decided('setDemand', setting, town))['code'] === undefined ? true : undefined),
    'the model was noted',
  );
  return setting;
}

async function codesOf(commands: readonly [string, object][], who: Subject): Promise<unknown[]> {
  const codes: unknown[] = [];
  for (const [mutation, input] of commands) codes.push((await decided(mutation, input, who))['code']);
  return codes;
}

describe('the federal force (BR-A1)', () => {
  useBeats();
  beforeAll(async () => {
    const opens = (ms: number) => formatInstant(instantAt(ms, 'America/Mexico_City'));
    await execute('designBeat', drawing('F-1', squareAt(90)));
    const shift = { beatId: idOf('F-1'), kind: 'H24', startsAt: opens(begun - 120 * MINUTE_MS) };
    const opened = await execute('openShift', { ...shift, endsAt: opens(begun + 8 * 60 * MINUTE_MS) });
    shiftId = (opened['shift'] as { id: string }).id;
    const certificate = { certificateId: '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a10', kind: 'CUP' as const };
    await others.tell('training', 'public', officerId, {
      ...{ type: 'CertificateIssued', officerId, ...certificate, issuedAt: atMs(0) },
      validUntil: atMs(begun + 600 * DAY_MS),
    });
  });

  test('W4: has units and officers of its own, which no state commands', async () => {
    const unit = { unitId, code: 'GN-1', kind: 'PATROL', municipality: '09007' };
    expect(await execute('registerUnit', unit, federal)).toMatchObject({ unit: { id: unitId } });
    const duty = { officerId, unitId, method: 'ROLLCALL' };
    expect(await execute('startDuty', duty, federal)).toMatchObject({ duty: { unit: { id: unitId } } });
    expect(await codeOf(send('startDuty', duty, commander09))).toBe('FORBIDDEN');
  });

  test('W4: does not serve in a beat that no agreement covers', async () => {
    expect(await assign(begun)).toEqual({ __typename: 'Refusal', code: 'NoAgreement', rule: 'BR-A1' });
  });

  test('an agreement on another place or another function is none', async () => {
    await stands(1, { territory: ['09015'] });
    await stands(2, { functions: ['PREVENTION'] });
    expect(await assign(begun)).toMatchObject({ code: 'NoAgreement' });
  });

  test('W4: serves from its first millisecond to the one before its end, and not beyond', async () => {
    await stands(3);
    const served = await eventually(async () => {
      const answer = await assign(begun - 30 * MINUTE_MS);
      return answer.code === undefined ? answer : undefined;
    }, 'the agreement was noted');
    expect(served).toMatchObject({ assignment: { role: 'MEMBER', eligibility: { decision: 'OK' } } });
    expect(await assign(from - 1, idFor('00', 'officer', 'early'))).toMatchObject({ code: 'NoAgreement' });
  });

  test('an end takes effect at once, and what was recorded before it stays', async () => {
    const other = idFor('00', 'officer', 'late');
    await stands(4, { periods: [{ from: atMs(from), until: atMs(begun - 10 * MINUTE_MS) }] });
    await eventually(
      async () => ((await assign(begun, other)).code === 'NoAgreement' ? true : undefined),
      'the end was noted',
    );
    expect((await assign(begun - 10 * MINUTE_MS, other)).code).toBe('NoAgreement');
    expect((await assign(begun - 10 * MINUTE_MS - 1, other)).code).toBe('OfficerNotRegistered');
  });

  test("while the state commands, the town's own command assigns nobody and registers no unit; afterwards it does again", async () => {
    const town: Subject = { ...commander09, id: 'p-town', municipality: '09007' };
    const mando = idFor('09', 'agreement', 'mando');
    const commands = (version: number, ends: number) =>
      others.tell('authorities', 'public', mando, {
        ...{ type: 'AgreementStands', agreementId: mando, version },
        terms: terms({
          ...{ kind: 'MANDO_UNICO', functions: ['OPERATIONS', 'ADMINISTRATION'] },
          periods: [{ from: atMs(from), until: atMs(ends) }],
        }),
      });
    const assigned = (ms: number) => assign(ms, idFor('09', 'officer', 'town'), town);
    const registered = async () =>
      execute('registerUnit', { code: 'T-1', kind: 'PATROL', municipality: '09007' }, town);
    const considering = await beforeTheMando();
    const certified = idFor('09', 'officer', 'certified');
    await others.tell('training', 'public', certified, {
      ...{ type: 'CertificateIssued', officerId: certified, kind: 'CUP', issuedAt: atMs(0) },
      ...{ certificateId: randomUUID(), validUntil: atMs(begun + 600 * DAY_MS) },
    });
    const assigning = { commandId: randomUUID(), officerId: certified, shiftId, role: 'MEMBER' };
    await eventually(
      async () => ((await execute('assignOfficer', assigning, town)).code === undefined ? true : undefined),
      'the certificate was noted',
    );
    const setting = await demandSet(town);
    expect((await assigned(begun)).code).not.toBe('StateCommands');
    await commands(1, until);
    await eventually(
      async () => ((await assigned(begun)).code === 'StateCommands' ? true : undefined),
      'the mando was noted',
    );
    expect((await assign(begun, idFor('09', 'officer', 'town'), commander09)).code).not.toBe('StateCommands');
    expect(await registered()).toMatchObject({ code: 'StateCommands' });
    const withdrawing = { officerId: certified, shiftId, reason: 'REPLANNED' };
    expect(await execute('withdrawAssignment', withdrawing, town)).toMatchObject({ code: 'StateCommands' });
    const overriding = { officerId: certified, shiftId, role: 'OWNER', reason: 'EMERGENCY' };
    expect(await execute('overrideGate', overriding, town)).toMatchObject({ code: 'StateCommands' });
    // A command from before is answered as it was.
    expect(await execute('assignOfficer', assigning, town)).toMatchObject({ known: true });
    expect(await execute('assignOfficer', { ...assigning, role: 'SUPPORT' }, town)).toMatchObject({
      code: 'CommandIdReused',
    });
    expect(await decided('setDemand', setting, town)).toEqual({});
    expect(await decided('setDemand', { ...setting, parts: [{ amount: 9 }] }, town)).toEqual({
      code: 'CommandIdReused',
    });
    expect(await codesOf(considering, town)).toEqual(considering.map(() => 'StateCommands'));
    expect(await codesOf(considering, commander09)).not.toContain('StateCommands');
    await commands(2, begun - 10 * MINUTE_MS);
    await eventually(
      async () => ((await assigned(begun)).code === 'StateCommands' ? undefined : true),
      'the end was noted',
    );
    expect((await assigned(begun - 10 * MINUTE_MS - 1)).code).toBe('StateCommands');
    expect((await assigned(begun - 10 * MINUTE_MS)).code).not.toBe('StateCommands');
    expect(await registered()).toHaveProperty('unit');
    expect(await codesOf(considering, town)).not.toContain('StateCommands');
  });

  test('what an officer did between two moments is shown: duties with their unit, assignments, and nothing beyond', async () => {
    const span = (start: number, end: number) => ({
      ...{ id: officerId, from: formatInstant(atMs(start)), to: formatInstant(atMs(end)) },
    });
    const text = `query ($representations: [_Any!]!, $from: DateTime!, $to: DateTime!) {
      _entities(representations: $representations) { ... on Officer {
        duties(from: $from, to: $to) { startedAt endedAt unit { id } }
        assignments(from: $from, to: $to) { edges { node { role shift { id } } } } } } }`;
    const asked = async ({ id, ...moments }: ReturnType<typeof span>, who = federal) => {
      const representations = [{ __typename: 'Officer', id }];
      return (await query<{ _entities: object[] }>(who, text, { representations, ...moments }))._entities[0];
    };
    const now = Date.now();
    expect(await asked(span(from, until))).toMatchObject({
      duties: [{ endedAt: null, unit: { id: unitId } }],
      assignments: { edges: [{ node: { role: 'MEMBER', shift: { id: shiftId } } }] },
    });
    await execute('endDuty', { officerId, reason: 'NORMAL' }, federal);
    expect(await asked(span(from, until))).toMatchObject({ duties: [{ endedAt: expect.any(String) }] });
    expect(await asked(span(until + DAY_MS, until + 2 * DAY_MS))).toEqual({
      ...{ duties: [], assignments: { edges: [] } },
    });
    expect(await asked(span(now - DAY_MS, begun - 120 * MINUTE_MS))).toMatchObject({ duties: [] });
    expect(await asked(span(from, until), commander09)).toMatchObject({ duties: [] });
    const tooLong = { representations: [{ __typename: 'Officer', id: officerId }] };
    const far = span(from - 900 * DAY_MS, until);
    expect(await codeOf(ask(federal, text, { ...tooLong, from: far.from, to: far.to }))).toBe(
      'BAD_USER_INPUT',
    );
  });

  test('a state still does not serve in another state, agreement or not', async () => {
    const guest = { ...commander09, entity: '14' };
    expect(await assign(begun, idFor('14', 'officer', 'x'), guest)).toMatchObject({ __typename: 'Refusal' });
  });
});
