import { openCompany } from '@proximidad/cost';
import { until } from '@proximidad/testing/waiting';
import { openAllowances } from '../identity/allowances.ts';
import { openOperationTurns } from '../identity/operation-turns.ts';
import { openStream } from '../live/operations.ts';
import { streamingCaller, trialStreaming } from '../testing/streaming.ts';
import { trialGateway } from '../testing/trial-gateway.ts';
import { eventReply, notAdmitted } from './event-answers.ts';
import { serve } from './server.ts';

test('H5: beside others a stream whose sender has gone before its turn is not opened', async () => {
  const company = openCompany<string>(() => 0);
  const operationTurns = openOperationTurns(company);
  const { deps, opened, streams, close } = await trialStreaming();
  const server = await serve({
    ...{ host: '127.0.0.1', port: 0, strictTransport: false, onFailure: () => undefined },
    routes: {
      '/graphql': async (request) => {
        const query = 'query @live { incidentCount }';
        const asked = { query, operationName: undefined, variables: {} };
        const reply = await eventReply({ ...deps, operationTurns }, asked, {
          ...{ caller: streamingCaller, request, correlationId: 'c' },
        });
        if ('status' in reply) throw reply.error;
        return reply.reply;
      },
    },
  });
  const ends: AbortController[] = [];
  const watch = () => {
    const end = new AbortController();
    ends.push(end);
    return fetch(`${server.url}/graphql`, { signal: end.signal }).catch(() => undefined);
  };
  company.asks('other');
  const held = await operationTurns.enterToWork(streamingCaller.subject.id);
  const gone = watch();
  await until(() => streams() === 1);
  ends[0]!.abort();
  await gone;
  const stays = watch();
  await until(() => streams() === 2);
  held();
  await stays;
  expect(opened).toHaveLength(1);
  expect(streams()).toBe(1);
  ends[1]!.abort();
  await until(() => streams() === 0);
  await server.close();
  await close();
});

test.each([
  ['LIMIT_EXCEEDED', 'streamsPerSubject', { all: 9, subject: 0 }],
  ['SERVICE_UNAVAILABLE', 'streams', { all: 0, subject: 9 }],
])('what is refused only for now says when to ask again: %s of %s', async (code, limit, streams) => {
  const { deps, opened, close } = await trialStreaming();
  const asked = { query: 'query @live { incidentCount }', operationName: undefined, variables: {} };
  const refused = await openStream(
    { ...deps, allowances: openAllowances({ streams }) },
    { request: asked, caller: streamingCaller, headers: {}, correlationId: 'c' },
  );
  expect(refused).toMatchObject([{ extensions: { code, limit, retryAfterMs: expect.any(Number) } }]);
  expect(opened).toEqual([]);
  await close();
});

test('what can never be answered does not say when to ask again', async () => {
  const { deps, close } = await trialStreaming();
  const asked = { query: 'query @live { nobody }', operationName: undefined, variables: {} };
  const refused = await openStream(deps, {
    ...{ request: asked, caller: streamingCaller, headers: {}, correlationId: 'c' },
  });
  expect(JSON.stringify(refused)).not.toContain('retryAfterMs');
  await close();
});

test('where there is no room for anybody it is the gateway that is short, and says when to ask again', async () => {
  const { deps, close } = await trialStreaming();
  deps.admission.close();
  expect(notAdmitted(deps)).toMatchObject({
    status: 503,
    error: { extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterMs: expect.any(Number) } },
  });
  await close();
});

test('one answer as a stream says when to ask again for what a service that does not answer leaves out', async () => {
  const without = await trialGateway('dead');
  const { deps, close } = await trialStreaming();
  const asked = { query: '{ beats { id } incidentCount }', operationName: undefined, variables: {} };
  const stream = await openStream(
    { ...deps, graph: without.graph, executor: without.executor },
    { request: asked, caller: streamingCaller, headers: {}, correlationId: 'c' },
  );
  if (!('next' in stream)) throw new Error(JSON.stringify(stream));
  const frame = await stream.next();
  const extensions = { code: 'SERVICE_UNAVAILABLE', retryAfterMs: expect.any(Number) };
  expect(JSON.parse(frame!.body)).toMatchObject({ errors: [{ extensions }] });
  stream.close();
  await Promise.all([close(), without.close()]);
});
