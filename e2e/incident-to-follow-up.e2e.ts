import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messagesOn } from '@proximidad/testing';
import { busesHere } from './buses.ts';
import { everything, notesAccess } from './log.ts';
import { eventually, full, type Platform, type ProcessName, runProgram, startPlatform } from './platform.ts';
import { type Scene, setScene } from './scene.ts';

const DAY_MS = 86_400_000;
const OPERATIONS = 'infra/operations/src/main.ts';
const BUS_TIMEOUT_MS = 900_000;
/** A broker's node and a service, or whoever is part of the bus. */
const VICTIMS: readonly ProcessName[] = full
  ? ['kafka-1', 'beats', 'kafka', 'incidents']
  : ['kafka-1', 'incidents'];

const { buses, missing } = await busesHere();

let platform: Platform;
let scene: Scene;
const id = () => ({ commandId: randomUUID() });
/** Answered once it has been projected: what is asked next knows of it. */
const PROJECTED = '... on IncidentAccepted { incident { id } }';

describe.each(buses)('on %s', (bus) => {
  beforeAll(async () => {
    platform = await startPlatform(undefined, bus);
    scene = await setScene(platform);
  }, 180_000);
  afterAll(() => platform?.clear(), 60_000);

  test('ST-4: an officer without certificate is not assigned to a beat, one with certificate and course owns it', async () => {
    const { execute, ask } = platform;
    const startsAt = new Date(Date.now() - 3_600_000).toISOString();
    const endsAt = new Date(Date.now() + 5 * 3_600_000).toISOString();
    const opened = await execute(
      'commander-09',
      'openShift',
      { ...id(), beatId: scene.beatId, kind: 'M', startsAt, endsAt },
      '... on BeatShiftAccepted { shift { id } }',
    );
    const shiftId = (opened['shift'] as { id: string }).id;
    const other = await execute(
      'academy',
      'registerOfficer',
      { ...id(), entity: '09', municipality: '09007', rank: 'POLICIA' },
      '... on OfficerAccepted { officer { id } }',
    );
    const uncertified = (other['officer'] as { id: string }).id;
    for (const officerId of [uncertified, scene.officerId]) {
      expect(
        await execute('commander-09', 'startDuty', { ...id(), officerId, method: 'ROLLCALL' }),
      ).toMatchObject({ __typename: 'OfficerDutyAccepted' });
    }
    await eventually('beats has heard of the officer', async () => {
      const assigning = { ...id(), officerId: uncertified, shiftId, role: 'MEMBER' };
      const { code } = await execute('commander-09', 'assignOfficer', assigning);
      return code === 'CertificateMissing' ? true : undefined;
    });
    const assigned = await eventually('what training told has come to beats', async () => {
      const result = await execute('commander-09', 'assignOfficer', {
        ...id(),
        officerId: scene.officerId,
        shiftId,
        role: 'OWNER',
      });
      return result.__typename === 'Refusal' ? undefined : result;
    });
    expect(assigned.__typename).toBe('OfficerAssignmentAccepted');
    const { data } = await ask<{ officer: object }>(
      'commander-09',
      'query ($id: ID!) { officer(id: $id) { certificate { valid } duty { startedAt } assignment { role shift { beat { code } } } } }',
      { id: scene.officerId },
    );
    expect(data?.officer).toMatchObject({
      certificate: { valid: true },
      duty: { startedAt: expect.any(String) },
      assignment: { role: 'OWNER', shift: { beat: { code: 'IZP-6.1.4' } } },
    });
  });

  test('ST-1: from the call to the follow-up, through four services that only tell each other facts', async () => {
    const { execute, ask } = platform;
    const call = await execute(
      'operator-09',
      'receiveCall',
      { ...id(), channel: 'C911', municipality: '09007' },
      '... on CallAccepted { call { id } position }',
    );
    const callId = (call['call'] as { id: string }).id;
    await execute('operator-09', 'classifyCall', { ...id(), callId, code: '30421' });
    const reported = await execute(
      'operator-09',
      'reportIncident',
      { ...id(), callIds: [callId], code: '30421', point: scene.point },
      '... on IncidentAccepted { incident { id priority beat { id } } }',
    );
    const incident = reported['incident'] as { id: string; priority: string; beat: { id: string } };
    expect(incident).toMatchObject({ priority: 'ALTA', beat: { id: scene.beatId } });

    const proposal = await eventually('the proposal', async () => {
      const { data } = await ask<{
        incident: { status: string; proposal: { candidates: { unit: { id: string } }[] } | null };
      }>(
        'operator-09',
        'query ($id: ID!) { incident(id: $id) { status proposal { candidates { unit { id } distanceMetres } } } }',
        { id: incident.id },
      );
      return data?.incident.proposal ? data.incident : undefined;
    });
    expect(proposal.proposal!.candidates.map(({ unit }) => unit.id)).toEqual([scene.near, scene.far]);
    // The system proposes, a person decides (BR-I4).
    expect(proposal.status).toBe('REPORTED');
    // What is to happen by when, in seconds from the call or the report (policy P1, BR-I3).
    const toCome = { ARRIVAL: 600, DECISION: 60, DISPATCH: 90, STATE_SUPPORT: 300 };
    expect(await awaited(incident.id, callId)).toEqual({ next: 'DECISION', ...toCome });

    const unit = { incidentId: incident.id, unitId: scene.near };
    await execute('operator-09', 'dispatchPatrol', { ...id(), ...unit }, PROJECTED);
    expect(await awaited(incident.id, callId)).toEqual({
      ...{
        next: 'ACKNOWLEDGEMENT',
        ARRIVAL: 600,
        STATE_SUPPORT: 300,
        ACKNOWLEDGEMENT: 45,
        REPORT_BACK: 1_800,
      },
    });
    await execute('officer-09', 'acknowledgeDispatch', { ...id(), ...unit });
    await execute('officer-09', 'reportArrival', { ...id(), ...unit }, PROJECTED);
    // The centre that turned the call over is still to be told (BR-I15).
    expect(await awaited(incident.id, callId)).toEqual({ next: 'REPORT_BACK', REPORT_BACK: 1_800 });
    const whileThere = await eventually('the unit is known to be there', async () => {
      const { data } = await ask<{
        beat: {
          units: { id: string; status: string }[];
          openIncidents: { edges: { node: { id: string } }[] };
        };
      }>(
        'operator-09',
        'query ($id: ID!) { beat(id: $id) { units { id status } openIncidents { edges { node { id units { code } } } } } }',
        { id: scene.beatId },
      );
      return data?.beat.units.some(({ id: unitId, status }) => unitId === scene.near && status === 'ON_SCENE')
        ? data.beat
        : undefined;
    });
    expect(whileThere.openIncidents.edges.map(({ node }) => node)).toEqual([
      { id: incident.id, units: [{ code: 'U-101' }] },
    ]);

    const closedFrom = Date.now();
    await execute('operator-09', 'closeIncident', {
      ...id(),
      incidentId: incident.id,
      outcome: 'RESOLVED',
      finalCode: '30421',
      victims: 1,
    });
    const closedUntil = Date.now();
    const followUp = await eventually('the follow-up', async () => {
      const { data } = await ask<{
        incident: { followUps: { id: string; dueAt: string; status: string }[] };
      }>(
        'officer-09',
        'query ($id: ID!) { incident(id: $id) { status responseSeconds followUps { id dueAt status } } }',
        { id: incident.id },
      );
      return data?.incident.followUps[0];
    });
    // Robbery with violence: five days after the close (BR-C3).
    const due = Date.parse(followUp.dueAt) - 5 * DAY_MS;
    expect([closedFrom <= due, due <= closedUntil]).toEqual([true, true]);
    expect(
      await execute('officer-09', 'completeFollowUp', { ...id(), followUpId: followUp.id, outcome: 'OK' }),
    ).toMatchObject({ __typename: 'FollowUpAccepted' });
  });

  test('the same command again is the same command, and a refusal names its rule', async () => {
    const { execute } = platform;
    const command = { ...id(), channel: 'RADIO', municipality: '09007' };
    const first = await execute(
      'operator-09',
      'receiveCall',
      command,
      '... on CallAccepted { known position call { id } }',
    );
    const again = await execute(
      'operator-09',
      'receiveCall',
      command,
      '... on CallAccepted { known position call { id } }',
    );
    expect(again).toMatchObject({ known: true, call: first['call'] });
    const callId = (first['call'] as { id: string }).id;
    expect(await execute('operator-09', 'classifyCall', { ...id(), callId, code: '99999' })).toMatchObject({
      code: 'UnknownCode',
    });
  });

  test('a contact of the officer in the beat is seen beside its incidents, by one question to the gateway', async () => {
    const { execute, ask } = platform;
    const people = { adults: 1, minors: 0 };
    await eventually('contacts knows the beat', async () => {
      const executed = await execute('officer-09', 'recordContact', {
        ...id(),
        kind: 'VISITA',
        outcome: 'ATENDIDO',
        beatId: scene.beatId,
        officerIds: [scene.officerId],
        durationSeconds: 300,
        people,
      });
      return executed.__typename === 'ContactAccepted' ? true : undefined;
    });
    const seen = await eventually('the contact', async () => {
      const { data, errors } = await ask<{ beat: { contacts: { edges: object[] } } }>(
        'officer-09',
        'query ($id: ID!) { beat(id: $id) { code contacts(first: 5) { edges { node { kind officers { id certificate { valid } } } } } openIncidents { totalCount } } }',
        { id: scene.beatId },
      );
      return errors === undefined && data?.beat.contacts.edges.length ? data.beat : undefined;
    });
    expect(seen.contacts.edges[0]).toMatchObject({
      node: { kind: 'VISITA', officers: [{ id: scene.officerId, certificate: { valid: true } }] },
    });
  });

  if (bus === 'kafka') describe('the bus', ofTheBus);
});

