import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createClient as sseClient } from 'graphql-sse';
import { createClient as wsClient } from 'graphql-ws';
import { eventually, full, root } from '../platform.ts';
import { platform, scene } from '../stage.ts';

describe('replay', () => {
  const LIVE_PICTURES = full ? 150 : 15;
  /** Several full seconds must lie within what is watched. */
  const LIVE_MIN_MS = 3_000;
  const WRITERS = full ? 3 : 1;
  const TEST_TIMEOUT_MS = 600_000;

  interface Picture {
    readonly asOf: string;
    readonly position: string;
    readonly stateHash: string | null;
    readonly servicesDown: readonly string[];
    readonly openIncidents: readonly { readonly id: string; readonly status: string }[];
  }
  interface Frames {
    readonly replayFrames: {
      readonly edges: readonly { readonly node: Picture; readonly cursor: string }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  }

  const FIELDS =
    'asOf position stateHash servicesDown openIncidents { id status priority units } units { id status }';
  const LIVE = `{ operationsPicture(entity: "09") { ${FIELDS} } }`;
  const THEN = `query ($position: Position!) @asOf(position: $position) { operationsPicture(entity: "09") { ${FIELDS} } }`;
  const FRAMES = `query ($from: Moment!, $to: Moment, $after: Moment, $step: Int, $municipality: ID) {
  replayFrames(entity: "09", municipality: $municipality, from: $from, to: $to, after: $after, step: $step, first: 50) {
    pageInfo { hasNextPage endCursor } edges { cursor node { ${FIELDS} } } } }`;

  /** Whether it is complete: on a busy machine a service may miss its moment, and the picture then says so. */
  const isWhole = ({ stateHash }: Picture) => stateHash !== null;

  async function picture(query = LIVE, variables: object = {}, user = 'commander-09'): Promise<Picture> {
    return eventually('a whole picture', async () => {
      const { data, errors } = await platform.ask<{ operationsPicture: Picture }>(user, query, variables);
      expect(errors).toBeUndefined();
      const seen = data!.operationsPicture;
      return isWhole(seen) ? seen : undefined;
    });
  }

  async function replayed(variables: object, user = 'commander-09'): Promise<Picture[]> {
    const frames: Picture[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Frames['replayFrames'] = await eventually('whole frames', async () => {
        const { data, errors } = await platform.ask<Frames>(user, FRAMES, { ...variables, after });
        expect(errors).toBeUndefined();
        const { replayFrames } = data!;
        return replayFrames.edges.every(({ node }) => isWhole(node)) ? replayFrames : undefined;
      });
      for (const { node, cursor } of page.edges) {
        expect(cursor).toBe(node.position);
        frames.push(node);
      }
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    return frames;
  }

  /** An officer's hour: an incident is reported, a unit is sent and arrives, and the incident is closed. */
  async function work(): Promise<void> {
    const { execute } = platform;
    const commanded = (input: object) => ({ commandId: randomUUID(), ...input });
    const report = commanded({ code: '30421', point: scene.point });
    const executed = await execute(
      'operator-09',
      'reportIncident',
      report,
      '... on IncidentAccepted { incident { id } }',
    );
    const { id: incidentId } = executed['incident'] as { id: string };
    const sent = { incidentId, unitId: scene.near };
    await execute('operator-09', 'dispatchPatrol', commanded({ ...sent, overrideReason: 'CLOSER_UNIT' }));
    await execute(
      'operator-09',
      'changePriority',
      commanded({ incidentId, priority: 'MEDIA', reason: 'SITUATION_CALMED' }),
    );
    const closing = { incidentId, outcome: 'RESOLVED', finalCode: '30421', victims: 0 };
    await execute('operator-09', 'closeIncident', commanded(closing));
  }

  test(
    'the state of a replayed moment is the one that was seen live, while officers work',
    async () => {
      const live: Picture[] = [];
      let watching = true;
      const writing = Array.from({ length: WRITERS }, async () => {
        while (watching) await work();
      });
      try {
        const lasted = () => Date.parse(live.at(-1)?.asOf ?? '') - Date.parse(live[0]?.asOf ?? '');
        while (live.length < LIVE_PICTURES || lasted() < LIVE_MIN_MS) live.push(await picture());
      } finally {
        watching = false;
        await Promise.all(writing);
      }
      expect(new Set(live.map(({ stateHash }) => stateHash)).size).toBeGreaterThan(2);
      for (const seen of live) {
        // A replay begins with its first moment: the picture that was seen there.
        const [first] = await replayed({ from: seen.position, to: seen.position });
        expect(first).toEqual(seen);
        expect(await picture(THEN, { position: seen.position })).toEqual(seen);
      }

      const span = { from: live[0]!.position, to: live.at(-1)!.position };
      const frames = await replayed({ ...span, step: 1 });
      expect(frames[0]).toEqual(live[0]);
      expect(frames.at(-1)).toEqual(live.at(-1));
      for (const frame of frames.slice(1, -1)) {
        expect(await picture(THEN, { position: frame.position })).toEqual(frame);
      }
      // Wherever it begins, it shows the same frames as before.
      const middle = frames[Math.floor(frames.length / 2)]!;
      const rest = await replayed({ from: middle.asOf, to: span.to, step: 1 });
      expect(rest.map(({ stateHash }) => stateHash)).toEqual(
        frames.slice(frames.indexOf(middle)).map(({ stateHash }) => stateHash),
      );
      expect(frames.length).toBeGreaterThan(2);
    },
    TEST_TIMEOUT_MS,
  );

  test('a room sees its own jurisdiction, and so does its replay', async () => {
    const { position } = await picture();
    const [elsewhere] = await replayed({ from: position, to: position, municipality: '09002' });
    expect(elsewhere).toMatchObject({ openIncidents: [], units: [] });
    for (const query of [THEN, FRAMES]) {
      const refused = await platform.ask('commander-14', query, { position, from: position, to: position });
      expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'ENTITY' });
    }
  });

  interface Shown {
    readonly data?: { readonly room: { readonly position: string; readonly stateHash: string } } | null;
    readonly errors?: readonly { readonly message: string }[];
    readonly extensions?: { readonly cursor: string };
  }

  /** A subscription over one of the two transports, as an integrator's client makes it. */
  function subscribed(
    transport: 'ws' | 'sse',
    variables: Record<string, unknown>,
  ): AsyncIterableIterator<Shown> {
    const query = `subscription ($from: Moment!, $to: Moment, $speed: Float, $resume: Moment, $beat: ID) {
    room: replay(entity: "09", beat: $beat, from: $from, to: $to, step: 1, speed: $speed, resume: $resume) { ...Seen } }
    fragment Seen on OperationsPicture { position stateHash }`;
    const url = (protocol: string) => `${protocol}://127.0.0.1:${platform.port}/graphql`;
    const authorization = async () => ({ authorization: `Bearer ${await platform.token('commander-09')}` });
    const client =
      transport === 'ws'
        ? wsClient({ url: url('ws'), connectionParams: authorization })
        : sseClient({ url: url('http'), headers: authorization });
    return client.iterate({ query, variables }) as unknown as AsyncIterableIterator<Shown>;
  }

  test.each(['ws', 'sse'] as const)(
    'over %s it is streamed frame by frame, and goes on behind any frame',
    async (transport) => {
      const { position: from } = await picture();
      await work();
      const { position: to } = await picture();
      const expected = (await replayed({ from, to, step: 1 })).map(({ position, stateHash }) => ({
        position,
        stateHash,
      }));
      const frames: Shown[] = [];
      for await (const frame of subscribed(transport, { from, to, speed: null })) frames.push(frame);
      expect(frames.map(({ data }) => data?.room)).toEqual(expected);
      expect(frames.map(({ extensions }) => extensions?.cursor)).toEqual(
        expected.map(({ position }) => position),
      );

      // A frame an hour of the viewer's time: the replay is left after the first.
      const slow = subscribed(transport, { from, to, speed: 0.001 });
      const first = (await slow.next()).value as Shown;
      await slow.return?.();
      const rest: unknown[] = [];
      const resume = first.extensions!.cursor;
      for await (const { data } of subscribed(transport, { from, to, speed: 100, resume }))
        rest.push(data?.room);
      expect(rest).toEqual(expected.slice(1));

      const future = new Date(Date.now() + 3_600_000).toISOString();
      await expect(refusalOf(subscribed(transport, { from: future }))).resolves.toContain('futuro');
      await expect(refusalOf(subscribed(transport, { from, to, speed: 0 }))).resolves.toContain('speed');
      const elsewhere: Shown[] = [];
      const beat = '14-00000000-0000-5000-8000-000000000000';
      for await (const frame of subscribed(transport, { from, to, speed: null, beat })) elsewhere.push(frame);
      expect(elsewhere).toHaveLength(1);
      expect(elsewhere[0]!.errors![0]!.message).toContain('otra entidad');
    },
    TEST_TIMEOUT_MS,
  );

  /** However the transport's client reports it: as a result with errors, or as an exception. */
  async function refusalOf(frames: AsyncIterableIterator<Shown>): Promise<string> {
    try {
      return JSON.stringify(((await frames.next()).value as Shown).errors);
    } catch (error) {
      return JSON.stringify(error);
    }
  }

  test(
    'in a terminal it is played back, interrupted, and goes on where it was',
    async () => {
      const { position: from } = await picture();
      await work();
      const { position: to } = await picture();
      const span = ['--entity', '09', '--from', from, '--to', to, '--step', '1'];
      const whole = await inTerminal([...span, '--speed', 'max', '--json']);
      expect(whole.code).toBe(0);
      const frames = whole.out.map((line) => JSON.parse(line) as Picture);
      expect(frames.map(({ position, stateHash }) => ({ position, stateHash }))).toEqual(
        (await replayed({ from, to, step: 1 })).map(({ position, stateHash }) => ({ position, stateHash })),
      );

      // So slow that it stands still after its first frame.
      const stopped = await inTerminal([...span, '--speed', '0.001', '--json'], 1);
      expect(stopped.code).toBe(130);
      expect(stopped.out).toEqual(whole.out.slice(0, 1));
      const again = /npm run replay -- (.+)/.exec(stopped.err)![1]!;
      const rest = await inTerminal(again.replace('0.001', 'max').split(' '));
      expect(rest.out).toEqual(whole.out.slice(1));

      const text = await inTerminal([...span, '--speed', 'max']);
      expect(text.out[0]).toMatch(/^\d{4}-\d{2}-\d{2} .* · abiertos \d+.* · unidades: .* · huella /);
      expect(text.err).toContain(`Fin: ${frames.length} cuadros.`);
      const wrong = await inTerminal(['--entity', '33']);
      expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('Falta --entity') as string });
    },
    TEST_TIMEOUT_MS,
  );

  /** `npm run replay` to its end, or until so many lines have come. */
  async function inTerminal(args: readonly string[], interruptAfter = Infinity) {
    const child = spawn(process.execPath, [join(root, 'infra/replay/src/main.ts'), ...args], {
      cwd: root,
      env: { ...process.env, ...platform.environment, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.split('\n').length > interruptAfter) child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out: out.trim().split('\n'), err };
  }

  test('a replay that cannot be is refused in words', async () => {
    const refusal = async (variables: object) =>
      (await platform.ask('commander-09', FRAMES, variables)).errors![0]!;
    const now = new Date().toISOString();
    const future = new Date(Date.now() + 3_600_000).toISOString();
    expect(await refusal({ from: future })).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect((await refusal({ from: '2001-01-01T00:00:00Z' })).message).toContain('se abrió el');
    expect((await refusal({ from: now, step: 0 })).message).toContain('1 a 86400');
    expect((await refusal({ from: now, municipality: '14039' })).message).toContain('otra entidad');
  });
});
