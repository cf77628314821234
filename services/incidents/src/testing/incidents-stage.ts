import { randomUUID } from 'node:crypto';
import type { EventsOf } from '@proximidad/bus';
import { formatInstant, idFor, parseDateTime } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import type { WireResponse } from '@proximidad/service';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  eventually,
  type Ground,
  neighbours,
  type Neighbours,
  openGround,
  passportFor,
  type Carrier,
} from '@proximidad/testing';
import { definition } from '../service.ts';

/** The story of an operator in Mexico City (ST-1), an hour ago. */
const BEGAN_MS = Date.now() - 3_600_000;
export const at = (seconds: number) => formatInstant({ ms: BEGAN_MS + seconds * 1_000, offsetMin: -360 });
export const beatId = idFor('09', 'beat', 'IZP-6.1.4');
export const olderBeatId = idFor('09', 'beat', 'IZT-2.3.1');
export const u101 = idFor('09', 'unit', 'U-101');
export const u102 = idFor('09', 'unit', 'U-102');
export const point = { lon: -99.0921, lat: 19.3579 };

const subject = (id: string, rest: Omit<Subject, 'id'>): Subject => ({ ...rest, id: `dev:${id}` });
export const operator = subject('operator-09', { role: 'operator', entity: '09', purpose: 'DISPATCH' });
export const iztapalapa = subject('operator-09007', { ...operator, municipality: '09007' });
export const cuauhtemoc = subject('operator-09015', { ...operator, municipality: '09015' });
export const commander = subject('commander-09', { role: 'commander', entity: '09', purpose: 'SUPERVISION' });
export const jalisco = subject('commander-14', { role: 'commander', entity: '14', purpose: 'SUPERVISION' });
export const analyst = subject('analyst', { role: 'analyst', purpose: 'STATISTICS' });
export const machine = subject('machine-09', { role: 'machine', entity: '09', purpose: 'DISPATCH' });
export const academy = subject('academy', { role: 'academy', purpose: 'SUPERVISION' });

let ground: Ground;
export let others: Neighbours;
export let running: RunningService;
let publishedByBeats = 0;
/** How far the service's clock is ahead. */
let movedMs = 0;

/** Publishes an event of the beats service. */
export function beatsTell<K extends 'public' | 'restricted'>(kind: K, event: EventsOf<'beats', K>) {
  const id = idFor('09', 'told', ++publishedByBeats);
  return others.tell('beats', kind, id, event, { ms: BEGAN_MS + 26_000, offsetMin: -360 });
}

/** Publishes an event of the beats service, and waits until this service has noted it. */
export async function beatsPublish<K extends 'public' | 'restricted'>(kind: K, event: EventsOf<'beats', K>) {
  const eventId = await beatsTell(kind, event);
  // The reaction executes a command with this id on the own log: it is done when the head that contains it has been projected.
  await until(async () => (await ownEvents()).some(({ metadata }) => metadata.causationId === eventId));
}

export async function ownEvents() {
  const events = [];
  for await (const item of running.service.log.subscribe({
    after: undefined,
    only: { prefixes: Object.keys(definition.families).map((category) => `${category}_`) },
    signal: AbortSignal.timeout(60_000),
  })) {
    if (item.kind === 'caughtUp') break;
    if (item.kind === 'event') events.push(item.event);
  }
  await running.service.readModels.waitFor(await running.service.log.head(), { timeoutMs: 150_000 });
  return events;
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  await eventually(async () => (await holds()) || undefined, 'it came to that');
}

export async function ask(who: Subject, query: string, variables: object = {}): Promise<WireResponse> {
  const extensions = { passport: await passportFor(who, 'incidents') };
  const response = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables, extensions }),
  });
  return (await response.json()) as WireResponse;
}

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
export type Answer = any;