type Due = { readonly kind: string; readonly dueAt: string; readonly settledAt: string | null };

/** What is still awaited of an incident, in seconds from when each counts: the call, the report or the dispatch. */
async function awaited(incidentId: string, callId: string) {
  const { data } = await platform.ask<{
    call: { startedAt: string };
    incident: {
      reportedAt: string;
      nextDue: string | null;
      deadlines: readonly Due[];
      dispatches: readonly { readonly dispatchedAt: string }[];
    };
  }>(
    'operator-09',
    `query ($id: ID!, $call: ID!) { call(id: $call) { startedAt } incident(id: $id) { reportedAt nextDue
      deadlines { kind dueAt settledAt } dispatches { dispatchedAt } } }`,
    { id: incidentId, call: callId },
  );
  const { call, incident } = data!;
  const since = (kind: string) => {
    if (kind === 'ARRIVAL' || kind === 'DISPATCH') return call.startedAt;
    const isOfDispatch = kind === 'ACKNOWLEDGEMENT' || kind === 'REPORT_BACK';
    return isOfDispatch ? incident.dispatches[0]!.dispatchedAt : incident.reportedAt;
  };
  const open = incident.deadlines.filter(({ settledAt }) => settledAt === null);
  const seconds = open.map(({ kind, dueAt }) => [
    kind,
    (Date.parse(dueAt) - Date.parse(since(kind))) / 1_000,
  ]);
  return { next: incident.nextDue, ...Object.fromEntries(seconds) };
}

