import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { idFor, subjectToken } from '@proximidad/eventsourcing';
import { connect, verifyChain } from '@proximidad/eventstore';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { type Ground, openGround, passportFor, type TestVault, testVault, until } from '@proximidad/testing';
import { FOUND_MAX, vaultClient } from '@proximidad/vault';
import { calls } from './call/calls.ts';
import { publishedCall } from './call/published.ts';
import { callersDue } from './call/retention.ts';
import { definition } from './service.ts';

const NUMBER = '+525512345678';
const NAME = 'Ximena Canario Escondida';
const operator: Subject = { id: 'dev:operator-09', role: 'operator', entity: '09', purpose: 'DISPATCH' };
const auditor: Subject = {
  ...{ id: 'dev:auditor', role: 'auditor', purpose: 'AUDIT' },
  order: { number: 'ORD-1', entities: ['09'] },
};
const unit = idFor('09', 'caller-spec', 'unit');
const officer: Subject = { ...operator, id: 'dev:officer-09', role: 'officer', unit };

let ground: Ground;
let keys: TestVault;
let running: RunningService;
const settings = () => ({ ...ground.config('incidents'), vault: keys.addressOf('incidents') });

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({
    incidents: { categories: ['call', 'incident'], grants: ['seal', 'open', 'find'] },
    authorities: { categories: [], grants: ['erase'] },
  });
  running = await startService(definition, settings());
});
afterAll(async () => {
  await running.close();
  await keys.close();
  await ground.clear();
});

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
type Answer = any;
async function ask(
  who: Subject,
  query: string,
  variables: object = {},
  extensions: object = {},
): Promise<Answer> {
  const passport = await passportFor(who, 'incidents');
  return running.service.execute({ query, variables, extensions: { passport, ...extensions } });
}

const RECEIVE = `mutation ($input: ReceiveCallInput!) { receiveCall(input: $input) {
  ... on CallAccepted { position known call { id caller { safeToCallBack } } } ... on Refusal { code } } }`;
const CALLER =
  'query ($id: ID!) { call(id: $id) { id channel caller { number name language safeToCallBack } } }';
const OF_NUMBER = 'query ($number: String!) { callsOf(number: $number) { id } }';

const told = { number: NUMBER, name: NAME, language: 'nah', safeToCallBack: 'UNSAFE' };
async function receive(input: object = {}) {
  const answer = await ask(operator, RECEIVE, {
    input: { commandId: randomUUID(), channel: 'C911', municipality: '09007', caller: told, ...input },
  });
  return answer.data?.receiveCall ?? answer;
}
const callerOf = async (id: string, who = operator, extensions = {}) => ask(who, CALLER, { id }, extensions);
const reasons = ({ errors = [] }: Answer) =>
  errors.map(({ extensions }: Answer) => extensions.reason ?? extensions.code);

test('the caller’s data are opened to the operator, and are nowhere in clear', async () => {
  const { call } = await receive();
  const { data, errors } = await callerOf(call.id);
  expect([errors, data.call.caller]).toEqual([undefined, told]);
  const { events } = await running.service.log.read(`call_${call.id}`);
  const kept = JSON.stringify([
    events,
    running.service.readModels.table(definition.readModels[1]!).get(call.id),
  ]);
  expect(kept).toContain('v1.');
  const files = readdirSync(ground.config('incidents').data, { recursive: true, withFileTypes: true })
    .concat(readdirSync(keys.folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
  for (const canary of [NUMBER.slice(1), 'Ximena', 'Canario']) {
    expect(kept).not.toContain(canary);
    expect(files.some((bytes) => bytes.includes(canary))).toBe(false);
  }
});

test('each is given the reason for the denial: another purpose, another unit, another entity; the rest of the call is answered', async () => {
  const { call } = await receive();
  const patrolling = await callerOf(call.id, { ...operator, purpose: 'PATROL' });
  expect(patrolling.data.call).toMatchObject({
    id: call.id,
    caller: { number: null, safeToCallBack: 'UNSAFE' },
  });
  expect(reasons(patrolling)).toEqual(['PURPOSE', 'PURPOSE', 'PURPOSE']);
  expect((await callerOf(call.id, officer)).data.call).toBeNull();
  expect((await callerOf(call.id, { ...operator, entity: '14' })).data.call).toBeNull();
});

test('a value on a live screen is noted when it appears there, and not with each frame', async () => {
  const { call } = await receive();
  const screen = { id: randomUUID(), frame: 1 };
  for (const frame of [1, 2, 3]) {
    const { data } = await callerOf(call.id, operator, { screen: { ...screen, frame } });
    expect(data.call.caller).toEqual(told);
  }
  const number = '+525577777770';
  for (const frame of [1, 2, 3]) await ask(operator, OF_NUMBER, { number }, { screen: { ...screen, frame } });
  const { data } = await ask(auditor, '{ accessLog(entity: "09", first: 100) { subject outcome } }');
  const of = (wanted: object) => data.accessLog.filter((note: object) => isDeepStrictEqual(note, wanted));
  expect(of({ subject: subjectToken(call.id, 'caller'), outcome: 'OPENED' })).toHaveLength(1);
  expect(of({ subject: null, outcome: 'SEARCHED' })).toHaveLength(1);
});

test('the same command with another number is not the same command', async () => {
  const commandId = randomUUID();
  const first = await receive({ commandId });
  expect(await receive({ commandId })).toMatchObject({ known: true, call: { id: first.call.id } });
  expect(await receive({ commandId, caller: { ...told, number: '+525500000001' } })).toEqual({
    code: 'CommandIdReused',
  });
});

test('no caller is kept of an anonymous report, and an invalid telephone number is named', async () => {
  expect(await receive({ channel: 'C089', municipality: null })).toEqual({ code: 'CallerOnAnonymousCall' });
  const wrong = await receive({ caller: { number: '55 1234' } });
  expect(wrong.errors[0].extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: 'caller.number' }],
  });
});

