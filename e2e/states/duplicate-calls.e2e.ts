import { randomUUID } from 'node:crypto';
import { eventually } from '../platform.ts';
import { platform } from '../stage.ts';

describe('duplicate calls', () => {
  /** Monterrey, shots: eleven callers within four minutes (N1). */
  const CALLS = 11;
  const FOUR_MINUTES_S = 240;
  const FIRST = { lon: -100.316, lat: 25.671 };
  const METRE = 1 / 111_195;
  const north = (metres: number) => ({ ...FIRST, lat: FIRST.lat + metres * METRE });
  /** How far each caller is from the first; the last one mentions a wound. */
  const METRES = [0, 58, 116, 20, 35, 70, 90, 100, 45, 10, 140];

  let began = 0;
  beforeAll(() => {
    began = Date.now() - 600_000;
  });
  const at = (seconds: number) => new Date(began + seconds * 1_000).toISOString();
  const operator = 'operator-19';
  /** Answered once it has been projected: later queries see it. */
  const PROJECTED = '... on IncidentAccepted { incident { id } }';
  const command = (occurredAt: string) => ({ commandId: randomUUID(), occurredAt });

  async function called(n: number, code: string): Promise<string> {
    const { execute } = platform;
    const startedAt = at((FOUR_MINUTES_S / CALLS) * n);
    const call = await execute(
      operator,
      'receiveCall',
      { ...command(startedAt), channel: 'C911', municipality: '19039', startedAt, answeredAt: startedAt },
      '... on CallAccepted { call { id } }',
    );
    const callId = (call['call'] as { id: string }).id;
    await execute(operator, 'classifyCall', { ...command(startedAt), callId, code });
    return callId;
  }

  async function reported(callId: string, n: number, code: string, priority?: string): Promise<string> {
    const answer = await platform.execute(
      operator,
      'reportIncident',
      {
        ...command(at((FOUR_MINUTES_S / CALLS) * n + 5)),
        ...{ callIds: [callId], code, priority, municipality: '19039', point: north(METRES[n]!) },
      },
      PROJECTED,
    );
    return (answer['incident'] as { id: string }).id;
  }

  const SEEN = `query ($id: ID!) { incident(id: $id) {
  status calls duplicateCalls outcome mergedInto { id } priority
  dispatches { jobId } related { relation incident { id } } absorbed { calls incident { id } } } }`;

  async function seen(id: string) {
    const { data } = await platform.ask<{ incident: Record<string, unknown> }>(operator, SEEN, { id });
    return data!.incident;
  }

  test('N1: eleven calls are one job, and the wounded a medical incident beside it', async () => {
    const { execute, ask } = platform;
    const first = await called(0, '30202');
    const shots = await reported(first, 0, '30202', 'MEDIA');
    for (let n = 1; n < CALLS - 1; n++) {
      // The second and third are reported as the same kind, later ones as already known.
      const callId = await called(n, n < 3 ? '30202' : '60205');
      const suggestion = await execute(
        operator,
        'suggestDuplicates',
        { ...command(at(FOUR_MINUTES_S)), callId, point: north(METRES[n]!) },
        '... on CallAccepted { call { suggestions { score distanceMetres incident { id } reasons } } }',
      );
      const { suggestions } = suggestion['call'] as {
        suggestions: { score: number; distanceMetres: number; incident: { id: string } }[];
      };
      expect(suggestions).toMatchObject([{ distanceMetres: METRES[n], incident: { id: shots } }]);
      expect(
        await execute(
          operator,
          'linkDuplicate',
          { ...command(at(FOUR_MINUTES_S)), callId, incidentId: shots, rule: 'PROPOSED' },
          '... on CallAccepted { call { status } }',
        ),
      ).toMatchObject({ call: { status: 'LINKED' } });
    }

    const wounded = await called(CALLS - 1, '10209');
    const asked = { ...command(at(FOUR_MINUTES_S)), callId: wounded, point: north(140) };
    expect(
      await execute(
        operator,
        'suggestDuplicates',
        asked,
        '... on CallAccepted { call { suggestions { score } } }',
      ),
    ).toMatchObject({ call: { suggestions: [] } });
    const wrongly = { ...command(at(FOUR_MINUTES_S)), callId: wounded, incidentId: shots, rule: 'OPERATOR' };
    expect(await execute(operator, 'linkDuplicate', wrongly)).toMatchObject({
      code: 'OtherKind',
      rule: 'BR-I2',
    });
    const medical = await reported(wounded, CALLS - 1, '10209');
    const related = { incidentId: medical, toIncidentId: shots, relation: 'SAME_EVENT' };
    await execute(operator, 'linkIncident', { ...command(at(FOUR_MINUTES_S + 10)), ...related }, PROJECTED);
    const raised = { incidentId: shots, priority: 'ALTA', reason: 'PERSON_AT_RISK' };
    await execute(operator, 'changePriority', { ...command(at(FOUR_MINUTES_S + 12)), ...raised }, PROJECTED);

    expect(await seen(shots)).toMatchObject({
      ...{ calls: CALLS - 1, duplicateCalls: CALLS - 2, priority: 'ALTA' },
      related: [{ relation: 'SAME_EVENT', incident: { id: medical } }],
    });
    expect(await seen(medical)).toMatchObject({
      ...{ calls: 1, related: [{ relation: 'SAME_EVENT', incident: { id: shots } }] },
    });
    const { data } = await ask<{ incidents: { totalCount: number } }>(
      operator,
      '{ incidents(entity: "19", first: 0, status: [REPORTED]) { totalCount } }',
    );
    expect(data!.incidents.totalCount).toBe(2);
  });

  test('N1: an incident that was reported twice is merged, and made two again with each call where it was', async () => {
    const { execute, ask } = platform;
    const [one, other] = [await called(1, '31112'), await called(2, '31112')];
    const survivor = await reported(one, 1, '31112');
    const twice = await reported(other, 2, '31112');
    const target = { incidentId: twice, survivorId: survivor };
    await execute(operator, 'mergeIncidents', { ...command(at(300)), ...target }, PROJECTED);
    expect(await seen(survivor)).toMatchObject({
      calls: 2,
      absorbed: [{ calls: 1, incident: { id: twice } }],
    });
    expect(await seen(twice)).toMatchObject({
      ...{ status: 'CLOSED', outcome: 'DUPLICATE', mergedInto: { id: survivor }, calls: 1 },
    });
    expect(
      await execute(operator, 'dispatchPatrol', { ...command(at(301)), incidentId: twice, unitId: twice }),
    ).toMatchObject({ __typename: 'Refusal' });

    await execute(operator, 'revertMerge', { ...command(at(310)), incidentId: twice }, PROJECTED);
    expect(await seen(survivor)).toMatchObject({ calls: 1, absorbed: [] });
    expect(await seen(twice)).toMatchObject({
      status: 'REPORTED',
      outcome: null,
      mergedInto: null,
      calls: 1,
    });
    const history = await eventually('the call knows its incident', async () => {
      const answer = await ask<{
        call: { incident: { id: string }; history: { edges: { node: { type: string } }[] } };
      }>(
        operator,
        'query ($id: ID!) { call(id: $id) { incident { id } history { edges { node { type } } } } }',
        {
          id: other,
        },
      );
      const types = answer.data!.call.history.edges.map(({ node }) => node.type);
      return types.includes('CallReported') ? { types, incident: answer.data!.call.incident.id } : undefined;
    });
    expect(history).toEqual({
      types: expect.arrayContaining(['CallReceived', 'CallClassified', 'CallReported']) as unknown,
      incident: twice,
    });
  });
});
