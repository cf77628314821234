import { verify } from '@proximidad/embedded-eventstore';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import { randomUUID } from 'node:crypto';
import {
  answerIn,
  asKnown,
  EVENTS,
  type Executed,
  executedThen,
  idIn,
  ofOfficers,
  ONESELF,
  restoredLog,
  story,
  textFor,
} from './executed-at-8436209.ts';
import { everything } from './log.ts';
import { eventually, type Platform, platformPorts, startPlatform } from './platform.ts';
import { publishedAnew } from './published-anew.ts';
import { square } from './scene.ts';
import type { Row } from './since-8436209.ts';

/* The platform goes on with the log of commit 8436209. */

const START_TIMEOUT_MS = 600_000;
/** Positions are not recorded; of heartbeats only the end of a silence is, and the launcher's own came first. */
const UNRECORDED = ['reportPositions', 'sourceAlive'];
/** Recorded by a ticker; at the end of the story each was still a few minutes ahead. */
const DUE = ['OfficerDutyOverran', 'FollowUpOverdue', 'CertificateExpired'];

let log: Awaited<ReturnType<typeof restoredLog>>;
let platform: Platform | undefined;
let before: readonly RecordedEvent[];
/** The positions between which everything was published anew, on request. */
let anew = { from: Infinity, to: Infinity };
beforeAll(async () => {
  log = await restoredLog();
  platform = await startPlatform({ data: log.data, port: await platformPorts() });
  await platform.ready();
  before = await everything(platform.storeUrl);
}, START_TIMEOUT_MS);
afterAll(async () => {
  await platform?.clear();
  log.clear();
});

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
  expect(verify(log.folder).findings).toEqual([]);
});

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
