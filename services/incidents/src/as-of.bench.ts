import { entities } from '@proximidad/catalogues';
import { idFor, type RecordedEvent } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import type { Table } from '@proximidad/readmodel';
import { openService } from '@proximidad/service';
import { openGround, passportFor } from '@proximidad/testing';
import { incidentBoard, type IncidentRow } from './incident/incident-board.ts';
import { legsPrefix } from './incident/leg-figures.ts';
import { definition } from './service.ts';
import { lifeOf } from './testing/lives.ts';

/**
 * Used by the bench: `<versions> <rounds>` records the lives of incidents until the board has that many row versions, then
 * times its queries now and as of the middle of that history: on the read models alone, and on the service in GraphQL.
 * Prints one JSON line.
 */
/** Lives that go on at the same time: their events are interleaved. */
const AT_A_TIME = 250;
const EVENTS_OF_LIFE_MAX = 5;
/** One life in this many has its last event up to 2^n rounds later: this gives versions of every length. */
const LATE_ONE_IN = 7;
const LATE_ROUNDS_LOG2 = 8;
const PAGE = 50;
const ENTITY = '09';
const BEAT = idFor(ENTITY, 'beat', 8);
const OPEN = 'status: [REPORTED, DISPATCHED, ON_SCENE]';
const SHOWN =
  'id priority status reportedAt closedAt responseSeconds initialCode { code } municipality { cvegeo } beat { id }';
const BOARD = `pageInfo { hasNextPage endCursor } edges { node { ${SHOWN} } }`;
const LEGS =
  'answer { measured p50Seconds } cells { priority rural incidents legs { leg measured knownShare p50Seconds p90Seconds } } proposalAcceptance';
const TOTALS = ['recorded', 'duplicates', 'open:ALTA', 'open:MEDIA', 'open:BAJA'];
const DAY_HOURS = 24;
const HOUR_MS = 3_600_000;
const commander: Subject = {
  ...{ id: 'bench:commander', role: 'commander', entity: ENTITY, purpose: 'SUPERVISION' },
};
const analyst: Subject = { id: 'bench:analyst', role: 'analyst', purpose: 'STATISTICS' };

type Run = (at: number | undefined, clock: number) => unknown;

const [versionsMin = '', roundsText = ''] = process.argv.slice(2);
const rounds = Number(roundsText);
const ground = await openGround();
let now = Date.now();
const service = await openService(definition, ground.config('incidents'), { now: () => now });
await service.caughtUp;
const { readModels } = service;
const { versions, middle } = await fill(Number(versionsMin));
const table = readModels.table(incidentBoard);
const middleClock = middle.recordedAt;
const lastClock = readModels.lastEventAt!;
now = lastClock;
const keys = table
  .list({ where: { entity: ENTITY }, first: PAGE, at: middle.position })
  .rows.map(({ key }) => key);

const totals = entities.flatMap(({ code }) => TOTALS.map((name) => `${code}:${name}`));

const onReadModels: Record<string, Run> = {
  'open incidents of a state, 50': (at) => list(table, { entity: ENTITY, open: true }, at),
  'the newest incidents of a state, 50': (at) => list(table, { entity: ENTITY }, at),
  'open incidents of a beat, 50': (at) => list(table, { entity: ENTITY, beatId: BEAT, open: true }, at),
  'reported in 24 hours in a state': (at, clock) =>
    table.count({ where: { entity: ENTITY, reportedAt: { gte: clock - 86_400_000, lt: clock + 1 } }, at }),
  'running totals of every state': (at) => readModels.figures(incidentBoard, { keys: totals, at }),
  'legs of the 24 hours of a state': (at, clock) => {
    for (const hour of hoursBefore(clock))
      readModels.figures(incidentBoard, { prefix: legsPrefix(ENTITY, hour), at });
  },
  '50 incidents by id': (at) => table.getMany(keys, at),
};
const representations = keys.map((id) => ({ __typename: 'Incident', id }));
const answered: Record<string, Run> = {
  'open incidents of a state, 50': asked(
    commander,
    `incidents(entity: "${ENTITY}", ${OPEN}, first: ${PAGE}) { ${BOARD} }`,
  ),
  'the newest incidents of a state, 50': asked(
    commander,
    `incidents(entity: "${ENTITY}", first: ${PAGE}) { ${BOARD} }`,
  ),
  'open incidents of a beat, 50': asked(
    commander,
    `incidents(beat: "${BEAT}", ${OPEN}, first: ${PAGE}) { ${BOARD} }`,
  ),
  'figures of every state, 24 hours included': asked(
    analyst,
    'incidentFigures { entity recorded duplicates open { priority count } reported24h closed24h responseP50Seconds responseP90Seconds arrivalKnownShare lastEventAt }',
  ),
  'how long each leg took in 24 hours in a state': (at, clock) =>
    asked(commander, `responseFigures(entity: "${ENTITY}", ${dayBefore(clock)}) { ${LEGS} }`)(at, clock),
  '50 incidents by id': asked(commander, `_entities(representations: $all) { ... on Incident { ${SHOWN} } }`),
};
const timed = [
  ...(await all(onReadModels, 'on the read models')),
  ...(await all(answered, 'answered in GraphQL')),
];
process.stdout.write(`${JSON.stringify({ versions, rows: table.count(), timed })}\n`);
await service.close();
await ground.clear();

async function all(questions: Readonly<Record<string, Run>>, where: string) {
  const measured = [];
  for (const [name, run] of Object.entries(questions)) {
    const [live, asOf] = await median(
      () => run(undefined, lastClock),
      () => run(middle.position, middleClock),
    );
    measured.push({ name: `${name}, ${where}`, live, asOf });
  }
  return measured;
}

/** One query to the service, with its passport checked and its policy applied; it has to be answered. */
function asked(subject: Subject, fields: string): Run {
  const passport = passportFor(subject, 'incidents', () => now);
  const query = fields.includes('$all') ? `query ($all: [_Any!]!) { ${fields} }` : `{ ${fields} }`;
  return async (at, clock) => {
    const cut = at === undefined ? {} : { cut: { position: at, clock } };
    const extensions = { passport: await passport, ...cut };
    const { data, errors } = await service.execute({
      query,
      variables: { all: representations },
      extensions,
    });
    if (errors || !data) throw new Error(`${query} was answered ${JSON.stringify(errors)}`);
  };
}

async function fill(wanted: number): Promise<{ versions: number; middle: RecordedEvent }> {
  const delayed = new Map<number, RecordedEvent[]>();
  let { position } = readModels;
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

function hoursBefore(clock: number): number[] {
  return Array.from({ length: DAY_HOURS }, (_, n) => clock - n * HOUR_MS);
}

function dayBefore(clock: number): string {
  const [from, to] = [clock - (DAY_HOURS - 1) * HOUR_MS, clock].map((ms) => new Date(ms).toISOString());
  return `from: "${from}", to: "${to}"`;
}

function list(board: Table<IncidentRow>, where: object, at: number | undefined) {
  return board.list({ where, orderBy: [{ column: 'occurredAt', desc: true }], first: PAGE, at });
}

/** Milliseconds of each, taking turns, so that a busy moment of the machine affects both. */
async function median(...works: readonly (() => unknown)[]): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [n, work] of works.entries()) {
      const began = performance.now();
      await work();
      times[n]!.push(performance.now() - began);
    }
  }
  return times.map((each) => each.sort((a, b) => a - b)[Math.floor(rounds / 2)]!);
}