test('H8: the openings of a call are read by the auditor of the entity, and not by those who opened it', async () => {
  const { call } = await receive();
  await callerOf(call.id, { ...operator, purpose: 'PATROL' });
  await callerOf(call.id);
  const LOG = `query ($subject: ID) { accessLog(entity: "09", subject: $subject) {
    actor purpose stream fields outcome why } }`;
  const subject = subjectToken(call.id, 'caller');
  const { data } = await ask(auditor, LOG, { subject });
  const fields = ['language', 'name', 'number'].map((name) => `CallReceived.caller.${name}`);
  const of = { actor: operator.id, stream: `call_${call.id}`, fields };
  expect(data.accessLog).toEqual([
    { ...of, purpose: 'PATROL', outcome: 'DENIED', why: 'PURPOSE' },
    { ...of, purpose: 'DISPATCH', outcome: 'OPENED', why: null },
  ]);
  for (const who of [operator, { ...auditor, order: { number: 'ORD-2', entities: ['14'] } }]) {
    expect((await ask(who, LOG, { subject })).errors[0].extensions.code).toBe('FORBIDDEN');
  }
});

test('what is wrong with what a search asks for is told by its name', async () => {
  const faultOf = async (query: string) => {
    const { code, fields } = (await ask(operator, query)).errors[0].extensions;
    return [code, fields[0].path];
  };
  expect(await faultOf('{ callsOf(number: "55") { id } }')).toEqual(['BAD_USER_INPUT', 'number']);
  expect(await faultOf('{ incidentsOfPlate(plate: "abc-1") { id } }')).toEqual(['BAD_USER_INPUT', 'plate']);
  expect(await faultOf('{ incidentsOfPerson(name: "") { id } }')).toEqual(['BAD_USER_INPUT', 'name']);
});

test('a place that is nowhere has no duplicates to look for: it is refused', async () => {
  const swapped = `{ duplicateCandidates(code: "30421", at: "2026-11-14T21:37:05Z", point: { lat: -99.15, lon: 19.43 }) {
    score } }`;
  const { code, fields } = (await ask(operator, swapped)).errors[0].extensions;
  expect([code, fields[0].path]).toEqual(['BAD_USER_INPUT', 'point.lat']);
});

test('the log of openings is read from its beginning, whatever lies before it', async () => {
  const from = async (after: number) => {
    // Each reading is itself recorded, so a later one is of a later position.
    const { data, errors } = await ask(auditor, `{ accessLog(entity: "09", after: ${after}) { number } }`);
    return { data, errors };
  };
  expect(await from(-1)).toEqual(await from(0));
});

test('as of before, the log of openings holds what had been opened by then', async () => {
  const numbers = async (cut?: object) =>
    (await ask(auditor, '{ accessLog(entity: "09", first: 100) { number } }', {}, cut && { cut })).data
      .accessLog;
  await callerOf((await receive()).call.id);
  const cut = { position: running.service.readModels.position, clock: Date.now() };
  const then = await numbers();
  await until(() => Date.now() > cut.clock, 'the next moment');
  const { call } = await receive();
  await callerOf(call.id);
  expect((await numbers()).length).toBeGreaterThan(then.length);
  expect(await numbers(cut)).toEqual(then);
});

test('of a telephone from which more came than are found at once, that is said', async () => {
  const number = '+525577777771';
  const { call } = await receive({ caller: { ...told, number } });
  // As if there were as many calls as are found at once, and then one more.
  const alike = (from: number, to: number) => {
    const db = new DatabaseSync(join(keys.folder, 'vault', 'vault.db'));
    const copy = db.prepare(
      'INSERT INTO found_in SELECT entity, field, token, subject, ?, mark FROM found_in WHERE stream = ?',
    );
    db.exec('BEGIN IMMEDIATE');
    for (let n = from; n <= to; n++) copy.run(`call_${idFor('09', 'alike', n)}`, `call_${call.id}`);
    db.exec('COMMIT');
    db.close();
  };
  alike(2, FOUND_MAX);
  expect((await ask(operator, OF_NUMBER, { number })).data.callsOf).toEqual([{ id: call.id }]);
  alike(FOUND_MAX + 1, FOUND_MAX + 1);
  const { errors } = await ask(operator, OF_NUMBER, { number });
  const extensions = { code: 'LIMIT_EXCEEDED', limit: 'found', max: FOUND_MAX };
  expect(errors).toMatchObject([{ extensions }]);
});

