import { once } from 'node:events';
import { setImmediate as afterReading } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { nothingGoesOn } from '@proximidad/testing/waiting';
import { asking, ASKING_DEADLINE_MS } from './asking.ts';
import { remoteSubgraph } from './remote-subgraph.ts';

const subject = { id: 'a', role: 'analyst', purpose: 'STATISTICS' } as const;
const CUT = { position: 7, clock: 1 };
/** Longer than `nation` waits for an answer, and than a busy machine keeps the service from giving one. */
const PASSED_MS = ASKING_DEADLINE_MS + 3_000;

/** Answers while this thread stands still. */
const SERVICE = `
const { createServer } = require('node:http');
const { parentPort } = require('node:worker_threads');
const server = createServer((request, response) => {
  request.resume().once('end', () => response.end(JSON.stringify({ data: { beat: { code: 'B' } } })));
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

test('an answer that came in time while the gateway did not look is taken', async () => {
  const service = new Worker(SERVICE, { eval: true });
  const [port] = (await once(service, 'message')) as [number];
  const subgraph = remoteSubgraph('beats', `http://127.0.0.1:${port}/graphql`);
  const ask = asking({ subgraphs: [subgraph], passport: () => Promise.resolve('p') });
  const beat = () => ask('beats', { query: '{ beat(id: "1") { code } }' }, { subject, note: undefined }, CUT);
  try {
    // The connection is there.
    expect(await beat()).toMatchObject({ data: { beat: { code: 'B' } } });
    const answer = beat();
    // The request goes out, and nothing is read after that.
    for (let turn = 0; turn < 3; turn++) await afterReading();
    nothingGoesOn(PASSED_MS);
    expect(await answer).toMatchObject({ data: { beat: { code: 'B' } } });
  } finally {
    await subgraph.close();
    await service.terminate();
  }
});
