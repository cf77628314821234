import { randomUUID } from 'node:crypto';
import { idFor } from '@proximidad/eventsourcing';
import { eventually, pseudonymOf } from '../platform.ts';
import { platform, scene } from '../stage.ts';

describe('jurisdiction', () => {
  let incidentId: string;
  let followUpId: string;

  beforeAll(async () => {
    const { execute, ask } = platform;
    const reported = await execute(
      'operator-09',
      'reportIncident',
      { commandId: randomUUID(), code: '30421', point: scene.point },
      '... on IncidentAccepted { incident { id } }',
    );
    incidentId = (reported['incident'] as { id: string }).id;
    const closing = {
      commandId: randomUUID(),
      incidentId,
      outcome: 'RESOLVED',
      finalCode: '30421',
      victims: 1,
    };
    await execute('operator-09', 'closeIncident', closing);
    followUpId = await eventually('the follow-up', async () => {
      const { data } = await ask<{ followUps: { edges: { node: { id: string } }[] } }>(
        'officer-09',
        '{ followUps(entity: "09") { edges { node { id } } } }',
      );
      return data?.followUps.edges[0]?.node.id;
    });
    const open = { commandId: randomUUID(), code: '31112', point: scene.point };
    await execute('operator-09', 'reportIncident', open, '... on IncidentAccepted { incident { id } }');
  });

  const EVERY_PATH = `query ($incident: ID!, $unit: ID!, $followUp: ID!, $beat: ID!, $officer: ID!) {
  byId: incident(id: $incident) { id }
  list: incidents(entity: "09") { totalCount edges { node { id } } }
  ofBeat: incidents(beat: $beat) { totalCount edges { node { id } } }
  all: incidents { totalCount edges { node { id } } }
  unit(id: $unit) { id }
  units(entity: "09") { totalCount edges { node { id } } }
  officer(id: $officer) { id certificate { valid } }
  followUp(id: $followUp) { id }
  followUps { totalCount edges { node { id } } }
  beat(id: $beat) { code openIncidents { totalCount edges { node { id } } } units { id } }
}`;

  test('a commander of Jalisco sees none of the incidents, units and follow-ups of Mexico City by any path', async () => {
    const variables = {
      incident: incidentId,
      unit: scene.near,
      followUp: followUpId,
      beat: scene.beatId,
      officer: scene.officerId,
    };
    const theirs = await platform.ask('commander-14', EVERY_PATH, variables);
    const nothing = { totalCount: 0, edges: [] };
    // Other states' records that they name are refused as such (F5); those that they come across are absent.
    expect((theirs.errors ?? []).map(({ extensions }) => [extensions['code'], extensions['reason']])).toEqual(
      Array.from({ length: 3 }, () => ['FORBIDDEN', 'ENTITY']),
    );
    expect(theirs.data).toEqual({
      byId: null,
      list: null,
      ofBeat: null,
      all: nothing,
      unit: null,
      units: null,
      officer: null,
      followUp: null,
      followUps: nothing,
      // The map is public; what happens there is not.
      beat: { code: 'IZP-6.1.4', openIncidents: nothing, units: [] },
    });
    const own = await platform.ask<{
      byId: object;
      list: { totalCount: number };
      beat: { units: unknown[] };
    }>('commander-09', EVERY_PATH, variables);
    expect(own.data).toMatchObject({
      byId: { id: incidentId },
      list: { totalCount: 2 },
      ofBeat: { totalCount: 2 },
      officer: { id: scene.officerId, certificate: { valid: true } },
      unit: { id: scene.near },
      followUp: { id: followUpId },
    });
    expect(own.data?.beat.units).toHaveLength(2);
  });

  test('R24: what does not exist and what is not theirs look the same', async () => {
    const nobody = idFor('09', 'nobody');
    const query = 'query ($id: ID!) { incident(id: $id) { id } }';
    const [missing, foreign] = await Promise.all(
      [nobody, incidentId].map((id) => platform.ask('commander-14', query, { id })),
    );
    expect({ data: foreign!.data, errors: foreign!.errors }).toEqual({
      data: missing!.data,
      errors: missing!.errors,
    });
    const mutation = 'mutation ($input: CloseIncidentInput!) { closeIncident(input: $input) { __typename } }';
    const refusals = await Promise.all(
      [nobody, incidentId].map((id) =>
        platform.ask('operator-14', mutation, {
          input: { commandId: randomUUID(), incidentId: id, outcome: 'RESOLVED', finalCode: '30421' },
        }),
      ),
    );
    expect(
      refusals.map(({ errors }) => errors?.map(({ message, extensions }) => [message, extensions['code']])),
    ).toEqual([[[expect.any(String), 'FORBIDDEN']], [[expect.any(String), 'FORBIDDEN']]]);
    expect(refusals[0]!.errors![0]!.message).toBe(refusals[1]!.errors![0]!.message);
  });

  test("a commander's national picture holds his own entity only, the analyst's all 32", async () => {
    const query =
      '{ nationalPicture { completeness { entitiesExpected } entities { entity { code } incidents { recorded } } } }';
    interface Picture {
      nationalPicture: {
        completeness: { entitiesExpected: number };
        entities: { entity: { code: string }; incidents: { recorded: number | null } | null }[];
      };
    }
    const { data: own } = await platform.ask<Picture>('commander-14', query);
    expect(own!.nationalPicture).toEqual({
      completeness: { entitiesExpected: 1 },
      entities: [{ entity: { code: '14' }, incidents: { recorded: 0 } }],
    });
    const { data: all } = await platform.ask<Picture>('analyst', query);
    expect(all!.nationalPicture.entities).toHaveLength(32);
    // H9: counts below five are shown to their owner alone.
    expect(all!.nationalPicture.entities.find(({ entity }) => entity.code === '09')?.incidents).toEqual({
      recorded: null,
    });
    const { data: city } = await platform.ask<Picture>('commander-09', query);
    expect(city!.nationalPicture.entities).toEqual([{ entity: { code: '09' }, incidents: { recorded: 2 } }]);
  });

  test('H9: a federal analyst sees no single incident of a state, and never an exact point', async () => {
    const query = 'query ($id: ID!) { incident(id: $id) { initialCode { code } point { lat lon } } }';
    const { data, errors } = await platform.ask<{ incident: object | null }>('analyst', query, {
      id: incidentId,
    });
    expect([data?.incident, errors]).toEqual([null, undefined]);
    const own = await platform.ask<{ incident: { point: object } }>('operator-09', query, { id: incidentId });
    expect(own.data?.incident.point).toEqual(scene.point);
  });

  test('F8: a refused mutation takes nothing of the answer to its neighbour with it', async () => {
    const mutation = `mutation ($own: ClassifyCallInput!, $foreign: RevokeAccessInput!) {
    own: classifyCall(input: $own) { ... on Refusal { code } }
    foreign: revokeAccess(input: $foreign) { __typename } }`;
    const { data, errors } = await platform.ask('operator-09', mutation, {
      own: { commandId: randomUUID(), callId: idFor('09', 'no call'), code: '30421' },
      foreign: { commandId: randomUUID(), subject: 'dev:auditor', reason: 'MISUSE' },
    });
    expect(data).toEqual({ own: { code: 'CallNotFound' }, foreign: null });
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
  });

  test('a municipal operator sees his own municipality only', async () => {
    const query = 'query ($id: ID!) { incident(id: $id) { id } incidents { totalCount } }';
    const elsewhere = await platform.ask('operator-09015', query, { id: incidentId });
    expect(elsewhere.data).toEqual({ incident: null, incidents: { totalCount: 0 } });
    const there = await platform.ask('operator-09007', query, { id: incidentId });
    expect(there.data).toEqual({ incident: { id: incidentId }, incidents: { totalCount: 2 } });
  });

  test('M1, M2, R15, R16: another state’s operations room is not looked into, now or in replay', async () => {
    const picture = '{ operationsPicture(entity: "09") { figures { presence { beats officersOnDuty } } } }';
    const frames = `{ replayFrames(entity: "09", from: "${new Date(Date.now() - 60_000).toISOString()}", step: 1) {
    edges { cursor } } }`;
    for (const query of [picture, frames]) {
      for (const [user, reason] of [
        ['commander-14', 'ENTITY'],
        ['academy', 'ROLE'],
      ] as const) {
        const { errors } = await platform.ask(user, query);
        expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason });
      }
    }
    const own = await platform.ask<{ operationsPicture: object }>('commander-09', picture);
    expect(own.data?.operationsPicture).toBeTruthy();
  });

  test('H8: an auditor finds who tried what of whose, and nobody else reads it', async () => {
    await platform.ask('commander-14', 'query ($id: ID!) { incident(id: $id) { id } }', { id: incidentId });
    await platform.ask('operator-09', '{ operationsPicture(entity: "14") { asOf } }');
    const log = `{ accesses(entity: "09") { incidents(first: 100) { edges { node { subject what outcome records } } }
    nation(first: 100) { edges { node { subject what outcome reason } } } } }`;
    interface Page {
      readonly edges: readonly { readonly node: object }[];
    }
    const commander = await pseudonymOf(platform, 'commander-14');
    const operator = await pseudonymOf(platform, 'operator-09');
    await eventually('both are noted', async () => {
      const { data } = await platform.ask<{ accesses: { incidents: Page; nation: Page } }>('auditor', log);
      const nodes = (page: Page) => page.edges.map(({ node }) => node);
      expect(nodes(data!.accesses.incidents)).toContainEqual(
        expect.objectContaining({ subject: commander, outcome: 'DENIED', records: [incidentId] }),
      );
      expect(nodes(data!.accesses.nation)).toContainEqual(
        expect.objectContaining({ subject: operator, outcome: 'DENIED', reason: 'ENTITY' }),
      );
      return true;
    });
    for (const user of ['commander-09', 'analyst', 'machine-09']) {
      const { errors } = await platform.ask(user, log);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'ROLE' });
    }
  });

  test('without a token there is nothing, and past the gateway there is nothing either', async () => {
    const query = '{ incidents { totalCount } }';
    const anonymous = await platform.ask(undefined, query);
    expect(anonymous.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    for (const offset of [11, 12, 13, 14]) {
      const response = await fetch(`http://127.0.0.1:${platform.port + offset}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ __typename _service { sdl } }' }),
      });
      const { data, errors } = (await response.json()) as {
        data?: unknown;
        errors?: { extensions: { code: string } }[];
      };
      expect(data ?? null).toBeNull();
      expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });

  test('H12: rights that two persons revoke end within seconds', async () => {
    const { execute, ask } = platform;
    // Neither of the two is a federal matter.
    expect((await ask('liaison-09', '{ incidents { totalCount } }')).data).toEqual({
      incidents: { totalCount: 0 },
    });
    const revoked = { commandId: randomUUID(), subject: 'dev:liaison-15', reason: 'ROLE_CHANGED' };
    expect((await execute('analyst', 'revokeAccess', revoked)).__typename).toBe('AccessAccepted');
    const confirm = () => ({ commandId: randomUUID(), subject: revoked.subject });
    const alone = await execute('analyst', 'confirmRevocation', confirm());
    expect(alone).toMatchObject({ code: 'SecondPersonNeeded' });
    expect((await ask('liaison-15', '{ incidents { totalCount } }')).errors).toBeUndefined();
    const confirmed = await execute('analyst-2', 'confirmRevocation', confirm());
    expect(confirmed.__typename).toBe('AccessAccepted');
    const refused = await eventually('the liaison is shut out', async () => {
      const { errors } = await ask('liaison-15', '{ incidents { totalCount } }');
      return errors?.[0]?.extensions['code'];
    });
    expect(['UNAUTHENTICATED', 'FORBIDDEN']).toContain(refused);
  });
});
