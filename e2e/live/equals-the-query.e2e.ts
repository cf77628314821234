import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { buildSchema } from 'graphql';
import { generatedQueries, type GeneratedQuery, textOf } from '../generated-queries.ts';
import { eventually, full, root } from '../platform.ts';
import { platform, scene } from '../stage.ts';
import { type Frame, frames } from '../watcher.ts';

describe('a live query equals the query', () => {
  const QUERIES = full ? 300 : 24;
  /** Queries that are watched at a time while the writers run. */
  const TOGETHER = 12;
  const USERS = [
    ...['analyst', 'commander-09', 'operator-09', 'auditor', 'commander-14', 'operator-09007'],
    ...['officer-09', 'liaison-09', 'academy', 'machine-09'],
  ] as const;
  const TEST_TIMEOUT_MS = full ? 1_800_000 : 180_000;
  /** What a service could not say at that moment, another moment says. */
  const PASSING: readonly unknown[] = ['SERVICE_UNAVAILABLE', 'NOT_READY'];

  const point = () => ({
    lat: scene.point.lat + Math.random() / 1_000,
    lon: scene.point.lon + Math.random() / 1_000,
  });

  async function report(): Promise<string> {
    const input = { commandId: randomUUID(), code: '30421', point: point() };
    const executed = await platform.execute(
      'operator-09',
      'reportIncident',
      input,
      '... on IncidentAccepted { incident { id } }',
    );
    return (executed['incident'] as { id: string }).id;
  }

  async function unitStatus(status: string): Promise<void> {
    const input = { commandId: randomUUID(), unitId: scene.far, status };
    await platform.execute('commander-09', 'reportUnitStatus', input);
  }

  const close = (incidentId: string) =>
    platform.execute('operator-09', 'closeIncident', {
      ...{ commandId: randomUUID(), incidentId, outcome: 'RESOLVED', finalCode: '30421', victims: 0 },
    });

  const registerOfficer = () =>
    platform.execute('academy', 'registerOfficer', {
      ...{ commandId: randomUUID(), entity: '09', municipality: '09007', rank: 'POLICIA' },
    });

  /** With a victim who is owed a follow-up. */
  const closeViolent = (incidentId: string) =>
    platform.execute('operator-09', 'closeIncident', {
      ...{ commandId: randomUUID(), incidentId, outcome: 'RESOLVED', finalCode: '30421', victims: 1 },
    });

  const recordContact = () =>
    platform.execute('officer-09', 'recordContact', {
      ...{ commandId: randomUUID(), kind: 'VISITA', outcome: 'ATENDIDO', beatId: scene.beatId },
      ...{ officerIds: [scene.officerId], durationSeconds: 300 },
      people: { adults: 1, minors: 0 },
    });

  // ---- what a newcomer tries ------------------------------------------------------

  /** What a frame shows, be it whole or a patch of the one before. */
  function wholeOf({ patch, ...frame }: Frame, before: Frame | undefined): Frame {
    if (!patch) return frame;
    const { data, errors } = before!;
    const result = copyOf({ data, ...(errors && { errors }) });
    expect(applyPatch(result, copyOf(patch) as never).filter((error) => error !== null)).toEqual([]);
    return { ...frame, ...result } as Frame;
  }

  function copyOf<T>(json: T): T {
    return JSON.parse(JSON.stringify(json)) as T;
  }

  /** The frames of a live query, as they come, until it is stopped. */
  function follow(user: string, query: string, variables: Record<string, unknown> = {}) {
    const stopping = new AbortController();
    const seen: Frame[] = [];
    const ended = (async () => {
      const asked = { transport: 'sse' as const, user, query, variables };
      for await (const frame of frames(platform, asked, stopping.signal))
        seen.push(wholeOf(frame, seen.at(-1)));
    })();
    return {
      seen,
      async stop() {
        stopping.abort();
        await ended;
      },
    };
  }

  const asOf = (user: string, body: string, position: string) =>
    platform.ask(user, `query ($position: Position!) @asOf(position: $position) ${body}`, { position });

  const NATION = `{ nationalPicture { asOf position
  completeness { entitiesReporting entitiesExpected servicesDown stale { entity { code } reason lastEventAt } }
  entities { entity { code }
    incidents { recorded open { priority count } reported24h closed24h asOf lagSeconds }
    presence { beats beatsWithoutUnit officersOnDuty units { status count } lagSeconds }
    contacts { recorded followUpsDue followUpsOverdue } training { officers certified } } } }`;
  const ROOM = `{ operationsPicture(entity: "09") { asOf position stateHash reporting servicesDown
  openIncidents { id status } units { code status }
  figures { incidents { recorded open { priority count } } presence { beats units { status count } }
    contacts { recorded followUpsDue } training { officers } } } }`;

  interface Nation {
    readonly nationalPicture: {
      readonly entities: readonly {
        readonly entity: { readonly code: string };
        readonly incidents: { readonly recorded: number };
        readonly presence: { readonly units: readonly { readonly status: string; readonly count: number }[] };
        readonly training: { readonly officers: number };
      }[];
    };
  }
  interface Room {
    readonly operationsPicture: {
      readonly openIncidents: readonly { readonly id: string }[];
      readonly units: readonly { readonly code: string; readonly status: string }[];
      readonly figures: {
        readonly contacts: object | null;
        readonly incidents: { readonly recorded: number };
      };
    };
  }
  const cityIn = ({ data }: Frame) =>
    (data as unknown as Nation).nationalPicture.entities.find(({ entity }) => entity.code === '09')!;
  const roomIn = ({ data }: Frame) => (data as unknown as Room).operationsPicture;

  test(
    'the national picture is live: each fact shows, and each frame is the picture as of its cursor',
    async () => {
      const { seen, stop } = follow('commander-09', `query @live ${NATION}`);
      const newest = (shows: (city: ReturnType<typeof cityIn>) => boolean) =>
        eventually(
          'the picture shows it',
          async () => (seen.length > 0 && shows(cityIn(seen.at(-1)!))) || undefined,
        );
      await newest(() => true);
      const { recorded } = cityIn(seen.at(-1)!).incidents;
      const { officers } = cityIn(seen.at(-1)!).training;
      await report();
      await newest(({ incidents }) => incidents.recorded === recorded + 1);
      await unitStatus('BUSY');
      await newest(({ presence }) =>
        presence.units.some(({ status, count }) => status === 'BUSY' && count === 1),
      );
      await registerOfficer();
      await newest(({ training }) => training.officers === officers + 1);
      await stop();
      for (const { data, errors, extensions } of seen) {
        expect(errors).toBeUndefined();
        expect((await asOf('commander-09', NATION, extensions!.cursor!)).data).toEqual(data);
      }
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'an operations picture is live, and what nobody has done is 0 in its figures',
    async () => {
      const { seen, stop } = follow('operator-09', `query @live ${ROOM}`);
      const newest = (shows: (room: ReturnType<typeof roomIn>) => boolean) =>
        eventually(
          'the room shows it',
          async () => (seen.length > 0 && shows(roomIn(seen.at(-1)!))) || undefined,
        );
      await newest(() => true);
      expect(roomIn(seen.at(-1)!).figures.contacts).toEqual({ recorded: 0, followUpsDue: 0 });
      const id = await report();
      await newest(({ openIncidents }) => openIncidents.some((incident) => incident.id === id));
      await unitStatus('AVAILABLE');
      await newest(({ units }) =>
        units.some(({ code, status }) => code === 'U-102' && status === 'AVAILABLE'),
      );
      await close(id);
      await newest(({ openIncidents }) => !openIncidents.some((incident) => incident.id === id));
      await stop();
      for (const { data, errors, extensions } of seen) {
        expect(errors).toBeUndefined();
        expect((await asOf('operator-09', ROOM, extensions!.cursor!)).data).toEqual(data);
      }
    },
    TEST_TIMEOUT_MS,
  );

  // ---- whatever somebody asks -----------------------------------------------------

  /** What an answer says, without what a moment alone decides: where it stands. */
  function saysAtHead(answer: Parameters<typeof saying>[0]): unknown {
    return JSON.parse(
      JSON.stringify(saying(answer), (key, value: unknown) =>
        [
          'asOf',
          'position',
          'lagSeconds',
          'cuts',
          'to',
          'cursor',
          'startCursor',
          'endCursor',
          'lastHeartbeatAt',
          'lastPoint',
        ].includes(key)
          ? undefined
          : value,
      ),
    );
  }

  function saying({ data, errors = [] }: { readonly data?: unknown; readonly errors?: readonly unknown[] }) {
    const all = errors as readonly { path?: unknown; message: string; extensions: Record<string, unknown> }[];
    const executed = all.map(({ path, message, extensions: { code } }) => ({ path, message, code }));
    // Fields are answered in any order, and so their errors.
    return { data, errors: executed.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))) };
  }

  const isPassing = ({
    errors = [],
  }: {
    readonly errors?: readonly { extensions: Record<string, unknown> }[];
  }) => errors.some(({ extensions: { code } }) => PASSING.includes(code));

  /** What is told one after the other; beside it another writer does the same. */
  const WRITES: readonly ((open: string[]) => Promise<unknown>)[] = [
    async (open) => open.push(await report()),
    async (open) => open.push(await report()),
    () => unitStatus('BUSY'),
    (open) => close(open.pop()!),
    registerOfficer,
    recordContact,
    () => unitStatus('AVAILABLE'),
    (open) => closeViolent(open.pop()!),
    async (open) => open.push(await report()),
  ];

  async function write(): Promise<void> {
    const open: string[] = [];
    for (const execute of WRITES) await execute(open);
  }

  async function watched(query: GeneratedQuery, user: string, directive: string) {
    const live = follow(user, textOf(query, directive), { ...query.variables });
    await eventually(`a first frame of ${textOf(query, '@live')}`, async () => live.seen[0]);
    return { ...live, query, user };
  }

  test(
    'whatever is asked, a live result ends as the query at the head, and every frame, whole or patched, is the query as of its cursor',
    async () => {
      const incident = await report();
      const { position } = await platform.execute(
        'operator-09',
        'closeIncident',
        {
          ...{
            commandId: randomUUID(),
            incidentId: await report(),
            outcome: 'RESOLVED',
            finalCode: '30421',
            victims: 0,
          },
        },
        '... on IncidentAccepted { position }',
      );
      const schema = buildSchema(readFileSync(join(root, 'gateway/schema.graphql'), 'utf8'));
      const ids = {
        incident: [incident],
        unit: [scene.near, scene.far],
        beat: [scene.beatId],
        officer: [scene.officerId],
      };
      const all = fc.sample(generatedQueries(schema, { ids, from: position! }), QUERIES);
      for (let from = 0; from < all.length; from += TOGETHER) {
        const some = all.slice(from, from + TOGETHER);
        const running = await Promise.all(
          some.map((query, n) =>
            watched(query, USERS[(from + n) % USERS.length]!, n % 2 === 0 ? '@live' : '@live(patch: true)'),
          ),
        );
        await Promise.all([write(), write()]);
        for (const { query, user, seen } of running) {
          await eventually(`the head of ${textOf(query, '@live')}`, async () => {
            const head = await platform.ask(user, textOf(query, ''), query.variables);
            expect(saysAtHead(seen.at(-1)!)).toEqual(saysAtHead(head));
            return true;
          });
        }
        await Promise.all(running.map(({ stop }) => stop()));
        for (const { query, user, seen } of running) {
          for (const frame of seen) {
            if (isPassing(frame)) continue;
            const then = await platform.ask(user, textOf(query, '@asOf(position: $cut)', '$cut: Position!'), {
              ...query.variables,
              cut: frame.extensions!.cursor!,
            });
            expect({ query, user, ...saying(then) }).toEqual({ query, user, ...saying(frame) });
          }
        }
      }
    },
    TEST_TIMEOUT_MS,
  );
});
