import { definition as beats } from '@proximidad/beats/service';
import { definition as contacts } from '@proximidad/contacts/service';
import { type EmbeddedStore, startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { eventFamily } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { nationService } from '@proximidad/nation/service';
import { definition as incidents } from '@proximidad/incidents/service';
import { toldAnew } from '@proximidad/readmodel/testing';
import { openService, type OpenService } from '@proximidad/service';
import type { ServiceDefinition } from '@proximidad/edge';
import { passportFor, testPassportJwks } from '@proximidad/testing';
import { definition as training } from '@proximidad/training/service';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Answered,
  answerIn,
  asKnown,
  EVENTS,
  executedThen,
  idIn,
  ofOfficers,
  ONESELF,
  restoredLog,
  story,
  textFor,
  textOf,
} from './executed-at-8436209.ts';
import { everything, notesAccess } from './log.ts';
import { mutationText } from './platform.ts';
import {
  BESIDE,
  CHANGED,
  isAddedSince,
  jobsOf,
  type Line,
  type Row,
  without,
  workedOn,
} from './since-8436209.ts';

/* What was recorded at commit 8436209 is read, and what was executed then is known. */

/** The version of each read model's projection, with which the model is rebuilt if its rows would differ. */
const versionsOf = (lines: readonly Line[]) =>
  lines.flatMap(({ model, version }) => (version === undefined ? [] : [{ model, version }]));
const rowLines = (lines: readonly Line[]) => lines.filter(({ version }) => version === undefined);

const SERVICES = [
  beats,
  incidents,
  contacts,
  training,
  // Only read here, not run.
  nationService({} as Parameters<typeof nationService>[0]),
] as const;

let data: string;
let folder: string;
let clear: (() => void) | undefined;
beforeAll(async () => {
  ({ data, folder, clear } = await restoredLog());
});
afterAll(() => clear?.());

describe('its rows', () => {
  let store: EmbeddedStore;
  let log: EventLog;
  beforeAll(async () => {
    store = await startEmbeddedStore({ data: folder, port: 0 });
    log = connect(store.url);
  });
  afterAll(async () => {
    await log.close();
    await store.close();
  });

  test.each(SERVICES)('are those of then, but for what was changed on purpose: $name', async (service) => {
    const { name, readModels: models, families } = service;
    const { lines } = await toldAnew({ log, logId: 'then', models, families, at: EVENTS });
    const expected = linesOf(textOf(`rows/${name}.jsonl`).trimEnd().split('\n'));
    // For read models that did not exist then the log holds no event, apart from the jobs of units.
    const then = new Set(expected.map(({ model }) => model));
    const { added = [], kept = [] } = Object.groupBy(linesOf(lines), (line) =>
      !then.has(line.model) || isAddedSince(line) ? 'added' : 'kept',
    );
    const now = new Map(versionsOf(kept).map(({ model, version }) => [model, version]));
    for (const { model, version } of versionsOf(expected)) {
      const isOther = model in CHANGED || model in BESIDE;
      expect(now.get(model)).toBeGreaterThanOrEqual(isOther ? version + 1 : version);
    }
    const compared = rowLines(kept).map(({ row, ...line }): Line => {
      const beside = BESIDE[line.model];
      return row === undefined ? line : { ...line, row: beside ? without(row, beside) : row };
    });
    expect(compared).toEqual(rowLines(expected).map((line) => CHANGED[line.model]?.(line) ?? line));
    expect(added.flatMap(jobsOf)).toEqual(expected.flatMap(workedOn));
  });
});

test('a command that created a record is known before its row is there again', async () => {
  const { input, answer } = executedThen('receiveCall');
  const subject = { id: 'dev:operator-09', role: 'operator', entity: '09', purpose: 'DISPATCH' } as const;
  await opened(rowless(incidents), async ({ execute }) => {
    const query = mutationText('receiveCall', `... on ${answer.type} { known }`);
    expect(answerIn(await execute(subject, query, input), 'receiveCall')).toEqual({
      type: answer.type,
      known: true,
    });
  });
});

