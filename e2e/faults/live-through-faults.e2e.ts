import { decodePosition } from '@proximidad/eventsourcing';
import { definition as incidents } from '@proximidad/incidents/service';
import { openReadModels } from '@proximidad/readmodel';
import type { ServiceDefinition } from '@proximidad/edge';
import { randomUUID } from 'node:crypto';
import { everything } from '../log.ts';
import { eventually, full, type ProcessName } from '../platform.ts';
import { platform } from '../stage.ts';
import { type Frame, type Transport, watch, type Watcher } from '../watcher.ts';

describe('what is watched through faults', () => {
  const WATCHERS = full ? 200 : 20;
  const REPORTS = full ? 400 : 60;
  const WRITERS = 4;
  const KILLED: readonly ProcessName[] = full
    ? ['gateway', 'incidents', 'gateway', 'beats', 'store', 'incidents', 'gateway', 'contacts']
    : ['gateway', 'incidents', 'gateway'];
  const TIMEOUT_MS = full ? 1_800_000 : 900_000;

  const PLACES = ['09007', '09015', '14039'] as const;
  /** Who watches, and which places they may see. */
  const USERS: readonly { readonly user: string; readonly sees: (place: string) => boolean }[] = [
    { user: 'operator-09', sees: (place) => place.startsWith('09') },
    { user: 'operator-09015', sees: (place) => place === '09015' },
    { user: 'commander-14', sees: (place) => place.startsWith('14') },
    { user: 'auditor', sees: () => true },
  ];
  const CHANGES = `subscription ($resume: ID) { incidentChanged(resume: $resume) { cursor kind id
  incident { status municipality { cvegeo name } } } }`;
  const BOARD = 'incidents(first: 100) { edges { node { id status priority municipality { name } } } }';
  const LIVE = `query ($resume: String) @live(resume: $resume) { ${BOARD} }`;

  interface Change {
    readonly id: string;
    readonly kind: string;
    readonly position: number;
  }

  let start: string;
  const watchers: {
    readonly watcher: Watcher;
    readonly user: string;
    readonly sees: (place: string) => boolean;
    readonly live: boolean;
  }[] = [];

  beforeAll(async () => {
    start = (await report(PLACES[0])).position;
    for (let n = 0; n < WATCHERS; n++) {
      const { user, sees } = USERS[n % USERS.length]!;
      const transport: Transport = n % 3 === 0 ? 'sse' : 'ws';
      const live = n % 2 === 1 ? n % 8 < 6 : n % 8 === 6;
      const asked = { transport, user, query: live ? LIVE : CHANGES, resume: start, newest: live };
      watchers.push({ watcher: watch(platform, asked), user, sees, live });
    }
    const killing = KILLED.map((name, n) => ({ name, after: ((n + 1) * REPORTS) / (KILLED.length + 1) }));
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = writer; n < REPORTS; n += WRITERS) {
        const { id } = await report(PLACES[n % PLACES.length]!);
        if (n % 3 === 0) await close(id);
        if (n >= (killing[0]?.after ?? Infinity)) await kill(killing.shift()!.name);
      }
    });
    await Promise.all(writers);
    await platform.ready();
  }, TIMEOUT_MS);
  afterAll(() => Promise.all(watchers.map(({ watcher }) => watcher.stop())));

  /** While the others go on telling; before the first, everybody sees what they may. */
  async function kill(name: ProcessName): Promise<void> {
    await eventually(
      'all are watching',
      async () => watchers.every(({ watcher }) => watcher.frames.length > 0) || undefined,
    );
    await eventually(`${name} runs`, async () => {
      platform.signal(name, 'SIGKILL');
      return true;
    });
  }

  /** A command whose answer was lost is sent again with the same id, until there is one. */
  function executed(user: string, mutation: string, input: object, selected: string) {
    const command = { commandId: randomUUID(), ...input };
    return eventually(mutation, async () => {
      const result = await platform.execute(user, mutation, command, selected);
      // What was accepted cannot be shown while the service that keeps it is away.
      return result.__typename === 'IncidentAccepted' && result['incident'] !== null ? result : undefined;
    });
  }

  async function report(municipality: string): Promise<{ readonly id: string; readonly position: string }> {
    const entity = municipality.slice(0, 2);
    const told_ = await executed(
      `operator-${entity}`,
      'reportIncident',
      { municipality, code: '50105' },
      '... on IncidentAccepted { incident { id } position }',
    );
    return { id: (told_['incident'] as { id: string }).id, position: told_.position! };
  }

  async function close(incidentId: string): Promise<void> {
    const closing = { incidentId, outcome: 'RESOLVED', finalCode: '50105', victims: 0 };
    await executed(
      `operator-${incidentId.slice(0, 2)}`,
      'closeIncident',
      closing,
      '... on IncidentAccepted { position }',
    );
  }

  /** What happened to incidents after `start`, by folding the log itself. */
  async function changesInLog(): Promise<(Change & { readonly place: string })[]> {
    const { families, readModels: models } = incidents as unknown as Pick<
      ServiceDefinition,
      'families' | 'readModels'
    >;
    const readModels = openReadModels({ file: ':memory:', models, families });
    try {
      const mine = (await everything(platform.storeUrl)).filter(
        ({ stream }) => stream.split('_')[0]! in families,
      );
      readModels.apply(mine);
      const after = decodePosition(start)[0]!.position;
      const { changes } = readModels.changes({ after, limit: 5_000, models: models.slice(0, 1) });
      return changes.map(({ key, position, before, after: row }) => ({
        ...{ id: key, position, place: (row as { municipality: string }).municipality },
        kind: !before ? 'APPEARED' : (row as { open: boolean }).open ? 'CHANGED' : 'ENDED',
      }));
    } finally {
      readModels.close();
    }
  }

  const seenBy = (watcher: Watcher): Change[] =>
    watcher.frames.flatMap((frame: Frame) => {
      const { cursor, kind, id } = (frame.data?.['incidentChanged'] ?? {}) as Record<string, string | null>;
      return kind ? [{ id: id!, kind, position: positionOf(cursor!) }] : [];
    });

  /** The position within a cursor; nothing else may depend on what a cursor looks like inside. */
  function positionOf(cursor: string): number {
    return (
      JSON.parse(Buffer.from(cursor.slice(3), 'base64url').toString('utf8')) as [[string, number]]
    )[0][1];
  }

  test(
    'every watcher has each change that he may see once, in order, and none that he may not',
    async () => {
      const inLog = await changesInLog();
      expect(inLog.length).toBeGreaterThanOrEqual(REPORTS);
      for (const { watcher, sees, live } of watchers) {
        if (live) continue;
        const expected = inLog
          .filter(({ place }) => sees(place))
          .map(({ id, kind, position }) => ({ id, kind, position }));
        await eventually(
          'all changes have come',
          async () => seenBy(watcher).length >= expected.length || undefined,
        );
        expect(seenBy(watcher)).toEqual(expected);
      }
      expect(watchers.every(({ watcher }) => watcher.broken() > 0)).toBe(true);
    },
    TIMEOUT_MS,
  );

  test(
    'every live result ends equal to the query at the head',
    async () => {
      const heads = new Map<string, unknown>();
      for (const { user } of USERS) heads.set(user, (await platform.ask(user, `{ ${BOARD} }`)).data);
      for (const { watcher, user, live } of watchers) {
        if (!live) continue;
        const equal = () => JSON.stringify(watcher.frames.at(-1)?.data) === JSON.stringify(heads.get(user));
        await eventually('the last result is that of the head', async () => equal() || undefined).catch(
          () => undefined,
        );
        expect(watcher.frames.at(-1)?.data).toEqual(heads.get(user));
      }
    },
    TIMEOUT_MS,
  );
});
