import { openCompany } from '@proximidad/cost';
import { until } from '@proximidad/testing/waiting';
import { openOperationTurns } from '../identity/operation-turns.ts';
import { streamingCaller, trialStreaming } from '../testing/streaming.ts';
import { eventReply } from './event-answers.ts';
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
