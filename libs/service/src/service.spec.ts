import { randomUUID } from 'node:crypto';
import { decodePosition, idFor } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { passportFor } from '@proximidad/testing';
import { type RunningService, startService } from './start-service.ts';
import {
  analyst,
  entry,
  type Ground,
  iztapalapa,
  jalisco,
  openGround,
  operator,
  receive,
  RECEIVE_CALL,
} from './testing/harness.ts';
import { calls } from './testing/two-services.ts';
import type { WireResponse } from './wire.ts';

let ground: Ground;
let running: RunningService;

beforeAll(async () => {
  ground = await openGround();
  running = await startService(calls, ground.config('calls'));
  await running.service.caughtUp;
});
afterAll(async () => {
  await running.close();
  await ground.clear();
});

async function post(body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${running.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function ask(subject: Subject, query: string, variables = {}, extensions = {}): Promise<WireResponse> {
  const response = await post(await entry(subject, query, variables, extensions));
  return (await response.json()) as WireResponse;
}

const execute = (callId: string, input = {}, subject = operator) =>
  receive(async (body) => (await (await post(body)).json()) as WireResponse, callId, input, subject);

const codes = ({ errors = [] }: WireResponse) => errors.map(({ extensions }) => extensions?.['code']);

interface Received {
  readonly receiveCall: { readonly __typename: string; readonly position: string; readonly known: boolean };
}
const received = ({ data }: WireResponse) => (data as unknown as Received).receiveCall;

/** Waits until the service has projected what a mutation recorded. */
async function projected(answer: WireResponse): Promise<number> {
  const { position } = decodePosition(received(answer).position)[0]!;
  expect(await ask(operator, '{ __typename }', {}, { atLeast: position })).not.toHaveProperty('errors');
  return position;
}

describe('a mutation', () => {
  test('answers what it did and up to which position one must read to see it', async () => {
    const callId = idFor('09', 'own-write');
    const answer = await execute(callId, { line: 'x' });
    expect(received(answer)).toMatchObject({
      __typename: 'CallAccepted',
      known: false,
      call: { id: callId, line: 'x' },
    });
    const position = await projected(answer);
    const seen = await ask(operator, `{ call(id: "${callId}") { line } }`, {}, { atLeast: position });
    expect(seen.data).toEqual({ call: { line: 'x' } });
    expect(seen.extensions.position).toBeGreaterThanOrEqual(position);
  });

  test('told again is known, with the same answer', async () => {
    const callId = idFor('09', 'again');
    const commandId = randomUUID();
    const [first, second] = [await execute(callId, { commandId }), await execute(callId, { commandId })];
    expect([received(first).known, received(second).known]).toEqual([false, true]);
    const positions = [first, second].map((answer) => decodePosition(received(answer).position)[0]!.position);
    expect(positions[0]).toBe(positions[1]);
  });

  test('that is refused is told with code and sentence, and no error', async () => {
    const callId = idFor('09', 'twice');
    await execute(callId);
    const answer = await execute(callId);
    expect(answer).not.toHaveProperty('errors');
    expect(received(answer)).toEqual({
      __typename: 'Refusal',
      code: 'AlreadyReceived',
      message: 'La llamada ya está registrada.',
      rule: null,
    });
  });

  test('that is refused is told in English to who asks for it', async () => {
    const callId = idFor('09', 'refused in English');
    await execute(callId);
    const input = { commandId: randomUUID(), callId, line: 'a' };
    const answer = await ask(operator, RECEIVE_CALL, { input }, { language: 'en' });
    expect(received(answer)).toMatchObject({ message: 'The call has already been recorded.' });
  });

  test('outside the own territory is forbidden before anything is read, whether or not the record exists', async () => {
    const callId = idFor('09', 'foreign');
    await execute(callId);
    const answers = [await execute(callId, {}, jalisco), await execute(idFor('09', 'nowhere'), {}, jalisco)];
    expect(answers.map(codes)).toEqual([['FORBIDDEN'], ['FORBIDDEN']]);
    expect(answers[0]!.errors![0]!.message).toBe(answers[1]!.errors![0]!.message);
    expect(codes(await execute(callId, {}, analyst))).toEqual(['FORBIDDEN']);
  });

  test('that is not for who executes it is refused in the language of the request', async () => {
    const input = { commandId: randomUUID(), callId: idFor('09', 'not theirs'), line: 'a' };
    const said = async (extensions: object) =>
      (await ask(jalisco, RECEIVE_CALL, { input }, extensions)).errors![0]!.message;
    expect(await said({ language: 'es' })).toBe(
      'Usted no puede ejecutar ReceiveCall aquí: el registro es de otra entidad.',
    );
    expect(await said({ language: 'en' })).toBe(
      'You may not execute ReceiveCall here: the record is of another entity.',
    );
  });

  test('with input that does not fit is refused with the fields that are wrong', async () => {
    const empty = await execute(idFor('09', 'empty'), { line: '' });
    expect(codes(empty)).toEqual(['BAD_USER_INPUT']);
    expect(empty.errors![0]!.extensions!['fields']).toEqual([
      { path: 'line', code: 'TOO_SMALL', message: expect.any(String) },
    ]);
    expect(codes(await execute('no-id'))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await execute(idFor('09', 'x'), { commandId: 'x' }))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await execute(idFor('09', 'x'), { occurredAt: 'yesterday' }))).toEqual(['BAD_USER_INPUT']);
  });

  test('takes the time of the fact when it is late, and refuses the future', async () => {
    const late = idFor('09', 'late');
    await execute(late, { occurredAt: '2026-01-02T03:04:05-06:00' });
    const { events } = await running.service.log.read(`call_${late}`);
    expect(events[0]!.metadata.occurredAt).toEqual({
      ms: Date.parse('2026-01-02T09:04:05Z'),
      offsetMin: -360,
    });
    expect(events[0]!.metadata).toMatchObject({
      actor: { kind: 'OPERATOR', id: 'dev:operator-09', role: 'operator' },
      purpose: 'DISPATCH',
      jurisdiction: { entity: '09' },
    });
    const soon = new Date(Date.now() + 60_000).toISOString();
    expect(codes(await execute(idFor('09', 'future'), { occurredAt: soon }))).toEqual(['BAD_USER_INPUT']);
  });

  test('at a past cut is refused', async () => {
    const variables = { input: { commandId: randomUUID(), callId: idFor('09', 'past'), line: 'a' } };
    const cut = { position: 1, clock: Date.now() };
    expect(codes(await ask(operator, RECEIVE_CALL, variables, { cut }))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('what one may see', () => {
  const town = { municipality: '09007' };
  let own: string;
  beforeAll(async () => {
    own = idFor('09', 'in-town');
    await projected(await execute(own, { line: 'town', ...town }));
    await execute(idFor('14', 'gdl'), { line: 'gdl' }, jalisco);
    await projected(await execute(idFor('09', 'last')));
  });

  const everything = (id: string) => `{
    calls(first: 100) { id } callCount figures call(id: "${id}") { id }
    _entities(representations: [{ __typename: "Call", id: "${id}" }]) { ... on Call { id } }
  }`;

  test('of another entity is absent from list, id, entity reference, count and figures alike', async () => {
    const { data } = await ask(jalisco, everything(own));
    const gdl = idFor('14', 'gdl');
    expect(data).toEqual({
      calls: [{ id: gdl }],
      callCount: 1,
      figures: ['14:calls=1'],
      call: null,
      _entities: [null],
    });
  });

  test('of another municipality is absent for who serves one', async () => {
    const { data } = await ask(iztapalapa, everything(own));
    expect(data).toEqual({
      calls: [{ id: own }],
      callCount: 1,
      figures: [],
      call: { id: own },
      _entities: [{ id: own }],
    });
    const other = await ask(iztapalapa, everything(idFor('09', 'last')));
    expect(other.data).toMatchObject({ call: null, _entities: [null] });
  });

  test('a field that one’s role may never have is forbidden, the rest is answered', async () => {
    const query = `{ call(id: "${own}") { line point } }`;
    expect((await ask(operator, query)).data).toEqual({ call: { line: 'town', point: 'somewhere' } });
    const refused = await ask({ ...operator, role: 'commander', purpose: 'STATISTICS' }, query);
    expect(refused.data).toEqual({ call: { line: 'town', point: null } });
    expect(codes(refused)).toEqual(['FORBIDDEN']);
  });
});

describe('a cut', () => {
  test('answers what held at its position, at its clock', async () => {
    const callId = idFor('09', 'cut');
    const before = await projected(await execute(idFor('09', 'before-the-cut')));
    const count = (await ask(operator, '{ callCount }', {}, { atLeast: before })).data![
      'callCount'
    ] as number;
    const after = await projected(await execute(callId));
    const query = `{ callCount call(id: "${callId}") { id } }`;
    const clock = Date.parse('2026-02-03T04:05:06Z');
    const then = await ask(operator, query, {}, { cut: { position: before, clock } });
    expect(then.data).toEqual({ callCount: count, call: null });
    const now = await ask(operator, query, {}, { cut: { position: after, clock } });
    expect(now.data).toEqual({ callCount: count + 1, call: { id: callId } });
    const timed = await ask(
      operator,
      `{ call(id: "${callId}") { now } }`,
      {},
      { cut: { position: after, clock } },
    );
    expect(timed.data).toEqual({ call: { now: '2026-02-02T22:05:06.000-06:00' } });
  });

  test('ahead of what was read is waited for, and then not ready', async () => {
    const position = running.service.readModels.position + 1_000_000;
    const answers = await Promise.all([
      ask(operator, '{ callCount }', {}, { cut: { position, clock: 0 } }),
      ask(operator, '{ callCount }', {}, { atLeast: position }),
    ]);
    expect(answers.map(codes)).toEqual([['NOT_READY'], ['NOT_READY']]);
  });
});

describe('the wire', () => {
  test('without a valid passport nothing is answered, not even the schema', async () => {
    const bare = { query: '{ _service { sdl } }', extensions: {} };
    const forged = { ...bare, extensions: { passport: 'x.y.z' } };
    const other = await entry(operator, bare.query);
    const elsewhere = { ...other, extensions: { passport: await passportFor(operator, 'beats') } };
    const answers = (await (await post([bare, forged, elsewhere, other])).json()) as WireResponse[];
    expect(answers.map(codes)).toEqual([['UNAUTHENTICATED'], ['UNAUTHENTICATED'], ['UNAUTHENTICATED'], []]);
    expect(JSON.stringify(answers[3]!.data)).toContain('receiveCall');
    expect(codes((await (await post({ query: '{ callCount }' })).json()) as WireResponse)).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  test('each entry of a request has its own identity, and what goes wrong in one stays there', async () => {
    const entries = await Promise.all([
      entry(operator, '{ figures }'),
      entry(jalisco, '{ figures }'),
      entry(analyst, '{ nothing }'),
      entry(operator, '{ slow(ms: 3600000) }', {}, { deadline: Date.now() + 100 }),
      entry(operator, '{ callCount }', {}, { deadline: Date.now() - 1 }),
    ]);
    const answers = (await (await post([...entries, 'garbage', {}])).json()) as WireResponse[];
    expect(answers[0]!.data!['figures']).toEqual([expect.stringMatching(/^09:/)]);
    expect(answers[1]!.data!['figures']).toEqual([expect.stringMatching(/^14:/)]);
    expect(answers.slice(2).map(codes)).toEqual([
      ['BAD_USER_INPUT'],
      ['SERVICE_UNAVAILABLE'],
      ['SERVICE_UNAVAILABLE'],
      ['BAD_USER_INPUT'],
      ['BAD_USER_INPUT'],
    ]);
    expect(answers[3]!.errors![0]!.extensions).toMatchObject({ service: 'calls' });
  });

  test('a bug is masked: a code and a number to ask about, nothing of the inside', async () => {
    const answer = await ask(operator, '{ broken callCount }', {}, { correlationId: 'c-1', language: 'en' });
    expect(answer.errors).toEqual([
      {
        message: 'Something went wrong.',
        path: ['broken'],
        extensions: { code: 'INTERNAL', correlationId: 'c-1' },
      },
    ]);
    expect(answer.data!['callCount']).toBeGreaterThan(0);
    expect(JSON.stringify(answer)).not.toMatch(/SELECT|esdb|TypeError|\.ts/);
  });

  test('what is too deep, too long or too many is refused by name', async () => {
    const chain = Array.from(
      { length: 25 },
      (_, n) => `fragment F${n} on Type { ofType { ...F${n + 1} } }`,
    ).join(' ');
    const deep = `{ __schema { types { ...F0 } } } ${chain.replaceAll('on Type', 'on __Type')} fragment F25 on __Type { name }`;
    const long = `{ ${'callCount '.repeat(5_001)} }`;
    for (const query of [deep, long]) {
      const answer = await ask(operator, query);
      expect(codes(answer)).toEqual(['LIMIT_EXCEEDED']);
      expect(answer.errors![0]!.extensions).toMatchObject({
        limit: expect.any(String),
        max: expect.any(Number),
      });
    }
    const many = await post(Array.from({ length: 101 }, () => ({})));
    expect([many.status, await many.json()]).toMatchObject([
      400,
      { errors: [{ extensions: { limit: 'entries', max: 100 } }] },
    ]);
    const big = await post({ query: 'x'.repeat(17 * 1024 * 1024) }).then(
      ({ status }) => status,
      () => 'cut',
    );
    expect([413, 'cut']).toContain(big);
  });

  test('more than can be answered is refused at once', async () => {
    const slow = await entry(operator, '{ slow(ms: 200) }');
    const answers = await Promise.all(Array.from({ length: 2_010 }, () => running.service.execute(slow)));
    const refused = answers.filter(({ errors }) => errors);
    expect(refused.map(codes)).toEqual(Array.from({ length: 10 }, () => ['SERVICE_UNAVAILABLE']));
  });

  test('variables are checked against their types', async () => {
    const query = 'query ($first: Int!) { calls(first: $first) { id } }';
    expect(codes(await ask(operator, query, { first: 'many' }))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await ask(operator, query))).toEqual(['BAD_USER_INPUT']);
  });
});

test('health and metrics say what the process does', async () => {
  const get = async (path: string) => (await fetch(`${running.url}${path}`)).text();
  expect(JSON.parse(await get('/health/live'))).toEqual({ live: true });
  expect(JSON.parse(await get('/health/ready'))).toEqual({
    ready: true,
    parts: { projector: 'ready', store: 'ready' },
  });
  const metrics = await get('/metrics');
  expect(metrics).toMatch(
    /proximidad_commands_total\{service="calls",type="ReceiveCall",outcome="accepted"\} \d+/,
  );
  expect(metrics).toMatch(/proximidad_commands_total\{.*outcome="AlreadyReceived"\} 2/);
  expect(metrics).toMatch(/proximidad_lag_seconds\{service="calls"\} 0/);
});
