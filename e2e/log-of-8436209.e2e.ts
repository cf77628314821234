import { definition as beats } from '@proximidad/beats/service';
import { definition as contacts } from '@proximidad/contacts/service';
import { type EmbeddedStore, restoreLog, startEmbeddedStore, verify } from '@proximidad/embedded-eventstore';
import { eventFamily, type RecordedEvent } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { nationService } from '@proximidad/nation/service';
import { definition as incidents } from '@proximidad/incidents/service';
import { toldAnew } from '@proximidad/readmodel/testing';
import { openService, type OpenService } from '@proximidad/service';
import type { ServiceDefinition } from '@proximidad/edge';
import { passportFor, testPassportJwks } from '@proximidad/testing';
import { definition as training } from '@proximidad/training/service';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { everything, notesAccess } from './log.ts';
import { eventually, platformPorts, mutationText, type Platform, startPlatform } from './platform.ts';
import { publishedAnew } from './published-anew.ts';
import { square } from './scene.ts';
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

/**
 * What was executed at commit 8436209, what it recorded, and the rows made of that (fixtures/log-8436209/README.md).
 */
const FIXTURE = new URL('./fixtures/log-8436209/', import.meta.url);
const EVENTS = 326;
const START_TIMEOUT_MS = 600_000;

/** The version of each read model's projection, with which the model is rebuilt if its rows would differ. */
const versionsOf = (lines: readonly Line[]) =>
  lines.flatMap(({ model, version }) => (version === undefined ? [] : [{ model, version }]));
const rowLines = (lines: readonly Line[]) => lines.filter(({ version }) => version === undefined);

/** Positions are not recorded; of heartbeats only the end of a silence is, and the launcher's own came first. */
const UNRECORDED = ['reportPositions', 'sourceAlive'];
/** Officers act for themselves only (ADR 145), which nobody checked then. */
const ofOfficers = ({ user }: Executed) => user.startsWith('officer-');
const ONESELF = { errors: [{ extensions: { code: 'FORBIDDEN', reason: 'ONESELF' } }] };
/** Recorded by a ticker; at the end of the story each was still a few minutes ahead. */
const DUE = ['OfficerDutyOverran', 'FollowUpOverdue', 'CertificateExpired'];

const SERVICES = [
  beats,
  incidents,
  contacts,
  training,
  // Only read here, not run.
  nationService({} as Parameters<typeof nationService>[0]),
] as const;

interface Executed {
  readonly user: string;
  readonly mutation: string;
  readonly input: Row;
  readonly answer: Row & { readonly type: string };
}

interface Answered {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: unknown;
}

/** Since then two persons end an access, and it is answered as it stands. */
const ACCESS = { type: 'AccessAccepted', access: { revoked: true } } as const;
const story = (JSON.parse(textOf('commands.json')) as readonly Executed[]).map((each): Executed =>
  each.mutation === 'revokeAccess' ? { ...each, answer: ACCESS } : each,
);
const data = mkdtempSync(join(tmpdir(), 'proximidad-e2e-'));
const folder = join(data, 'store');
let platform: Platform | undefined;

beforeAll(async () => {
  const backup = join(data, 'backup.db');
  writeFileSync(backup, gunzipSync(readFileSync(new URL('log.db.gz', FIXTURE))));
  // Restored as the same log, not as a new one: nothing is added.
  const { events } = await restoreLog(backup, folder, undefined);
  expect(events).toBe(EVENTS);
});
afterAll(async () => {
  await platform?.clear();
  rmSync(data, { recursive: true, force: true });
});

function textOf(name: string): string {
  return readFileSync(new URL(name, FIXTURE), 'utf8');
}

