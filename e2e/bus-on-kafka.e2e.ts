import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messagesOn, needing } from '@proximidad/testing';
import { busesHere } from './buses.ts';
import { everything } from './log.ts';
import { eventually, full, type Platform, runProgram, startPlatform } from './platform.ts';
import { type Scene, setScene } from './scene.ts';

const { missing } = await busesHere();
const OPERATIONS = 'infra/operations/src/main.ts';
const TIMEOUT_MS = 400_000;

let platform: Platform;
let scene: Scene;

const id = () => ({ commandId: randomUUID() });

async function reportIncident(): Promise<string> {
  const reported = await platform.tell(
    'operator-09',
    'reportIncident',
    { ...id(), code: '30421', point: scene.point },
    '... on IncidentAccepted { incident { id } }',
  );
  return (reported['incident'] as { id: string }).id;
}

/** Beats has ranked who could go, and incidents has heard of it: there and back over the bus. */
async function isProposed(incidentId: string): Promise<true | undefined> {
  const { data } = await platform.ask<{ incident: { proposal: object | null } }>(
    'operator-09',
    'query ($id: ID!) { incident(id: $id) { proposal { at } } }',
    { id: incidentId },
  );
  return data?.incident.proposal ? true : undefined;
}

async function everyProposal(incidents: readonly string[]): Promise<void> {
  for (const incident of incidents)
    await eventually(`the proposal for ${incident}`, () => isProposed(incident));
}

/** What the services recorded, apart from what the platform keeps of its own operation. */
async function recorded() {
  return (await everything(platform.storeUrl)).filter(({ stream }) => !stream.startsWith('ops_'));
}

const brokers = () => readFileSync(join(platform.data, 'run/kafka.brokers'), 'utf8').trim().split(',');

needing(missing).describe('the platform on Kafka', () => {
  beforeAll(async () => {
    platform = await startPlatform(undefined, 'kafka');
    scene = await setScene(platform);
  }, TIMEOUT_MS);
  afterAll(() => platform?.clear(), 60_000);

  test(
    'whatever dies of the bus, commands go on, and every reaction comes once',
    async () => {
      const incidents = [await reportIncident()];
      await everyProposal(incidents);
      const victims = ['kafka-1', 'beats', 'kafka', 'incidents'] as const;
      for (let round = 0; round < (full ? 3 : 1); round++) {
        for (const victim of victims) {
          platform.signal(victim, 'SIGKILL');
          if (victim === 'incidents') await platform.ready();
          for (let n = 0; n < 3; n++) incidents.push(await reportIncident());
          await eventually('the bus runs again', async () => {
            await messagesOn({ brokers: brokers() }, 'sp.incidents.09.v1');
            return true;
          });
        }
      }
      await platform.ready();
      await everyProposal(incidents);
      const events = await recorded();
      const rankings = events.filter(({ type }) => type === 'PatrolCandidatesRanked');
      expect(rankings.length).toBe(incidents.length);
      const told = await messagesOn({ brokers: brokers() }, 'sp.incidents.09.v1');
      const reports = told.filter(({ type }) => type === 'IncidentReported');
      expect(new Set(reports.map(({ source }) => source.stream))).toEqual(
        new Set(incidents.map((incident) => `incident_${incident}`)),
      );
    },
    TIMEOUT_MS,
  );

  test('what is public names no point, unit nor person, and is keyed by its source', async () => {
    const told = await messagesOn({ brokers: brokers() }, 'sp.pub.incidents.v1');
    expect(told.length).toBeGreaterThan(0);
    expect(JSON.stringify(told.map(({ data }) => data))).not.toMatch(/"(lat|lon|point|unitId|victims)"/);
    for (const { source } of told) expect(source.entity).toBe('09');
  });

  test(
    'published anew from the beginning, nothing happens twice, and nothing waits in quarantine',
    async () => {
      const before = (await recorded()).length;
      const topic = 'sp.incidents.09.v1';
      const lay = await messagesOn({ brokers: brokers() }, topic);
      // Some lie there twice already: a relay that was killed had published what its checkpoint did not yet say.
      const wanted = lay.length + new Set(lay.map(({ id: message }) => message)).size;
      const { code } = await runProgram([OPERATIONS, 'relay', '--from', '0'], platform.environment);
      expect(code).toBe(0);
      await eventually('it lies there again', async () =>
        (await messagesOn({ brokers: brokers() }, topic)).length >= wanted ? true : undefined,
      );
      const incident = await reportIncident();
      await everyProposal([incident]);
      const events = await recorded();
      const fresh = events.filter(({ stream }) => stream.endsWith(incident));
      expect(events.length - before).toBe(fresh.length + 1);
      const { stdout } = await runProgram([OPERATIONS, 'quarantine', 'list'], platform.environment);
      expect(stdout).toBe('');
    },
    TIMEOUT_MS,
  );
});
