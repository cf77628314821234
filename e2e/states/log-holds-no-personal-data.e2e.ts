import type { RecordedEvent } from '@proximidad/eventsourcing';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { developmentUsers, subjectIdOf } from '@proximidad/identity';
import { everything, personalData } from '../log.ts';
import { eventually, full, runProgram } from '../platform.ts';
import { platform, scene } from '../stage.ts';

describe('the log holds no personal data', () => {
  /** For the demo nation; every day a few states are enough. */
  const NATION = ['--seed', '7', ...(full ? [] : ['--states', '02,09,14,31'])];
  const INCIDENTS_MIN = full ? 150 : 15;
  const LOOK_EVERY_MS = 500;
  const TIMEOUT_MS = full ? 1_800_000 : 900_000;
  /** Family violence, and the only thing at these coordinates. */
  const AT_HOME = { code: '30502', point: { lat: 19.361_734_6, lon: -99.091_734_6 } };
  const TELEPHONE = '5512345678';
  const CURP = 'GODE561231HDFRRN09';

  let incidentId: string;
  let log: readonly RecordedEvent[];

  beforeAll(async () => {
    const reported = await platform.execute(
      'operator-09',
      'reportIncident',
      { commandId: randomUUID(), ...AT_HOME },
      '... on IncidentAccepted { incident { id } }',
    );
    incidentId = (reported['incident'] as { id: string }).id;
    const closing = { commandId: randomUUID(), incidentId, outcome: 'RESOLVED', finalCode: AT_HOME.code };
    await platform.execute('operator-09', 'closeIncident', { ...closing, victims: 1 });
    await correct();
    await recordRape();
    const simulator = ['infra/simulator/src/main.ts', ...NATION];
    await runProgram(simulator, platform.environment, (child) => void stopWhenEnough(child));
    await eventually('the follow-up of the closed incident', async () => {
      log = await everything(platform.storeUrl);
      return log.find(({ type }) => type === 'FollowUpRequested');
    });
  }, TIMEOUT_MS);

  async function stopWhenEnough(simulator: ChildProcess): Promise<void> {
    const query = '{ nationalPicture { entities { incidents { recorded } } } }';
    while (simulator.exitCode === null && simulator.signalCode === null) {
      const answer = await platform
        .ask<{
          nationalPicture: { entities: { incidents: { recorded: number } | null }[] };
        }>('analyst', query)
        .catch(() => undefined);
      const recorded = answer?.data?.nationalPicture.entities.reduce(
        (sum, { incidents }) => sum + (incidents?.recorded ?? 0),
        0,
      );
      if ((recorded ?? 0) >= INCIDENTS_MIN) return void simulator.kill('SIGINT');
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Another kind now, which is not sensitive; the earlier point is submitted again. */
  async function correct(): Promise<void> {
    const correction = { incidentId, reason: 'NEW_EVIDENCE' };
    const executed = async (mutation: string, change: object) => {
      const input = { commandId: randomUUID(), ...correction, ...change };
      const { __typename, code } = await platform.execute('commander-09', mutation, input);
      return code ?? __typename;
    };
    expect(await executed('reclassifyIncident', { finalCode: '30909' })).toBe('IncidentAccepted');
    expect(await executed('relocateIncident', { point: AT_HOME.point })).toBe('PointOnSensitiveKind');
    expect(await executed('relocateIncident', { municipality: '09015' })).toBe('IncidentAccepted');
  }

  /** As an importer would send it that does not know that the kind is sensitive. */
  async function recordRape(): Promise<void> {
    const item = {
      entity: '09',
      source: 'sspdf',
      sourceKey: 'row-1',
      occurredAt: '2015-03-01T12:00:00Z',
      classification: { system: 'sspdf', code: 'VIOLACION' },
      point: AT_HOME.point,
    };
    const recorded = await platform.execute(
      'machine-09',
      'recordHistoricalIncidents',
      { items: [item] },
      'results { outcome }',
    );
    expect(recorded['results']).toEqual([{ outcome: 'ACCEPTED' }]);
  }

  test('what is scanned is the work of all services in several states', () => {
    const types = new Set(log.map(({ type }) => type));
    for (const type of [
      'BeatDesigned',
      'OfficerRegistered',
      'CertificateIssued',
      'OfficerAssigned',
      'CallReceived',
      'IncidentReported',
      'PatrolDispatched',
      'IncidentReclassified',
      'IncidentRelocated',
      'HistoricalIncidentRecorded',
      'ContactRecorded',
      'FollowUpRequested',
    ])
      expect(types).toContain(type);
    expect(new Set(log.map(({ metadata }) => metadata.jurisdiction.entity)).size).toBeGreaterThan(5);
  });

  test('nothing in the log points at a person, and nothing public at a place', () => {
    expect([...new Set(log.flatMap(personalData))]).toEqual([]);
  });

  test('H11: nobody who acted is known by what their token calls them', () => {
    const actors = new Set(
      log.flatMap(({ metadata: { actor } }) => (actor.role === 'SYSTEM' ? [] : [actor.id])),
    );
    expect(actors.size).toBeGreaterThan(5);
    for (const actor of actors) expect(actor).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const text = JSON.stringify(log);
    for (const { name } of developmentUsers) expect(text).not.toContain(subjectIdOf(name));
  });

  test('what happened at home is known by its beat, and its point is nowhere in the log', () => {
    const reported = log.find(
      ({ type, stream }) => type === 'IncidentReported' && stream.includes(incidentId),
    );
    expect(reported?.data).toMatchObject({
      place: { municipality: '09007', beatId: scene.beatId, point: null },
    });
    const text = JSON.stringify(log.map(({ data, metadata }) => [data, metadata]));
    expect(text).toContain(incidentId);
    for (const coordinate of Object.values(AT_HOME.point)) expect(text).not.toContain(String(coordinate));
  });

  test.each([TELEPHONE, CURP])(
    'a folio that looks like a person, %s, is refused at the door',
    async (folio) => {
      const input = { commandId: randomUUID(), code: '30421', point: scene.point, folio };
      const { data, errors } = await platform.ask(
        'operator-09',
        'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { __typename } }',
        { input },
      );
      expect(data?.['reportIncident' as never] ?? null).toBeNull();
      expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
      expect(JSON.stringify(errors)).not.toContain(folio);
    },
  );

  test.each<[string, string, object]>([
    ['a name', 'incident_09-1', { caller: { firstName: 'x' } }],
    ['a telephone', 'call_09-1', { folio: TELEPHONE }],
    ['a CURP', 'call_09-1', { folio: CURP }],
    ['a story', 'contact_09-1', { outcome: 'She said that '.repeat(10) }],
    ['a public point', 'public_09-incidents', { code: '30421', point: AT_HOME.point }],
    ['a sensitive point', 'incident_09-1', { initialCode: AT_HOME.code, place: { point: AT_HOME.point } }],
    ['an old sensitive point', 'historical_09-1', { classification: { code: 'VIOLACIÓN' }, lat: 1 }],
  ])('the scan finds %s', (_, stream, data) => {
    const { metadata } = log[0]!;
    expect(personalData({ stream, type: 'Planted', data, metadata })).not.toEqual([]);
  });
});
