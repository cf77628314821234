import { idFor, type RecordedEvent } from '@proximidad/eventsourcing';
import { openReadModels, type Table } from '@proximidad/readmodel';
import { incidentBoard, type IncidentRow } from './domain/incident-board.ts';
import { definition } from './service.ts';
import { lifeOf } from './testing/lives.ts';

/**
 * Used by the bench: `<file> <versions> <rounds>` records the lives of incidents until the board has so many row versions, then
 * times its queries now and as of the middle of that history. Prints one JSON line.
 */
/** Lives that go on at the same time: their events lie between each other's. */
const AT_A_TIME = 250;
const EVENTS_OF_LIFE_MAX = 5;
/** One life in so many has its last event up to 2^n rounds later: versions of every length. */
const LATE_ONE_IN = 7;
const LATE_ROUNDS_LOG2 = 8;
const PAGE = 50;
const ENTITY = '09';
const BEAT = idFor(ENTITY, 'beat', 8);

const [file = '', versionsMin = '', roundsText = ''] = process.argv.slice(2);
const rounds = Number(roundsText);
const readModels = openReadModels({ file, models: [incidentBoard], families: definition.families });
const { versions, middle } = await fill(Number(versionsMin));
const table = readModels.table(incidentBoard);
const middleClock = middle.recordedAt;
const lastClock = readModels.lastEventAt!;
const keys = table
  .list({ where: { entity: ENTITY }, first: PAGE, at: middle.position })
  .rows.map(({ key }) => key);

const queries: Record<string, (at: number | undefined, clock: number) => unknown> = {
  'open incidents of a state, 50': (at) => list(table, { entity: ENTITY, open: true }, at),
  'the newest incidents of a state, 50': (at) => list(table, { entity: ENTITY }, at),
  'open incidents of a beat, 50': (at) => list(table, { entity: ENTITY, beatId: BEAT, open: true }, at),
  'reported in 24 hours in a state': (at, clock) =>
    table.count({ where: { entity: ENTITY, reportedAt: { gte: clock - 86_400_000, lt: clock + 1 } }, at }),
  'figures of every state': (at) => readModels.figures(incidentBoard, { at }),
  '50 incidents by id': (at) => table.getMany(keys, at),
};
const timed = Object.entries(queries).map(([name, run]) => {
  const [live, asOf] = median(
    () => run(undefined, lastClock),
    () => run(middle.position, middleClock),
  );
  return { name, live, asOf };
});
process.stdout.write(`${JSON.stringify({ versions, rows: table.count(), timed })}\n`);
readModels.close();

async function fill(wanted: number): Promise<{ versions: number; middle: RecordedEvent }> {
  const delayed = new Map<number, RecordedEvent[]>();
  let position = 0;
  let versions = 0;
  let middle: RecordedEvent | undefined;
  for (let round = 0; versions < wanted; round++) {
    const lives = Array.from({ length: AT_A_TIME }, (_, k) => lifeOf(round * AT_A_TIME + k));
    const batch: RecordedEvent[] = [];
    for (let revision = 0; revision < EVENTS_OF_LIFE_MAX; revision++) {
      for (const [k, { stream, events }] of lives.entries()) {
        const event = events[revision];
        if (!event) continue;
        const recorded = { ...event, stream, revision } as unknown as RecordedEvent;
        const isLast = revision === events.length - 1;
        if (isLast && k % LATE_ONE_IN === 0) {
          const due = round + 2 ** (((round + k) % LATE_ROUNDS_LOG2) + 1);
          delayed.set(due, [...(delayed.get(due) ?? []), recorded]);
        } else batch.push(recorded);
      }
    }
    const now = lives.at(-1)!.events.at(-1)!.metadata.occurredAt.ms;
    const all = [...batch, ...(delayed.get(round) ?? [])];
    const fed = all.map((event) => ({ ...event, position: (position += 3), recordedAt: now }));
    readModels.apply(fed);
    versions += fed.length;
    if (versions >= wanted / 2) middle ??= fed.at(-1);
  }
  await readModels.caughtUp();
  return { versions, middle: middle! };
}

function list(board: Table<IncidentRow>, where: object, at: number | undefined) {
  return board.list({ where, orderBy: [{ column: 'occurredAt', desc: true }], first: PAGE, at });
}

/** Milliseconds of each, turn about, so that a busy moment of the machine meets both. */
function median(...works: readonly (() => unknown)[]): number[] {
  const times = works.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [n, work] of works.entries()) {
      const began = performance.now();
      work();
      times[n]!.push(performance.now() - began);
    }
  }
  return times.map((each) => each.sort((a, b) => a - b)[Math.floor(rounds / 2)]!);
}
