import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeUrlFile } from '@proximidad/program';
import { applyPatch } from 'rfc6902';
import { bareEnvironment } from '@proximidad/testing';
import { askOfAll, eventually, platformPorts, mutationText, type Platform, root } from '../platform.ts';
import { platform, scene } from '../stage.ts';
import { type Frame, frames, type Transport, watch } from '../watcher.ts';

describe('watching', () => {
  const TEST_TIMEOUT_MS = 600_000;
  const TRANSPORTS: readonly Transport[] = ['ws', 'sse'];
  const WATCHERS = 12;
  const FRAMES = 5;

  const replica: { child?: ChildProcess; readonly data: string } = {
    data: mkdtempSync(join(tmpdir(), 'proximidad-replica-')),
  };

  afterAll(async () => {
    const { child } = replica;
    if (child?.kill('SIGKILL')) await once(child, 'exit');
    rmSync(replica.data, { recursive: true, force: true });
  });

  async function report(): Promise<{ readonly id: string; readonly position: string }> {
    const input = { commandId: randomUUID(), code: '30421', point: scene.point };
    const executed = await platform.execute(
      'operator-09',
      'reportIncident',
      input,
      '... on IncidentAccepted { incident { id } position }',
    );
    return { id: (executed['incident'] as { id: string }).id, position: String(executed['position']) };
  }

  interface Changed {
    readonly cursor: string;
    readonly kind: string;
    readonly id: string;
    readonly incident: object;
  }
  const changeIn = ({ data }: Frame) => data?.['incidentChanged'] as Changed;

  const CHANGES = `subscription ($resume: ID) { incidentChanged(entity: "09", resume: $resume) {
  cursor kind id incident { id status beat { code } }
} }`;

  /** The first change of an incident that comes after a cursor. */
  async function firstOf(
    at: Pick<Platform, 'port' | 'token'>,
    transport: Transport,
    id: string,
    resume: string,
  ): Promise<Changed> {
    const asked = { transport, user: 'operator-09', query: CHANGES, variables: { resume } };
    for await (const frame of frames(at, asked)) if (changeIn(frame).id === id) return changeIn(frame);
    throw new Error('the stream ended');
  }

  test.each(TRANSPORTS)(
    'a subscriber over %s sees a change with what other services know of it',
    async (transport) => {
      const { position } = await report();
      const { id } = await report();
      const incident = { id, status: 'REPORTED', beat: { code: 'IZP-6.1.4' } };
      expect(await firstOf(platform, transport, id, position)).toMatchObject({
        kind: 'APPEARED',
        id,
        incident,
      });
    },
    TEST_TIMEOUT_MS,
  );

  test.each(['ids', 'beat'])(
    'a subscriber who writes UUIDs in capitals sees the changes that are asked for by %s',
    async (by) => {
      const { position } = await report();
      const { id } = await report();
      const beat = scene.beatId;
      const filter = by === 'ids' ? { ids: [id.toUpperCase()] } : { beat: beat.toUpperCase() };
      const query = `subscription ($ids: [ID!], $beat: ID, $resume: ID) {
        incidentChanged(ids: $ids, beat: $beat, resume: $resume) { kind id incident { beat { id } } } }`;
      const asked = {
        transport: 'ws',
        user: 'operator-09',
        query,
        variables: { ...filter, resume: position },
      } as const;
      for await (const frame of frames(platform, asked)) {
        const change = changeIn(frame);
        // Records of other stories in the beat may change in between.
        expect(change).toMatchObject(by === 'ids' ? { id } : { incident: { beat: { id: beat } } });
        if (change.id !== id) continue;
        expect(change.kind).toBe('APPEARED');
        break;
      }
    },
    TEST_TIMEOUT_MS,
  );

  interface Seen {
    readonly unitId: string;
    readonly lat: number;
    readonly beatId: string | null;
  }
  const seenIn = ({ data }: Frame) => (data as unknown as { unitPositions: readonly Seen[] }).unitPositions;
  const move = (unitId: string, lat: number) =>
    platform.execute(
      'machine-09',
      'reportPositions',
      {
        commandId: randomUUID(),
        positions: [{ unitId, lat, lon: -99.095, accuracyM: 8, at: new Date().toISOString() }],
      },
      'accepted',
    );

  test.each(TRANSPORTS)(
    'a map over %s begins with where units are, and sees them move',
    async (transport) => {
      const query = `subscription { unitPositions(entity: "09", bbox: { south: 19, west: -100, north: 20, east: -99 }) {
      unitId beatId lat } }`;
      const executed: Seen[][] = [];
      const north = 19.3611;
      for await (const frame of frames(platform, { transport, user: 'operator-09', query })) {
        executed.push([...seenIn(frame)]);
        if (executed.length === 1) await move(scene.near, north);
        else break;
      }
      const [whole, next] = executed;
      expect(whole!.map(({ unitId }) => unitId).toSorted()).toEqual([scene.near, scene.far].toSorted());
      expect(next).toEqual([{ unitId: scene.near, beatId: scene.beatId, lat: north }]);
      await move(scene.near, scene.point.lat);
    },
    TEST_TIMEOUT_MS,
  );

  test.each(TRANSPORTS)('whose the units are not is told so over %s', async (transport) => {
    const first = async (user: string, args: string) => {
      const query = `subscription { unitPositions${args} { unitId } }`;
      try {
        for await (const frame of frames(platform, { transport, user, query })) return frame;
      } catch (error) {
        return { errors: error };
      }
      throw new Error('the stream ended');
    };
    const code = (code: string) =>
      expect.objectContaining({ extensions: expect.objectContaining({ code }) as unknown }) as unknown;
    expect((await first('commander-14', '(entity: "09")')).errors).toContainEqual(code('FORBIDDEN'));
    expect((await first('analyst', '')).errors).toContainEqual(code('FORBIDDEN'));
    expect(
      (await first('operator-09', '(bbox: { south: 20, west: -99, north: 19, east: -98 })')).errors,
    ).toContainEqual(code('BAD_USER_INPUT'));
    expect(await first('commander-14', '')).toMatchObject({ data: { unitPositions: [] } });
  });

  /** For one entity, which reports. */
  const WHOLE = { entitiesReporting: 1, entitiesExpected: 1, servicesDown: [] };

  interface Board {
    readonly incidents: {
      readonly totalCount: number;
      readonly edges: readonly { readonly node: { readonly id: string } }[];
    };
  }
  const BOARD =
    'incidents(entity: "09", first: 100) { totalCount edges { node { id status beat { code } } } }';

  test.each(TRANSPORTS)(
    'a live query over %s shows what holds now, and then what has changed',
    async (transport) => {
      const asked = { transport, user: 'operator-09', query: `query @live { ${BOARD} }` };
      let reported: string | undefined;
      for await (const { data } of frames(platform, asked)) {
        const { incidents } = data as unknown as Partial<Board>;
        // What a service has not told in time comes by itself.
        if (!incidents) continue;
        const { edges } = incidents;
        if (reported === undefined) reported = (await report()).id;
        else if (edges[0]!.node.id === reported) {
          expect(edges[0]!.node).toMatchObject({ beat: { code: 'IZP-6.1.4' } });
          break;
        }
      }
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'patches lead from frame to frame to what whole results show',
    async () => {
      const live = (directive: string) => ({
        transport: 'ws' as const,
        user: 'operator-09',
        query: `query @live${directive} { ${BOARD} }`,
      });
      const reports = 3;
      let left = reports;
      let patches = 0;
      const result: { data?: unknown } = {};
      for await (const { data, patch } of frames(platform, live('(patch: true)'))) {
        if (patch) {
          patches++;
          expect(applyPatch(result, patch as never).every((error) => error === null)).toBe(true);
        } else result.data = structuredClone(data);
        if (left-- === 0) break;
        await report();
      }
      expect(patches).toBeGreaterThan(0);
      const position = (await report()).position;
      const whole = await platform.ask<Board>(
        'operator-09',
        `query @atLeast(position: "${position}") { ${BOARD} }`,
      );
      const shown = (result.data as Board).incidents;
      const known = new Set(whole.data!.incidents.edges.map(({ node }) => node.id));
      expect(shown.edges.every(({ node }) => known.has(node.id))).toBe(true);
      expect(shown.edges.length).toBe(Math.min(100, shown.totalCount));
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'every frame is what the query answers as of the frame’s own cut',
    async () => {
      const live = { transport: 'sse' as const, user: 'operator-09', query: `query @live { ${BOARD} }` };
      const shown: { readonly position: string; readonly data: unknown }[] = [];
      for await (const { data, extensions } of frames(platform, live)) {
        shown.push({ position: extensions!.cut!.position!, data });
        expect(extensions!.cut!.entities).toMatchObject([{ code: '09', reporting: true }]);
        expect(extensions!.cut!.completeness).toEqual(WHOLE);
        if (shown.length === FRAMES) break;
        await report();
      }
      for (const { position, data } of shown) {
        const query = `query ($position: Position!) @asOf(position: $position) { ${BOARD} }`;
        const asOf = await askOfAll(platform, 'operator-09', query, { position });
        expect({ data: asOf.data, errors: asOf.errors }).toEqual({ data, errors: undefined });
      }

      const { position: resume } = await report();
      const { id } = await report();
      const asked = { transport: 'ws' as const, user: 'operator-09', query: CHANGES, variables: { resume } };
      for await (const frame of frames(platform, asked)) {
        const change = changeIn(frame);
        const query = `query ($position: Position!) @asOf(position: $position) { incident(id: "${change.id}") { id status beat { code } } }`;
        const { position, completeness } = frame.extensions!.cut!;
        expect(completeness).toEqual(WHOLE);
        const { data, errors } = await askOfAll(platform, 'operator-09', query, { position });
        expect({ data, errors }).toEqual({ data: { incident: change.incident }, errors: undefined });
        if (change.id === id) break;
      }
    },
    TEST_TIMEOUT_MS,
  );

  async function evaluations(): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${platform.port}/metrics`)).text();
    return Number(/^proximidad_gateway_live_evaluations (\d+)$/m.exec(text)![1]);
  }

  test(
    'one evaluation serves however many watch, and what is outside of the answer causes none',
    async () => {
      const query =
        'query ($resume: String) @live(resume: $resume) { units(entity: "09", first: 10) { edges { node { code status } } } }';
      const { position: resume } = await report();
      const watchers = Array.from({ length: WATCHERS }, (_, n) =>
        watch(platform, { transport: TRANSPORTS[n % 2]!, user: 'operator-09', query, resume, newest: true }),
      );
      const all = (shows: (text: string) => boolean) =>
        eventually(
          'every watcher has it',
          async () => watchers.every((each) => shows(JSON.stringify(each.frames.at(-1)?.data))) || undefined,
        );
      await all((text) => text?.includes('U-102'));
      const before = await evaluations();
      // Another service's records do not affect the answer; all watchers have heard of them by the time of the frame
      // that does.
      for (let n = 0; n < 5; n++) await report();
      const status = { commandId: randomUUID(), unitId: scene.far, status: 'OUT_OF_SERVICE' };
      await platform.execute('commander-09', 'reportUnitStatus', status);
      await all((text) => text.includes('OUT_OF_SERVICE'));
      const after = await evaluations();
      expect(after).toBeGreaterThan(before);
      expect(after).toBeLessThanOrEqual(before + 2);
      await Promise.all(watchers.map((each) => each.stop()));
    },
    TEST_TIMEOUT_MS,
  );

  /** A grant that ends so many seconds from now: it was requested and given eight hours before that. */
  async function grantThatEndsIn(seconds: number, incidentId: string): Promise<void> {
    const told = (ms: number) =>
      new Date(Date.now() + ms - 8 * 3_600_000).toISOString().replace('Z', '+00:00');
    const selected = '... on NeedToKnowAccepted { needToKnow { id } }';
    const act = async (user: string, field: string, input: object) => {
      const asked = { input: { commandId: randomUUID(), ...input } };
      const answer = await platform.ask<Record<string, { readonly needToKnow?: { readonly id: string } }>>(
        user,
        mutationText(field, selected),
        asked,
        user === 'liaison-10' ? { 'x-purpose': 'INVESTIGATION_SUPPORT' } : {},
      );
      expect(answer).toMatchObject({ data: { [field]: { needToKnow: {} } } });
      return answer.data![field]!.needToKnow!.id;
    };
    const why = { incidentId, basis: 'ACROSS_STATES', folio: 'REQ-13/2026' };
    const occurredAt = told(seconds * 1_000);
    const needToKnowId = await act('liaison-10', 'requestNeedToKnow', { ...why, occurredAt });
    await act('commander-09', 'grantNeedToKnow', { needToKnowId, occurredAt });
  }

  test('ST-6: a live result shows what the owner opened, and loses it when the grant ends, whatever else happens', async () => {
    // A machine that is too slow to see a short grant gets a longer one.
    for (const seconds of [4, 16, 64, 256]) {
      const { id } = await report();
      const query = `query @live { incident(id: "${id}") { initialCode { code } } }`;
      const asked = {
        transport: 'sse',
        user: 'liaison-10',
        query,
        purpose: 'INVESTIGATION_SUPPORT',
      } as const;
      const until = new AbortController();
      const shown: unknown[] = [];
      for await (const { data } of frames(platform, asked, until.signal)) {
        shown.push(data?.['incident']);
        if (shown.length === 1) await grantThatEndsIn(seconds, id);
        if (shown.length === 3) break;
        if (shown.length === 1)
          setTimeout(() => shown.length === 1 && until.abort(), seconds * 1_000 + 5_000).unref();
      }
      expect(shown[0]).toBeNull();
      if (shown.length === 1) continue;
      expect(shown).toEqual([null, { initialCode: { code: '30421' } }, null]);
      return;
    }
    throw new Error('a grant of 256 s was never seen');
  }, 1_200_000);

  test(
    'a cursor of one gateway is gone on from at another, without a gap',
    async () => {
      const { position } = await report();
      const first = await report();
      const { cursor } = await firstOf(platform, 'ws', first.id, position);
      const second = await report();
      const other = { port: await startReplica(), token: (user: string) => platform.token(user) };
      const asked = {
        transport: 'sse' as const,
        user: 'operator-09',
        query: CHANGES,
        variables: { resume: cursor },
      };
      const seen: string[] = [];
      for await (const frame of frames(other, asked)) {
        const { id, kind } = changeIn(frame);
        if (kind === 'APPEARED') seen.push(id);
        if (id === second.id) break;
      }
      expect(seen).toEqual([second.id]);
    },
    TEST_TIMEOUT_MS,
  );

  /** A second gateway before the same services, with a folder of its own. */
  async function startReplica(): Promise<number> {
    const { port, data } = platform;
    const own = await platformPorts();
    const at = (offset: number) => `http://127.0.0.1:${port + offset}`;
    replica.child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'gateway/src/main.ts'],
      {
        cwd: root,
        stdio: 'ignore',
        env: {
          ...bareEnvironment(),
          ...{
            PROXIMIDAD_PORT: String(own),
            PROXIMIDAD_DATA: replica.data,
            ESDB_URL_FILE: storeUrlFile(data, 'nation'),
            OIDC_ISSUER: at(2),
          },
          ...{ BEATS_URL: at(11), INCIDENTS_URL: at(12), CONTACTS_URL: at(13), TRAINING_URL: at(14) },
          PASSPORT_PRIVATE_KEY: join(data, 'keys/passport.private.json'),
          PASSPORT_KEYS: join(data, 'keys/passport.public.json'),
          PSEUDONYM_KEY_FILE: join(data, 'keys/pseudonym.key'),
        },
      },
    );
    await eventually(
      'the replica is ready',
      async () => (await fetch(`http://127.0.0.1:${own}/health/ready`)).ok || undefined,
    );
    return own;
  }
});
