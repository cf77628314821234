import type { EventsOf } from '@proximidad/bus';
import { testCarriers } from '@proximidad/testing';
import {
  at,
  beatId,
  beatsPublish,
  execute,
  operator,
  others,
  point,
  read,
  receive,
  report,
  u101,
  u102,
  until,
  useIncidents,
} from './testing/incidents-stage.ts';
import { commandsContract } from './testing/commands-contract.ts';
import { callsContract } from './testing/calls-contract.ts';
import { sightContract } from './testing/sight-contract.ts';
import { timeContract } from './testing/time-contract.ts';

const { carriers, missing } = await testCarriers();

describe.each(carriers)('on $name', (carrier) => {
  useIncidents(carrier);

  test('an operator reports a robbery, the nearest patrol is proposed, sent by him, arrives and closes', async () => {
    const callId = await receive();
    expect(
      await execute(operator, 'classifyCall', { callId, code: '30421', occurredAt: at(20) }),
    ).toMatchObject({
      call: { status: 'CLASSIFIED', proper: true, code: { label: expect.stringMatching(/transe/i) } },
    });
    const incident = await report({ callIds: [callId], folio: 'C5/261114/08751' });
    expect(incident).toMatchObject({ status: 'REPORTED', priority: 'ALTA', beat: { id: beatId }, calls: 1 });
    expect(await read(operator, `{ call(id: "${callId}") { status incident { id } } }`)).toEqual({
      call: { status: 'REPORTED', incident: { id: incident.id } },
    });

    const candidate = (unitId: string, distanceMetres: number, score: number) => {
      return { unitId, distanceMetres, etaSeconds: null, sameBeat: true, score, reasons: ['SAME_BEAT'] };
    };
    const candidates = [candidate(u101, 397, 0.91), candidate(u102, 1_850, 0.6)];
    const ranked = {
      type: 'PatrolCandidatesRanked',
      incidentId: incident.id,
      round: 0,
      candidates,
      modelVersion: 'p1',
    };
    await beatsPublish('restricted', ranked as EventsOf<'beats', 'restricted'>);
    const otherwise = `{ counterfactualDispatch(incident: "${incident.id}", ranking: OWN_BEAT) {
      round modelVersion sentRank candidates { unit { id } rank rankThen reasons } } }`;
    await until(async () => (await read(operator, otherwise)).counterfactualDispatch !== null);
    const first = await read(operator, otherwise);
    expect(first.counterfactualDispatch).toMatchObject({ round: 0, modelVersion: 'p1', sentRank: null });
    expect(first.counterfactualDispatch.candidates).toHaveLength(2);
    expect(await read(operator, otherwise)).toEqual(first);
    const board = `{ incident(id: "${incident.id}") { status units { id } arrivalDueAt dispatchDueAt
    proposal { at candidates { unit { id } distanceMetres score reasons } }
    dispatches { unit { id } status proposalAccepted dispatchedAt arrivedAt } } }`;
    expect((await read(operator, board)).incident).toMatchObject({
      status: 'REPORTED',
      units: [],
      dispatches: [],
      arrivalDueAt: at(600),
      dispatchDueAt: at(90),
      proposal: {
        at: at(26),
        candidates: [{ unit: { id: u101 }, distanceMetres: 397, score: 0.91 }, { unit: { id: u102 } }],
      },
    });

    const job = { incidentId: incident.id, unitId: u101 };
    expect(await execute(operator, 'dispatchPatrol', { ...job, occurredAt: at(43) })).toMatchObject({
      incident: { status: 'DISPATCHED', units: [{ id: u101 }] },
    });
    await execute(operator, 'acknowledgeDispatch', { ...job, occurredAt: at(65) });
    await execute(operator, 'reportEnRoute', { ...job, occurredAt: at(70) });
    expect(await execute(operator, 'reportArrival', { ...job, occurredAt: at(386) })).toMatchObject({
      incident: { status: 'ON_SCENE', responseSeconds: 386 },
    });
    const closing = { incidentId: incident.id, outcome: 'RESOLVED', finalCode: '30421', victims: 1 };
    expect(await execute(operator, 'closeIncident', { ...closing, occurredAt: at(2_575) })).toMatchObject({
      incident: { status: 'CLOSED', units: [] },
    });
    expect((await read(operator, board)).incident.dispatches).toEqual([
      {
        ...{ unit: { id: u101 }, status: 'CLEARED', proposalAccepted: true },
        ...{ dispatchedAt: at(43), arrivedAt: at(386) },
      },
    ]);

    const executed = async (kind: 'public' | 'restricted') =>
      (await others.heard('incidents', kind, '09'))
        .filter(({ data: facts }) => (facts as { incidentId: string }).incidentId === incident.id)
        .map(({ type, data: facts }) => ({ type, ...(facts as object) }));
    await until(async () => (await executed('public')).some(({ type }) => type === 'IncidentClosed'));
    const restricted = await executed('restricted');
    expect(restricted.map(({ type }) => type)).toEqual([
      ...['IncidentReported', 'PatrolDispatched', 'UnitEnRoute', 'UnitArrived', 'IncidentClosed'],
    ]);
    expect(restricted[0]).toMatchObject({ point, beatId, code: '30421' });
    expect(restricted.at(-1)).toMatchObject({ victims: 1, unitIds: [u101], finalCode: '30421' });
    expect(JSON.stringify(await executed('public'))).not.toMatch(/point|unitId|victims/);
  });

  commandsContract();
  callsContract();
  sightContract();
  timeContract();
});

// oxlint-disable-next-line jest/no-disabled-tests -- told with its reason; the full run counts it as a failure
if (missing) test.skip(`on Kafka: ${missing}`, () => undefined);