test('calls from one telephone are found only by the operator', async () => {
  const number = '+525577777777';
  const [one, two] = [
    await receive({ caller: { ...told, number } }),
    await receive({ caller: { ...told, number } }),
  ];
  const found = await ask(operator, OF_NUMBER, { number });
  const ids = found.data.callsOf.map(({ id }: Answer) => id);
  expect(new Set(ids)).toEqual(new Set([one.call.id, two.call.id]));
  expect((await ask(operator, OF_NUMBER, { number: '+525577777770' })).data.callsOf).toEqual([]);
  const patrolling = await ask({ ...operator, purpose: 'PATROL' }, OF_NUMBER, { number });
  expect(reasons(patrolling)).toEqual(['PURPOSE']);
  expect(patrolling.errors[0].message).toBe('Esto no lo busca usted aquí: no es para este propósito.');
  const commander: Subject = { ...operator, id: 'dev:commander-09', role: 'commander' };
  expect(reasons(await ask(commander, OF_NUMBER, { number }, { language: 'en' }))).toEqual(['ROLE']);
});

test('an erased text says so, also as of before, and the chain of the record holds', async () => {
  const { call, position } = await receive();
  const office = vaultClient(keys.addressOf('authorities'));
  const folio = 'ARCO-2026-7';
  await office.erase({
    ...{ subject: subjectToken(call.id, 'caller'), folio, basis: 'LGPDPPSO art. 46' },
    ...{ by: 'dev:a', witness: 'dev:b' },
  });
  const text = `[suprimido por ley, folio ${folio}]`;
  expect((await callerOf(call.id)).data.call.caller).toEqual({
    ...{ number: text, name: text, language: text, safeToCallBack: 'UNSAFE' },
  });
  expect(position).toBeTruthy();
  const english = await callerOf(call.id, operator, { language: 'en' });
  expect(english.data.call.caller.name).toBe(`[erased by law, folio ${folio}]`);
  const log = connect(ground.config('incidents').esdbUrl);
  const { events } = await log.read(`call_${call.id}`);
  expect(verifyChain(events)).toBeUndefined();
  const at = events.at(-1)!.position;
  const then = await callerOf(call.id, operator, { cut: { position: at, clock: Date.now() } });
  expect(then.data.call.caller.name).toBe(text);
  await log.close();
});

test('without the vault everything that is not sealed is answered and accepted', async () => {
  const { call } = await receive();
  await running.close();
  running = await startService(definition, ground.config('incidents'));
  await running.service.caughtUp;
  const { data, errors } = await callerOf(call.id);
  expect(data.call).toEqual({
    id: call.id,
    channel: 'C911',
    caller: { ...told, number: null, name: null, language: null },
  });
  expect(errors.map(({ extensions }: Answer) => extensions.code)).toEqual(
    Array(3).fill('SEALED_UNAVAILABLE'),
  );
  expect((await receive()).errors[0].extensions.code).toBe('SEALED_UNAVAILABLE');
  expect((await receive({ caller: null })).call.caller).toBeNull();
  await running.close();
  running = await startService(definition, settings());
});

test('the data of a caller come due by the table, and the office of records hears that and nothing else', async () => {
  const { call } = await receive();
  await ask(operator, 'mutation ($input: AbandonCallInput!) { abandonCall(input: $input) { __typename } }', {
    input: { commandId: randomUUID(), callId: call.id },
  });
  const { readModels } = running.service;
  const table = readModels.table(calls);
  await until(() => typeof table.get(call.id)?.endedAt === 'number', 'the call is over');
  const due = (days: number) =>
    [...callersDue(readModels, Date.now() + days * 86_400_000)].filter(
      ({ execution }) => execution.id === call.id,
    );
  expect(due(89)).toEqual([]);
  expect(due(91)).toMatchObject([
    { execution: { command: { type: 'NoteCallerRetention', rule: 'IMPROPER_CALLER' } } },
  ]);
  const dueAt = { ms: Date.now(), offsetMin: 0 };
  const facts = { rule: 'IMPROPER_CALLER', dueAt } as const;
  expect(publishedCall({ type: 'CallerRetentionCame', ...facts }, { id: call.id })).toEqual({
    restricted: {
      ...{ type: 'RetentionDue', ...facts, record: call.id },
      subject: subjectToken(call.id, 'caller'),
    },
  });
});
