import { randomUUID } from 'node:crypto';
import { createClient as sseClient } from 'graphql-sse';
import { createClient as wsClient } from 'graphql-ws';
import { type Platform, startPlatform } from './platform.ts';
import { type Scene, setScene } from './scene.ts';

const TEST_TIMEOUT_MS = 60_000;

let platform: Platform;
let scene: Scene;

beforeAll(async () => {
  platform = await startPlatform();
  scene = await setScene(platform);
}, 90_000);
afterAll(() => platform?.clear(), 30_000);

interface Frame {
  readonly data?: {
    readonly incidents: { readonly edges: readonly { readonly node: object }[] };
  };
}

const url = (protocol: string) => `${protocol}://127.0.0.1:${platform.port}/graphql`;

/** An operation over one of the two transports, as an integrator's client does it. */
function frames(transport: 'ws' | 'sse', user: string, query: string): AsyncIterableIterator<Frame> {
  const token = async () => `Bearer ${await platform.token(user)}`;
  if (transport === 'ws') {
    const client = wsClient({
      url: url('ws'),
      connectionParams: async () => ({ authorization: await token() }),
    });
    return client.iterate({ query }) as AsyncIterableIterator<Frame>;
  }
  const client = sseClient({ url: url('http'), headers: async () => ({ authorization: await token() }) });
  return client.iterate({ query }) as AsyncIterableIterator<Frame>;
}

async function report(): Promise<{ readonly id: string; readonly position: string }> {
  const input = { commandId: randomUUID(), code: '30421', point: scene.point };
  const told = await platform.tell(
    'operator-09',
    'reportIncident',
    input,
    '... on IncidentAccepted { incident { id } position }',
  );
  return { id: (told['incident'] as { id: string }).id, position: String(told['position']) };
}

test.each(['ws', 'sse'] as const)(
  'a subscriber over %s sees each change once, with what other services know of it',
  async (transport) => {
    const { position } = await report();
    const { id } = await report();
    const changes = frames(
      transport,
      'operator-09',
      `subscription { incidentChanged(entity: "09", resume: "${position}") {
        cursor kind id incident { id status beat { code } }
      } }`,
    );
    const { value } = await changes.next();
    const incident = { id, status: 'REPORTED', beat: { code: 'IZP-6.1.4' } };
    expect(value).toMatchObject({ data: { incidentChanged: { kind: 'APPEARED', id, incident } } });
    await changes.return?.();
  },
  TEST_TIMEOUT_MS,
);

test.each(['ws', 'sse'] as const)(
  'a live query over %s shows what holds now, and then what has changed',
  async (transport) => {
    const results = frames(
      transport,
      'operator-09',
      'query @live { incidents(entity: "09", first: 100) { edges { node { id status beat { code } } } } }',
    );
    const first = (await results.next()).value as Frame;
    const before = first.data!.incidents.edges.length;
    const { id } = await report();
    for await (const { data } of results) {
      const { edges } = data!.incidents;
      if (edges.length === before) continue;
      expect(edges[0]!.node).toMatchObject({ id, beat: { code: 'IZP-6.1.4' } });
      break;
    }
  },
  TEST_TIMEOUT_MS,
);
