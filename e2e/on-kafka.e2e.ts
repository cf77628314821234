import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messagesOn, needing } from '@proximidad/testing';
import { endsWhileHanging } from './both-buses/hanging.e2e.ts';
import { fromCallToFollowUp, PROJECTED } from './both-buses/incident-to-follow-up.e2e.ts';
import { busesHere } from './buses.ts';
import { everything, notesAccess } from './log.ts';
import { eventually, full, type Platform, type ProcessName, runProgram, startPlatform } from './platform.ts';
import { type Scene, setScene } from './scene.ts';

const OPERATIONS = 'infra/operations/src/main.ts';
const BUS_TIMEOUT_MS = 1_800_000;
/** A broker's node and a service, or everything that is part of the bus. */
const VICTIMS: readonly ProcessName[] = full
  ? ['kafka-1', 'beats', 'kafka', 'incidents']
  : ['kafka-1', 'incidents'];

const { missing } = await busesHere();

let platform: Platform;
let scene: Scene;
const id = () => ({ commandId: randomUUID() });

needing(missing).describe('on Kafka', () => {
  beforeAll(async () => {
    platform = await startPlatform(undefined, 'kafka');
    scene = await setScene(platform);
  });
  afterAll(() => platform?.clear());

  fromCallToFollowUp(() => ({ platform, scene }));
  describe('the bus', ofTheBus);
  // A broker elsewhere is not ours to stop.
  if (!process.env['KAFKA_BROKERS']) endsWhileHanging(() => platform, 'kafka-1');
});

async function reportIncident(): Promise<string> {
  const reported = await platform.execute(
    'operator-09',
    'reportIncident',
    { ...id(), code: '30421', point: scene.point },
    PROJECTED,
  );
  return (reported['incident'] as { id: string }).id;
}

/** Beats has ranked the units that could go, and incidents has heard of it: both ways over the bus. */
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

/**
 * What people's actions recorded, without the platform's own records, access notes, and what the passing of time
 * adds.
 */
async function recorded() {
  const all = await everything(platform.storeUrl);
  return all.filter(
    (event) => !event.stream.startsWith('ops_') && !notesAccess(event.stream) && !isOfTime(event),
  );
}

/** A deadline that passed, and another round of candidates that nobody requested. */
function isOfTime({ type, data }: { readonly type: string; readonly data: unknown }) {
  const { round = 0 } = data as { readonly round?: number };
  return type.startsWith('Deadline') || round > 0;
}

const brokers = () => readFileSync(join(platform.data, 'run/kafka.brokers'), 'utf8').trim().split(',');

/** What Kafka alone can show: it dies, and everything is published to it again. */
function ofTheBus() {
  test(
    'whatever dies of the bus, commands go on, and every reaction comes once',
    async () => {
      const before = await recorded();
      const count = (events: typeof before, type: string) => events.filter((one) => one.type === type).length;
      const incidents = [await reportIncident()];
      await everyProposal(incidents);
      for (let round = 0; round < (full ? 3 : 1); round++) {
        for (const victim of VICTIMS) {
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
      const rankings = count(await recorded(), 'PatrolCandidatesRanked');
      expect(rankings).toBe(count(before, 'PatrolCandidatesRanked') + incidents.length);
      const executed = await messagesOn({ brokers: brokers() }, 'sp.incidents.09.v1');
      const reports = executed.filter(({ type }) => type === 'IncidentReported');
      expect(new Set(reports.map(({ source }) => source.stream))).toEqual(
        new Set([
          ...before.filter(({ type }) => type === 'IncidentReported').map(({ stream }) => stream),
          ...incidents.map((incident) => `incident_${incident}`),
        ]),
      );
    },
    BUS_TIMEOUT_MS,
  );

  test('what is public names no point, unit nor person, and is keyed by its source', async () => {
    const executed = await messagesOn({ brokers: brokers() }, 'sp.pub.incidents.v1');
    expect(executed.length).toBeGreaterThan(0);
    expect(JSON.stringify(executed.map(({ data }) => data))).not.toMatch(/"(lat|lon|point|unitId|victims)"/);
    for (const { source } of executed) expect(source.entity).toBe('09');
  });

  test(
    'published anew from the beginning, nothing happens twice, and nothing waits in quarantine',
    async () => {
      const before = await recorded();
      const topic = 'sp.incidents.09.v1';
      const lay = await messagesOn({ brokers: brokers() }, topic);
      // Some are there twice already: a killed relay had published what its checkpoint did not yet include.
      const wanted = lay.length + new Set(lay.map(({ id: message }) => message)).size;
      const { code } = await runProgram([OPERATIONS, 'relay', '--from', '0'], platform.environment);
      expect(code).toBe(0);
      await eventually('it lies there again', async () =>
        (await messagesOn({ brokers: brokers() }, topic)).length >= wanted ? true : undefined,
      );
      const incident = await reportIncident();
      await everyProposal([incident]);
      const fresh = (await recorded()).slice(before.length);
      expect(fresh.length).toBeGreaterThan(1);
      // What the passing of time adds meanwhile is not caused by anything on the bus.
      const caused = new Set(before.map(({ metadata }) => metadata.causationId).filter(Boolean));
      expect(caused.size).toBeGreaterThan(1);
      expect(fresh.filter(({ metadata }) => caused.has(metadata.causationId))).toEqual([]);
      const { stdout } = await runProgram([OPERATIONS, 'quarantine', 'list'], platform.environment);
      expect(stdout).toBe('');
    },
    BUS_TIMEOUT_MS,
  );
}
