import { randomUUID } from 'node:crypto';
import { full, type Platform, startPlatform } from './platform.ts';
import { type Scene, setScene } from './scene.ts';

const PAIRS = full ? 2_000 : 60;
const WRITES_MAX = 2_000;
const TEST_TIMEOUT_MS = 240_000;

let platform: Platform;
let scene: Scene;

beforeAll(async () => {
  platform = await startPlatform();
  scene = await setScene(platform);
}, 90_000);
afterAll(() => platform?.clear(), 30_000);

const QUERIES = [
  `incidents(entity: "09", first: 20) { totalCount edges { node { id status priority beat { id code units { code status } } } } }`,
  `beats(entity: "09", first: 10) { edges { node { id code openIncidents(first: 20) { edges { node { id status } } } units { code status } } } }`,
  `units(entity: "09", first: 10) { edges { node { code status lastPoint { lat } } } }`,
];
const asOf = (fields: string) => `query ($position: Position!) @asOf(position: $position) { ${fields} }`;

test(
  'whole answers across services at one cut, given while officers work, are given again later',
  async () => {
    const { tell, ask } = platform;
    const positions: string[] = [];
    const ids: string[] = [];
    const write = async (turn: number) => {
      if (turn % 3 === 2) {
        const closing = { commandId: randomUUID(), incidentId: ids.shift(), outcome: 'RESOLVED' };
        return tell('operator-09', 'closeIncident', { ...closing, finalCode: '30421', victims: 0 });
      }
      const report = { commandId: randomUUID(), code: '30421', point: scene.point };
      const told = await tell(
        'operator-09',
        'reportIncident',
        report,
        '... on IncidentAccepted { incident { id } position }',
      );
      ids.push((told['incident'] as { id: string }).id);
      positions.push(String(told['position']));
      return told;
    };
    await write(0);
    let asking = true;
    const writing = (async () => {
      for (let turn = 1; asking && turn < WRITES_MAX; turn++) await write(turn);
    })();
    const written: { readonly query: string; readonly position: string; readonly data: unknown }[] = [];
    try {
      for (let pair = 0; pair < PAIRS; pair++) {
        const query = asOf(QUERIES[pair % QUERIES.length]!);
        const position = positions[Math.floor(Math.random() * positions.length)]!;
        const { data, errors } = await ask<object>('commander-09', query, { position });
        expect(errors).toBeUndefined();
        written.push({ query, position, data });
      }
    } finally {
      asking = false;
      await writing;
    }
    expect(positions.length).toBeGreaterThan(1);
    expect(new Set(written.map(({ data }) => JSON.stringify(data))).size).toBeGreaterThan(QUERIES.length);
    for (const { query, position, data } of written) {
      expect((await ask<object>('commander-09', query, { position })).data).toEqual(data);
    }
  },
  TEST_TIMEOUT_MS,
);

test('a commander of another state sees nothing of it, as of any moment', async () => {
  const query = asOf('incidents(entity: "09", first: 5) { edges { node { id } } }');
  const now = await platform.ask<{ nationalPicture: { position: string } }>(
    'analyst',
    '{ nationalPicture { position } }',
  );
  const { position } = now.data!.nationalPicture;
  type Listed = { incidents: { edges: unknown[] } };
  const own = await platform.ask<Listed>('commander-09', query, { position });
  expect(own.data?.incidents.edges).toHaveLength(5);
  const other = await platform.ask<Listed>('commander-14', query, { position });
  expect(other.data?.incidents.edges).toEqual([]);
});