export async function read(who: Subject, query: string, variables: object = {}): Promise<Answer> {
  const answer = await ask(who, query, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

export async function failing(who: Subject, query: string, variables: object = {}) {
  const { errors = [] } = await ask(who, query, variables);
  return errors.map(({ extensions }) => extensions?.['code']);
}

const CALL =
  '... on CallAccepted { known position call { id status proper code { code label } incident { id } } }';
const INCIDENT = `... on IncidentAccepted { known position incident {
  id status priority responseSeconds beat { id } municipality { cvegeo } units { id } calls duplicateCalls
} }`;

export function mutation(field: string) {
  const own = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const input = /^(acknowledgeDispatch|reportEnRoute|reportArrival)$/.test(field) ? 'UnitReportInput' : own;
  const success = /Call$|Duplicates?$|^callBack$/.test(field) ? CALL : INCIDENT;
  return `mutation M($input: ${input}!) { ${field}(input: $input) {
    __typename ${success} ... on Refusal { code message rule } } }`;
}

export async function execute(who: Subject, field: string, input: object): Promise<Answer> {
  const answer = await read(who, mutation(field), { input: { commandId: randomUUID(), ...input } });
  return answer[field];
}

export const refused = (who: Subject, field: string, input: object) =>
  failing(who, mutation(field), { input: { commandId: randomUUID(), ...input } });

/** The code of the error in the input, and the fields that it concerns. */
export async function wrongWith(field: string, input: object) {
  const { errors } = await ask(operator, mutation(field), { input: { commandId: randomUUID(), ...input } });
  const { code, fields } = errors![0]!.extensions as { code: string; fields?: { path: string }[] };
  return [code, ...(fields ?? []).map(({ path }) => path)];
}

export async function typesOf(stream: string) {
  return (await running.service.log.read(stream)).events.map(({ type }) => type);
}

export async function receive(input: object = {}, who = operator): Promise<string> {
  const answer = await execute(who, 'receiveCall', {
    ...{ channel: 'C911', municipality: '09007', startedAt: at(0), occurredAt: at(0) },
    ...input,
  });
  return answer.call.id;
}

export async function report(input: object = {}, who = operator): Promise<Answer> {
  const answer = await execute(who, 'reportIncident', { code: '30421', point, occurredAt: at(25), ...input });
  expect(answer).toMatchObject({ __typename: 'IncidentAccepted', known: false });
  return answer.incident;
}

/** The service with what beats reported to it, and its neighbours; called by the suite once for each carrier. */
export function useIncidents(carrier: Carrier): void {
  beforeAll(async () => {
    ground = await openGround(carrier);
    running = await startService(definition, ground.config('incidents'), { now: () => Date.now() + movedMs });
    await running.service.caughtUp;
    others = neighbours(ground.bus, running.service);
    const square = (west: number) => [
      [west, 19.35],
      [west + 0.02, 19.35],
      [west + 0.02, 19.37],
      [west, 19.37],
      [west, 19.35],
    ];
    const boundary = (id: string, code: string, edition: string, west: number) => ({
      ...{ type: 'BeatDesigned' as const, beatId: id, code, edition, municipality: '09007', version: 1 },
      polygon: { type: 'Polygon' as const, coordinates: [square(west) as [number, number][]] },
    });
    await beatsPublish('public', boundary(olderBeatId, 'IZT-2.3.1', '2016', -99.1));
    await beatsPublish('public', boundary(beatId, 'IZP-6.1.4', '2023', -99.1));
    for (const unitId of [u101, u102]) {
      const registeredAt = parseDateTime(at(-60));
      await beatsPublish('restricted', {
        type: 'UnitRegistered',
        unitId,
        municipality: '09007',
        registeredAt,
      });
      const free = { status: 'AVAILABLE', incidentId: null, at: parseDateTime(at(-30)) } as const;
      await beatsPublish('restricted', { type: 'UnitStatusChanged', unitId, ...free });
    }
  });
  afterAll(async () => {
    await others.close();
    await running.close();
    await ground.clear();
  });
}

/** Sets how far the service's clock is ahead. */
export function moveClock(ms: number): void {
  movedMs = ms;
}
