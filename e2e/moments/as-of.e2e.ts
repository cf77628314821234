import { randomUUID } from 'node:crypto';
import { changesOf, changesToldTo, stateAt } from '../between.ts';
import { eventually, full, pseudonymOf } from '../platform.ts';
import { head, origin, platform, scene } from '../stage.ts';
import { frames } from '../watcher.ts';

describe('as of a moment', () => {
  const PAIRS = full ? 2_000 : 30;
  const CUT_PAIRS = full ? 60 : 4;
  const WRITES_MAX = 2_000;
  const TEST_TIMEOUT_MS = 600_000;

  /** Cuts that the tests know of, in the order of the log. */
  const positions: string[] = [];

  beforeAll(() => void positions.push(origin));

  const QUERIES = [
    `incidents(entity: "09", first: 20) { totalCount edges { node { id status priority beat { id code units { code status } } } } }`,
    `beats(entity: "09", first: 10) { edges { node { id code openIncidents(first: 20) { edges { node { id status } } } units { code status } } } }`,
    `units(entity: "09", first: 10) { edges { node { code status lastPoint { lat } } } }`,
    `incidents(entity: "09", first: 20, validAt: $validAt) { edges { node { id status priority beat { code } dispatches { status } } } }`,
    `changesBetween(from: $from, entity: "09") { from { position } incidents(first: 20) { totalCount edges { node { id kind changes
    before { status } after { status beat { code } } } } } units(first: 20) { edges { node { id kind after { status } } } } }`,
  ];
  const VARIABLES = ['$position: Position!', '$validAt: DateTime', '$from: Moment!'];
  /** With the variables that it uses, which is what a query must declare. */
  function asOf(fields: string): string {
    const used = VARIABLES.filter(
      (each) => each.startsWith('$position') || fields.includes(each.split(':')[0]!),
    );
    return `query (${used.join(', ')}) @asOf(position: $position) { ${fields} }`;
  }

  test(
    'whole answers across services at one cut, given while officers work, are given again later',
    async () => {
      const { execute, ask } = platform;
      const ids: string[] = [];
      const write = async (turn: number) => {
        if (turn % 3 === 2) {
          const closing = { commandId: randomUUID(), incidentId: ids.shift(), outcome: 'RESOLVED' };
          return execute('operator-09', 'closeIncident', { ...closing, finalCode: '30421', victims: 0 });
        }
        const report = { commandId: randomUUID(), code: '30421', point: scene.point };
        const executed = await execute(
          'operator-09',
          'reportIncident',
          report,
          '... on IncidentAccepted { incident { id } position }',
        );
        ids.push((executed['incident'] as { id: string }).id);
        positions.push(String(executed['position']));
        return executed;
      };
      await write(0);
      const validAt = new Date().toISOString();
      const from = positions[0]!;
      const ahead = positions.length - 1;
      let asking = true;
      const writing = (async () => {
        for (let turn = 1; asking && turn < WRITES_MAX; turn++) await write(turn);
      })();
      const written: { readonly query: string; readonly position: string; readonly data: unknown }[] = [];
      try {
        for (let pair = 0; pair < PAIRS; pair++) {
          const query = asOf(QUERIES[pair % QUERIES.length]!);
          const position = positions[ahead + Math.floor(Math.random() * (positions.length - ahead))]!;
          const { data, errors } = await ask<object>('commander-09', query, { position, validAt, from });
          expect(errors).toBeUndefined();
          written.push({ query, position, data });
        }
      } finally {
        asking = false;
        await writing;
      }
      expect(positions.length).toBeGreaterThan(ahead + 1);
      expect(new Set(written.map(({ data }) => JSON.stringify(data))).size).toBeGreaterThan(QUERIES.length);
      for (const { query, position, data } of written) {
        const { errors, data: again } = await ask<object>('commander-09', query, { position, validAt, from });
        expect(errors).toBeUndefined();
        expect(again).toEqual(data);
      }
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'what held at one cut, with what became of it, is what held at a later one, in every service',
    async () => {
      await fieldDay();
      positions.push(await head());
      for (let pair = 0; pair < CUT_PAIRS; pair++) {
        // The first pair spans everything that was recorded, the others are arbitrary.
        const ends =
          pair === 0
            ? [0, positions.length - 1]
            : [0, 0].map(() => Math.floor(Math.random() * positions.length));
        const [from, to] = ends.toSorted((a, b) => a - b).map((n) => positions[n]!) as [string, string];
        const [then, later, changes] = [
          await stateAt(platform, 'commander-09', from),
          await stateAt(platform, 'commander-09', to),
          await changesOf(platform, 'commander-09', from, to),
        ];
        for (const [kind, nodes] of changes) {
          const rows = then.get(kind)!;
          for (const { id, before, after, kind: what } of nodes) {
            expect(before).toEqual(rows.get(id) ?? null);
            expect(what === 'APPEARED' || what === 'CAME_AND_WENT').toBe(before === null);
            if (after) rows.set(id, after);
            else rows.delete(id);
          }
          expect(rows).toEqual(later.get(kind));
        }
        if (pair > 0) continue;
        expect([...changes].filter(([, nodes]) => nodes.length === 0)).toEqual([]);
        const other = await changesToldTo(platform, 'commander-14', from, to);
        expect(other).toEqual({ told: ['beats'], reasons: ['ENTITY'] });
      }
    },
    TEST_TIMEOUT_MS,
  );

  /**
   * Something of every service: a contact, a commitment, a beat drawn anew, a follow-up that results from the closing
   * of an incident.
   */
  async function fieldDay(): Promise<void> {
    const { execute, ask } = platform;
    const commanded = (input: object) => ({ commandId: randomUUID(), ...input });
    const report = await execute(
      'operator-09',
      'reportIncident',
      commanded({ code: '30421', point: scene.point }),
      '... on IncidentAccepted { incident { id } }',
    );
    const incidentId = (report['incident'] as { id: string }).id;
    await execute(
      'operator-09',
      'dispatchPatrol',
      commanded({ incidentId, unitId: scene.near, overrideReason: 'CLOSER_UNIT' }),
    );
    const contact = {
      kind: 'VISITA',
      outcome: 'ATENDIDO',
      beatId: scene.beatId,
      officerIds: [scene.officerId],
    };
    const people = { adults: 1, minors: 0 };
    await eventually('the contact', async () => {
      const executed = await execute(
        'officer-09',
        'recordContact',
        commanded({ ...contact, durationSeconds: 300, people }),
      );
      return executed.__typename === 'ContactAccepted' ? true : undefined;
    });
    const dueAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
    const promised = { beatId: scene.beatId, kind: 'VISIT', officerId: scene.officerId, dueAt };
    expect(await execute('officer-09', 'makeCommitment', commanded(promised))).toMatchObject({
      __typename: 'CommitmentAccepted',
    });
    await execute(
      'operator-09',
      'closeIncident',
      commanded({ incidentId, outcome: 'RESOLVED', finalCode: '30421', victims: 1 }),
    );
    await eventually('the follow-up', async () => {
      const { data } = await ask<{ followUps: { edges: unknown[] } }>(
        'commander-09',
        '{ followUps(entity: "09", first: 1) { edges { node { id } } } }',
      );
      return data?.followUps.edges.length ? true : undefined;
    });
  }

  test('what is known now of a moment is not what was known then, when the facts come late', async () => {
    const { execute, ask } = platform;
    const [occurredAt, validAt] = [60, 30].map((minutes) =>
      new Date(Date.now() - minutes * 60_000).toISOString(),
    );
    const before = await head();
    const executed = await execute(
      'operator-09',
      'reportIncident',
      { commandId: randomUUID(), code: '30421', point: scene.point, happenedAt: occurredAt, occurredAt },
      '... on IncidentAccepted { incident { id } position }',
    );
    const { id } = executed['incident'] as { id: string };
    const LATE = `query ($id: ID!, $validAt: DateTime, $position: Position!) @asOf(position: $position) {
    incident(id: $id, validAt: $validAt) { status }
    incidents(entity: "09", validAt: $validAt, status: [REPORTED], first: 100) { edges { node { id } } } }`;
    type Late = { incident: object | null; incidents: { edges: { node: { id: string } }[] } };
    const known = async (position: string) =>
      (await ask<Late>('commander-09', LATE, { id, validAt, position })).data!;
    const [then, now] = [await known(before), await known(String(executed['position']))];
    expect(then).toEqual({ incident: null, incidents: { edges: [] } });
    expect(now).toEqual({ incident: { status: 'REPORTED' }, incidents: { edges: [{ node: { id } }] } });
    const FACTS = `query ($from: Moment!, $occurredTo: DateTime) {
    changesBetween(from: $from, entity: "09") { incidents(occurredTo: $occurredTo) { edges { node { id kind } } } } }`;
    const late = await ask<object>('commander-09', FACTS, { from: before, occurredTo: validAt });
    expect(late.data).toEqual({
      changesBetween: { incidents: { edges: [{ node: { id, kind: 'APPEARED' } }] } },
    });
  });

  test('a commander of another state sees nothing of it, as of any moment', async () => {
    const query = asOf('incidents(entity: "09", first: 5) { edges { node { id } } }');
    const position = await head();
    type Listed = { incidents: { edges: { node: { id: string } }[] } };
    const own = await platform.ask<Listed>('commander-09', query, { position });
    expect(own.data?.incidents.edges).toHaveLength(5);
    const other = await platform.ask<{ incidents: null }>('commander-14', query, { position });
    expect(other).toMatchObject({
      data: { incidents: null },
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    const unfiltered = asOf('incidents(first: 5) { edges { node { id } } }');
    const own14 = await platform.ask<Listed>('commander-14', unfiltered, { position });
    const ids = own14.data!.incidents.edges.map(({ node }) => node.id);
    expect(ids.filter((id) => !id.startsWith('14-'))).toEqual([]);
  });

  /**
   * ST-8 in small: of four homicides of September in Culiacán one proves to be another crime, and one to have
   * happened in Eldorado.
   */
  test(
    'an auditor asks a month as known before its corrections and after them, and for what lies between',
    async () => {
      const { execute, ask } = platform;
      const ids: string[] = [];
      for (const day of ['04', '12', '19', '27']) {
        const at = (time: string) => `2026-09-${day}T${time}-07:00`;
        const report = { code: '30202', municipality: '25006', occurredAt: at('21:00:00') };
        const executed = await execute(
          'operator-25',
          'reportIncident',
          { commandId: randomUUID(), ...report },
          '... on IncidentAccepted { incident { id } }',
        );
        const incidentId = (executed['incident'] as { id: string }).id;
        const closing = { outcome: 'REFERRED', finalCode: '30906', victims: 1, occurredAt: at('23:00:00') };
        await execute('operator-25', 'closeIncident', { commandId: randomUUID(), incidentId, ...closing });
        ids.push(incidentId);
      }
      const before = await head();
      const decided = { reason: 'PROSECUTOR_FINDING', occurredAt: '2026-10-20T11:00:00-07:00' };
      const correct = async (mutation: string, incidentId: string, change: object) => {
        const input = { commandId: randomUUID(), incidentId, ...decided, ...change };
        const { position } = await execute(
          'commander-25',
          mutation,
          input,
          '... on IncidentAccepted { position }',
        );
        return String(position);
      };
      await correct('reclassifyIncident', ids[0]!, { finalCode: '30903' });
      const after = await correct('relocateIncident', ids[1]!, { municipality: '25019' });

      const SEPTEMBER =
        'from: "2026-09-01T00:00:00-07:00", to: "2026-10-01T00:00:00-07:00", counted: true, first: 10';
      const MONTH = `query ($position: Position!) @asOf(position: $position) {
      homicides: incidents(municipality: "25006", finalCode: "30906", ${SEPTEMBER}) { totalCount }
      women: incidents(municipality: "25006", finalCode: "30903", ${SEPTEMBER}) { totalCount }
      eldorado: incidents(municipality: "25019", finalCode: "30906", ${SEPTEMBER}) { totalCount } }`;
      const counts = async (position: string) => {
        const { data } = await ask<Record<string, { totalCount: number }>>('auditor', MONTH, { position });
        return Object.values(data!).map(({ totalCount }) => totalCount);
      };
      expect([await counts(before), await counts(after)]).toEqual([
        [4, 0, 0],
        [2, 1, 1],
      ]);
      const stranger = await ask<Record<string, null>>('commander-09', MONTH, { position: after });
      expect(Object.values(stranger.data!)).toEqual([null, null, null]);
      expect(stranger.errors!.map(({ extensions }) => extensions['code'])).toEqual(
        Array.from({ length: 3 }, () => 'FORBIDDEN'),
      );

      const SIDE = 'finalCode { code } municipality { cvegeo name }';
      const WHY = 'reason authorisedBy statPeriod decidedAt';
      const BETWEEN = `query ($from: Moment!, $to: Moment!) { changesBetween(from: $from, to: $to, entity: "25") {
      incidents(occurredFrom: "2026-09-01T00:00:00-07:00", occurredTo: "2026-10-01T00:00:00-07:00") {
        edges { node { id before { ${SIDE} } after { ${SIDE}
          reclassifications { to { code } validFrom ${WHY} } relocations { fromMunicipality { name } ${WHY} } } } } } } }`;
      const between = await ask<object>('auditor', BETWEEN, { from: before, to: after });
      const why = {
        ...{ reason: 'PROSECUTOR_FINDING', authorisedBy: await pseudonymOf(platform, 'commander-25') },
        ...{ statPeriod: '2026-09', decidedAt: '2026-10-20T11:00:00.000-07:00' },
      };
      const side = (code: string, cvegeo: string, name: string) => {
        return { finalCode: { code }, municipality: { cvegeo, name } };
      };
      const wrong = side('30906', '25006', 'Culiacán');
      expect(between.data).toEqual({
        changesBetween: {
          incidents: {
            edges: [
              {
                node: {
                  ...{ id: ids[0], before: wrong },
                  after: {
                    ...{ ...side('30903', '25006', 'Culiacán'), relocations: [] },
                    reclassifications: [
                      { to: { code: '30903' }, validFrom: '2026-09-04T21:00:00.000-07:00', ...why },
                    ],
                  },
                },
              },
              {
                node: {
                  ...{ id: ids[1], before: wrong },
                  after: {
                    ...{ ...side('30906', '25019', 'Eldorado'), reclassifications: [] },
                    relocations: [{ fromMunicipality: { name: 'Culiacán' }, ...why }],
                  },
                },
              },
            ],
          },
        },
      });

      const WATCH = `subscription ($resume: ID) { incidentChanged(entity: "25", resume: $resume) {
      id incident { finalCode { code } reclassifications { to { code } } relocations { reason } } } }`;
      const seen: unknown[] = [];
      const asked = {
        transport: 'ws',
        user: 'commander-25',
        query: WATCH,
        variables: { resume: before },
      } as const;
      for await (const { data } of frames(platform, asked))
        if (seen.push(data?.['incidentChanged']) === 2) break;
      expect(seen).toEqual([
        {
          id: ids[0],
          incident: {
            ...{
              finalCode: { code: '30903' },
              reclassifications: [{ to: { code: '30903' } }],
              relocations: [],
            },
          },
        },
        {
          id: ids[1],
          incident: {
            ...{ finalCode: { code: '30906' }, reclassifications: [] },
            relocations: [{ reason: 'PROSECUTOR_FINDING' }],
          },
        },
      ]);
    },
    TEST_TIMEOUT_MS,
  );
});