test.each([beats, incidents, contacts] as ServiceDefinition<unknown>[])(
  'an officer who told it of their own then is known to have: $name',
  async (definition) => {
    const sdl = readFileSync(definition.schema, 'utf8');
    const told = story.filter((each) => ofOfficers(each) && sdl.includes(`  ${each.mutation}(`));
    expect(told.length).toBeGreaterThan(0);
    await opened(still(definition), async ({ store, service, execute }) => {
      await service.caughtUp;
      // Access notes are left out: each read of a record adds one.
      const recorded = async () => (await everything(store.url)).filter(({ stream }) => !notesAccess(stream));
      const before = await recorded();
      for (const {
        mutation,
        input,
        answer: { type },
      } of told) {
        // Of the record itself an officer sees what is at most thirty days old.
        const answered = await execute(tiedTo(input), textFor(mutation, { type }), input);
        expect([mutation, answerIn(answered, mutation)]).toMatchObject([
          mutation,
          isOfNoBeat(input) ? ONESELF : asKnown({ type }),
        ]);
      }
      expect(await recorded()).toEqual(before);
    });
  },
);

type TestSubject = Parameters<typeof passportFor>[0];
interface Opened {
  readonly store: EmbeddedStore;
  readonly service: OpenService;
  readonly execute: (subject: TestSubject, query: string, input: Row) => Promise<Answered>;
}

/** A service on the log, at the time when the log ended. */
async function opened<Own>(
  definition: ServiceDefinition<Own>,
  work: (parts: Opened) => Promise<void>,
): Promise<void> {
  const { name } = definition;
  const store = await startEmbeddedStore({ data: folder, port: 0 });
  const ended = (await everything(store.url)).at(-1)!.recordedAt;
  const now = () => ended;
  const config = {
    ...{ name, host: '127.0.0.1', port: 0, esdbUrl: store.url, data: mkdtempSync(join(data, 'service-')) },
    ...{ passportJwks: testPassportJwks, bus: 'eventstore' as const, logLevel: 'silent' as const },
  };
  const service = await openService(definition, config, { now });
  try {
    const execute: Opened['execute'] = async (subject, query, input) => {
      const passport = await passportFor(subject, name, now);
      return service.execute({ query, variables: { input }, extensions: { passport } });
    };
    await work({ store, service, execute });
  } finally {
    await service.close();
    await store.close();
  }
}

/** The service before its projector has got so far: here it knows no event, and stands still. */
function rowless<Own>(definition: ServiceDefinition<Own>): ServiceDefinition<Own> {
  const families = Object.keys(definition.families).map((category) => [category, eventFamily({})] as const);
  return { ...definition, families: Object.fromEntries(families) };
}

/** The service as it answers, without what it does on its own. */
function still<Own>({ due: _due, reactions: _reactions, ...definition }: ServiceDefinition<Own>) {
  return { ...definition, published: {} };
}

/** An officer of that time with a token of today, tied to the officer the command was about. */
function tiedTo({ unitId, officerId, officerIds }: Row): TestSubject {
  const officer = officerId ?? (officerIds as readonly string[] | undefined)?.[0];
  const designed = story.filter(({ mutation, user }) => mutation === 'designBeat' && user === 'commander-09');
  return {
    ...{ id: 'dev:officer-09', role: 'officer', entity: '09', purpose: 'PATROL', beats: designed.map(idIn) },
    ...(typeof unitId === 'string' ? { unit: unitId } : {}),
    ...(typeof officer === 'string' ? { officer } : {}),
  };
}

/** A follow-up in no beat belongs to no officer. */
function isOfNoBeat({ followUpId }: Row): boolean {
  return rowsOf('contacts').some(({ id, beatId }) => id === followUpId && beatId === null);
}

function rowsOf(service: string): Row[] {
  const lines = linesOf(textOf(`rows/${service}.jsonl`).trimEnd().split('\n'));
  return lines.flatMap(({ row }) => (row === undefined ? [] : [row]));
}

function linesOf(texts: readonly string[]): Line[] {
  return texts.map((text) => JSON.parse(text) as Line);
}