// ---- what is read ---------------------------------------------------------------------------------------------------

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
      for (const { mutation, input, answer } of told) {
        const answered = await execute(tiedTo(input), textFor(mutation, answer), input);
        expect([mutation, answerIn(answered, mutation)]).toMatchObject([
          mutation,
          isOfNoBeat(input) ? ONESELF : asKnown(answer),
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

// ---- what goes on ---------------------------------------------------------------------------------------------------

describe('the platform goes on', () => {
  let before: readonly RecordedEvent[];
  /** The positions between which everything was published anew, on request. */
  let anew = { from: Infinity, to: Infinity };
  beforeAll(async () => {
    platform = await startPlatform({ data, port: await platformPorts() });
    await platform.ready();
    before = await everything(platform.storeUrl);
  }, START_TIMEOUT_MS);

  test('what was executed then is known, or of officers without ties no more allowed, and adds nothing', async () => {
    for (const then of story.filter(({ mutation: told }) => !UNRECORDED.includes(told))) {
      const { mutation, answer } = then;
      const answered = await executed(then);
      if (ofOfficers(then)) expect([mutation, answered]).toMatchObject([mutation, ONESELF]);
      else expect([mutation, answered]).toEqual([mutation, asKnown(answer)]);
    }
    expect(byPeople(await everything(platform!.storeUrl))).toEqual(byPeople(before));
  });

  test('the same id of somebody else is another command', async () => {
    const { known, call } = await executed({ ...executedThen('receiveCall'), user: 'machine-09' });
    expect(known).toBe(false);
    expect(call).not.toEqual(executedThen('receiveCall').answer['call']);
    expect(await executed({ ...executedThen('changePriority'), user: 'commander-09' })).toMatchObject({
      code: 'AlreadyClosed',
    });
  });

  test('what was told to nobody then is told when everything is published anew: who was in the unit that was sent', async () => {
    const { officerId, unitId } = executedThen('startDuty').input;
    const dispatched = story.filter(({ mutation }) => mutation === 'dispatchPatrol');
    const { input: sent } = dispatched.find(({ input }) => input['unitId'] === unitId)!;
    anew = await publishedAnew(platform!, officerId as string, sent['incidentId'] as string);
  });

  test('new commands are executed on what was recorded then', async () => {
    const { incidentId } = executedThen('dispatchPatrol', -1).input;
    const { officerId } = executedThen('assignOfficer').input;
    const { followUpId } = executedThen('recordFollowUpAttempt').input;
    const enrolmentId = idIn(executedThen('enrolOfficer', -1));
    const beatId = idIn(executedThen('designBeat', 1));
    const unitId = idIn(executedThen('registerUnit', 1));
    const accepted: readonly (readonly [string, string, object])[] = [
      [
        'commander-09',
        'redrawBeat',
        { beatId, polygon: square(-99.1, 19.361, 0.009), reason: 'STREETS_CHANGED' },
      ],
      ['commander-09', 'reportUnitStatus', { unitId, status: 'BUSY' }],
      ['operator-09', 'reportArrival', { incidentId, unitId }],
      ['commander-09', 'closeIncident', { incidentId, outcome: 'RESOLVED', finalCode: '30421', victims: 1 }],
      ['commander-09', 'reclassifyIncident', { incidentId, finalCode: '30502', reason: 'NEW_EVIDENCE' }],
      ['commander-09', 'endDuty', { officerId, reason: 'NORMAL' }],
      ['academy', 'completeCourse', { enrolmentId, hours: 40, moduleScores: [80] }],
      ['commander-09', 'completeFollowUp', { followUpId, outcome: 'DECLINED' }],
    ];
    for (const [user, mutation, input] of accepted) {
      const { answer } = executedThen(mutation);
      const command = { commandId: randomUUID(), ...input };
      expect([mutation, await executed({ user, mutation, input: command, answer })]).toMatchObject([
        mutation,
        { type: answer.type, known: false },
      ]);
    }
  });

  test('what was to come has come, once: an overrun, an overdue follow-up, the end of a certificate', async () => {
    const came = await eventually('all three', async () => {
      const due = (await everything(platform!.storeUrl)).filter(isDue);
      const types = new Set(due.filter(({ position }) => position > EVENTS).map(({ type }) => type));
      return types.size === DUE.length ? due : undefined;
    });
    // A dossier may hold several certificates.
    const streams = came.filter(({ type }) => type !== 'CertificateExpired').map(({ stream }) => stream);
    expect(streams).toEqual([...new Set(streams)]);
  });

  test('what was published then is not published again of itself', async () => {
    const all = await everything(platform!.storeUrl);
    const published = all
      .filter(({ position }) => position <= anew.from || position > anew.to)
      .flatMap(({ stream, metadata: { source } }) => (source ? [`${stream} ${source.eventId}`] : []));
    expect(published.length).toBeGreaterThan(0);
    expect(published).toEqual([...new Set(published)]);
  });

  test('the store finds nothing wrong with it', async () => {
    expect(await platform!.stop()).toBe(0);
    expect(verify(folder).findings).toEqual([]);
  });
});

/** The command as it was executed then: the first of its kind, the next, or the last (-1). */
function executedThen(mutation: string, which = 0): Executed {
  return story.filter((each) => each.mutation === mutation).at(which)!;
}

function idIn({ answer: { type: _, ...record } }: Executed): string {
  return (Object.values(record)[0] as { readonly id: string }).id;
}

/** The same answer, repeated. */
function asKnown({ results, ...answer }: Executed['answer']): object {
  if (!Array.isArray(results)) return { ...answer, known: true };
  return { ...answer, results: results.map((item: object) => ({ ...item, outcome: 'KNOWN' })) };
}

/** In the record itself, not as a published copy. */
function isDue({ type, metadata: { source } }: RecordedEvent): boolean {
  return source === undefined && DUE.includes(type);
}

/** Ids of what people and their systems recorded, in the order of the log; the heartbeats are the launcher's. */
function byPeople(events: readonly RecordedEvent[]): string[] {
  const told = events.filter(
    ({ stream, metadata: { actor } }) => actor.kind !== 'SYSTEM' && !stream.startsWith('source_'),
  );
  return told.map(({ id }) => id);
}

/** What a mutation answers, in the form that the story keeps. */
async function executed({ user, mutation, input, answer }: Executed): Promise<Row> {
  const text = textFor(mutation, answer);
  return answerIn(await platform!.ask(user, text, { input }), mutation);
}

/** The mutation, with the selection of the answer it had then. */
function textFor(mutation: string, { type, ...fields }: Executed['answer']): string {
  const selected = selectionOf(fields);
  return mutationText(mutation, 'results' in fields ? selected : `... on ${type} { known ${selected} }`);
}

function answerIn({ data: answered, errors }: Answered, mutation: string): Row {
  const { __typename, ...told } = (answered?.[mutation] ?? { errors }) as Row;
  return { ...told, type: __typename };
}

/** The fields of an answer as a selection. */
function selectionOf(value: object): string {
  const fields = Object.entries(Array.isArray(value) ? (value[0] as object) : value) as [string, unknown][];
  const selected = fields.map(([name, field]) =>
    typeof field === 'object' && field !== null ? `${name} { ${selectionOf(field)} }` : name,
  );
  return selected.join(' ');
}
