import { randomUUID } from 'node:crypto';
import { formatInstant, instantOfLocal } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { eventually, type Ground, openGround, passportFor } from '@proximidad/testing';
import { cutDueAt, monthAfter } from './monthly-cut/monthly-cut.ts';
import { definition } from './service.ts';

const ZONE = 'America/Mazatlan';
const CULIACAN = '25006';
/** The last month that is due for its cut, and the one before it. */
const [month, before] = lastMonths(Date.now());

const subject = (id: string, rest: Omit<Subject, 'id'>): Subject => ({ ...rest, id: `dev:${id}` });
const operator = subject('operator-25', { role: 'operator', entity: '25', purpose: 'DISPATCH' });
const commander = subject('commander-25', { role: 'commander', entity: '25', purpose: 'SUPERVISION' });
const analyst = subject('analyst', { role: 'analyst', purpose: 'STATISTICS' });
const elsewhere = subject('commander-14', { role: 'commander', entity: '14', purpose: 'SUPERVISION' });
const town = subject('commander-25006', { ...commander, municipality: CULIACAN });

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
type Answer = any;

let ground: Ground;
let running: RunningService;

function lastMonths(now: number): [string, string] {
  const current = new Date(now - 12 * 3_600_000).toISOString().slice(0, 7);
  const last = [monthAfter(current, -1), monthAfter(current, -2)].find(
    (one) => cutDueAt('25', one).ms < now,
  )!;
  return [last, monthAfter(last, -1)];
}

async function ask(who: Subject, query: string, variables: object = {}) {
  const extensions = { passport: await passportFor(who, 'incidents') };
  return running.service.execute({ query, variables: variables as Record<string, unknown>, extensions });
}

async function execute(who: Subject, field: string, input: object): Promise<Answer> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ... on IncidentAccepted { incident { id } } ... on Refusal { code } } }`;
  const { data, errors } = await ask(who, query, { input: { commandId: randomUUID(), ...input } });
  expect(errors).toBeUndefined();
  const accepted = (data as Answer)[field];
  expect(accepted).toHaveProperty('incident');
  return accepted.incident;
}

async function closedIn(period: string, day: number): Promise<string> {
  const at = (hour: number) =>
    formatInstant(instantOfLocal(`${period}-${String(day).padStart(2, '0')}T${hour}:00:00`, ZONE));
  const report = { municipality: CULIACAN, code: '30202', occurredAt: at(21) };
  const { id } = await execute(operator, 'reportIncident', report);
  const closing = { outcome: 'REFERRED', finalCode: '30906', victims: 1, occurredAt: at(23) };
  await execute(operator, 'closeIncident', { incidentId: id, ...closing });
  return id;
}

async function figures(who: Subject, period: string): Promise<Answer> {
  const { data, errors } = await ask(
    who,
    `{ monthlyFigures(entity: "25", month: "${period}") {
      month dueAt cutAt
      counted { code { code } incidents } known { code { code } incidents }
      adjustments { enteredWith changes { code { code } incidents } } since { code { code } incidents } } }`,
  );
  expect(errors).toBeUndefined();
  return (data as Answer).monthlyFigures;
}

const of = (code: string, incidents: number | null) => ({ code: { code }, incidents });

beforeAll(async () => {
  ground = await openGround();
  running = await startService(definition, ground.config('incidents'));
  await running.service.caughtUp;
});
afterAll(async () => {
  await running.close();
  await ground.clear();
});

test('BR-I13: a month is cut on its day; what is recorded later is kept apart, and no cut changes', async () => {
  await closedIn(before, 9);
  const id = await closedIn(month, 10);
  const cut = await eventually(async () => {
    const found = await figures(commander, month);
    return found.cutAt === null ? undefined : found;
  }, 'the month is cut');
  expect(cut).toMatchObject({ month, dueAt: formatInstant(cutDueAt('25', month)) });
  const [had] = cut.counted as { readonly code: { readonly code: string } }[];
  await execute(commander, 'reclassifyIncident', {
    ...{ incidentId: id, finalCode: '30421', victims: 1, reason: 'CODING_ERROR' },
  });
  const now = await figures(commander, month);
  expect(now).toMatchObject({ counted: cut.counted, cutAt: cut.cutAt, known: [of('30421', 1)] });
  expect(now.since).toContainEqual(of('30421', 1));
  if (had?.code.code === '30906') expect(now.since).toContainEqual(of('30906', -1));
});

test('BR-I13: what is recorded about an earlier month enters the cut as an adjustment', async () => {
  const { cutAt, counted, adjustments, since, known } = await figures(commander, before);
  expect({ cutAt, counted, known }).toEqual({ cutAt: null, counted: [], known: [of('30906', 1)] });
  expect(adjustments).toEqual([{ enteredWith: month, changes: [of('30906', 1)] }]);
  expect(since).toEqual([]);
});

test('others see only the cut, and nothing of small numbers; a neighbour and a town see none of it', async () => {
  const told = await figures(analyst, month);
  expect(told).toMatchObject({ known: [], since: [], adjustments: [] });
  expect(told.counted.map((one: Answer) => one.incidents)).toEqual([null]);
  for (const [who, reason] of [
    [elsewhere, 'ENTITY'],
    [town, 'MUNICIPALITY'],
  ] as const) {
    // Else they would be told that the month is not cut.
    const { data, errors } = await ask(who, `{ monthlyFigures(entity: "25", month: "${month}") { cutAt } }`);
    expect([(data as Answer)?.monthlyFigures, (errors as Answer)?.[0].extensions.reason]).toEqual([
      undefined,
      reason,
    ]);
  }
});

test.each([
  ['monthlyFigures(month: "2026-09")', 'Se necesita una entidad.'],
  ['monthlyFigures(entity: "25", month: "September")', 'Un mes es AAAA-MM.'],
  ['monthlyFigures(entity: "77", month: "2026-09")', 'entity: no existe esa entidad'],
])('%s is no question', async (field, message) => {
  const { errors } = await ask(analyst, `{ ${field} { month } }`);
  expect(errors?.[0]).toMatchObject({
    message,
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
