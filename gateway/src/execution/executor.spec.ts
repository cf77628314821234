import { decodePosition } from '@proximidad/eventsourcing';
import { GraphQLError } from 'graphql';
import { NEVER_MS } from '../testing/subgraphs.ts';
import { trialGateway, type TrialGateway } from '../testing/trial-gateway.ts';
import { QUERY_DEADLINE_MS } from './executor.ts';

const JOINED = '{ beats { id code openIncidents { folio } } }';
const beatsAlone = [
  { id: '1', code: 'B-1', openIncidents: null },
  { id: '2', code: 'B-2', openIncidents: null },
];

let running: TrialGateway | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

test('a query that crosses services comes back joined, and says where each service stood', async () => {
  running = await trialGateway();
  const { data, errors, extensions } = await running.ask(JOINED);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    beats: [
      { id: '1', code: 'B-1', openIncidents: [{ folio: 'F-1' }] },
      { id: '2', code: 'B-2', openIncidents: [{ folio: 'F-2' }] },
    ],
  });
  const { services } = extensions!['cut'] as { services: { name: string; position: string }[] };
  expect(services.map(({ name, position }) => [name, decodePosition(position)[0]!.position])).toEqual([
    ['beats', 7],
    ['incidents', 9],
  ]);
});

test('operations of one turn travel as one request, each entry with its own passport', async () => {
  running = await trialGateway();
  await Promise.all(Array.from({ length: 60 }, (_, i) => running!.ask(`{ beat(id: "${i}") { code } }`)));
  expect(running.beats.requests.map((entries) => entries.length)).toEqual([50, 10]);
  expect(running.beats.requests[0]![0]!.extensions).toMatchObject({ passport: 'passport for beats' });
});

test('equal mutations of one turn are all sent, apart from the queries', async () => {
  running = await trialGateway();
  const close = 'mutation { closeBeat(id: "1") { code } }';
  await Promise.all([running.ask(close), running.ask(close), running.ask('{ beat(id: "1") { code } }')]);
  const sent = running.beats.requests.map((entries) => entries.map(({ query }) => query.split('{')[0]));
  expect(sent.toSorted((a, b) => a.length - b.length)).toEqual([[''], ['mutation', 'mutation']]);
});

test('a dead service makes its part null and is named, and nothing tells where it is', async () => {
  running = await trialGateway('dead');
  const { data, errors } = await running.ask(JOINED);
  expect(data).toEqual({ beats: beatsAlone });
  expect(errors).toEqual([
    {
      message: 'The service incidents did not answer.',
      extensions: { code: 'SERVICE_UNAVAILABLE', service: 'incidents', correlationId: 'c-1' },
    },
  ]);
  expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|stack|http/);
});

test('a service that is too slow costs its part only', async () => {
  running = await trialGateway({ delayMs: NEVER_MS });
  const started = performance.now();
  const { data, errors } = await running.ask(JOINED);
  expect(performance.now() - started).toBeGreaterThan(QUERY_DEADLINE_MS - 100);
  expect(data).toEqual({ beats: beatsAlone });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: 'incidents' });
});

test.each(['<html>at 10.0.0.7:4012</html>', '[]', '{"data": 7}', '{"errors": "at /srv/x.js:1"}'])(
  'a service that answers %s has not answered',
  async (garbage) => {
    running = await trialGateway({ garbage });
    const { data, errors } = await running.ask(JOINED);
    expect(data).toEqual({ beats: beatsAlone });
    expect(errors).toMatchObject([{ message: 'The service incidents did not answer.' }]);
  },
);

test('a service that has just failed five times is not asked, and is tried again later', async () => {
  const outcomes: string[] = [];
  running = await trialGateway('dead', ({ service, outcome }) => {
    if (service === 'incidents') outcomes.push(outcome);
  });
  for (let i = 0; i < 7; i++) await running.ask('{ incidentCount }');
  expect(outcomes).toEqual([...Array<string>(5).fill('unreachable'), 'circuit-open', 'circuit-open']);
});

test('a coded error of a service passes; any other is masked', async () => {
  running = await trialGateway({
    resolvers: {
      Query: {
        hidden() {
          throw new GraphQLError('Your role never has it.', {
            extensions: { code: 'FORBIDDEN', stack: 'x' },
          });
        },
        unknown() {
          throw new Error('SELECT * FROM incidents failed at 10.0.0.7');
        },
      },
    },
  });
  const { data, errors } = await running.ask('{ hidden unknown }');
  expect(data).toEqual({ hidden: null, unknown: null });
  expect(errors).toEqual([
    {
      message: 'Your role never has it.',
      path: ['hidden'],
      extensions: { code: 'FORBIDDEN', service: 'incidents', correlationId: 'c-1' },
    },
    {
      message: 'Internal error.',
      path: ['unknown'],
      extensions: { code: 'INTERNAL', service: 'incidents', correlationId: 'c-1' },
    },
  ]);
});

test('why a service cannot do now what it was asked is told as it says it, not as if it were silent', async () => {
  const message = 'There is no space left on the disk; nothing was recorded.';
  running = await trialGateway({
    resolvers: {
      Query: {
        hidden() {
          throw new GraphQLError(message, { extensions: { code: 'SERVICE_UNAVAILABLE' } });
        },
      },
    },
  });
  expect((await running.ask('{ hidden }')).errors).toEqual([
    {
      message,
      path: ['hidden'],
      extensions: { code: 'SERVICE_UNAVAILABLE', service: 'incidents', correlationId: 'c-1' },
    },
  ]);
});

test('an answer against the schema is an error, not a silent null', async () => {
  running = await trialGateway({ garbage: '{"data":{"garbled":{"value":"not a number"}}}' });
  const { data, errors } = await running.ask('{ garbled { value } }');
  expect(data).toEqual({ garbled: null });
  expect(errors?.[0]?.extensions.code).toBe('INTERNAL');
});

test('what a reference does not lead to is null and no error', async () => {
  running = await trialGateway();
  expect(await running.ask('{ lastIn { id code } }')).toMatchObject({ data: { lastIn: null } });
  expect(await running.ask('{ lastIn { id code } incidentCount }')).not.toHaveProperty('errors');
  expect((await running.ask('{ lastIn { id } }')).data).toEqual({ lastIn: { id: 'gone' } });
});

test('queries of several services fail apart, whatever the services promise', async () => {
  running = await trialGateway('dead');
  const { data, errors } = await running.ask('{ beats { id } incidentCount }');
  expect(data).toEqual({ beats: [{ id: '1' }, { id: '2' }], incidentCount: null });
  expect(errors).toHaveLength(1);
});

test('a query whose connection dies is asked once more, a mutation never: it may have been done', async () => {
  running = await trialGateway();
  const { beats } = running;
  beats.dropNext();
  expect((await running.ask('{ beat(id: "1") { code } }')).data).toEqual({ beat: { code: 'B-1' } });
  expect(beats.requests).toHaveLength(2);
  beats.dropNext();
  const { errors } = await running.ask('mutation { closeBeat(id: "1") { code } }');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: 'beats' });
  expect(beats.requests).toHaveLength(3);
});