async function reportIncident(): Promise<string> {
  const reported = await platform.execute(
    'operator-09',
    'reportIncident',
    { ...id(), code: '30421', point: scene.point },
    PROJECTED,
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

/** What was recorded of what people did, apart from what the platform keeps of its own, who looked at it, and what time brings. */
async function recorded() {
  const all = await everything(platform.storeUrl);
  return all.filter(
    (event) => !event.stream.startsWith('ops_') && !notesAccess(event.stream) && !isOfTime(event),
  );
}

/** A deadline that passed, and another round of candidates that nobody asked for. */
function isOfTime({ type, data }: { readonly type: string; readonly data: unknown }) {
  const { round = 0 } = data as { readonly round?: number };
  return type.startsWith('Deadline') || round > 0;
}

const brokers = () => readFileSync(join(platform.data, 'run/kafka.brokers'), 'utf8').trim().split(',');

/** What Kafka alone can show: it dies, and it is published to anew. */
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
      // Some lie there twice already: a relay that was killed had published what its checkpoint did not yet say.
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
      // What time brings meanwhile is caused by nothing on the bus.
      const caused = new Set(before.map(({ metadata }) => metadata.causationId).filter(Boolean));
      expect(caused.size).toBeGreaterThan(1);
      expect(fresh.filter(({ metadata }) => caused.has(metadata.causationId))).toEqual([]);
      const { stdout } = await runProgram([OPERATIONS, 'quarantine', 'list'], platform.environment);
      expect(stdout).toBe('');
    },
    BUS_TIMEOUT_MS,
  );
}

// oxlint-disable-next-line jest/no-disabled-tests -- told with its reason; the full run counts it as a failure
if (missing) test.skip(`on Kafka: ${missing}`, () => undefined);
