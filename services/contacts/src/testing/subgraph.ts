import { randomUUID } from 'node:crypto';
import { idFor } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { startService, type RunningService } from '@proximidad/service/process';
import {
  eventually,
  neighbours,
  openGround,
  subgraphClient,
  type Carrier,
  type Ground,
  type Neighbours,
  type SubgraphClient,
} from '@proximidad/testing';
import { definition } from '../service.ts';

export const commander09: Subject = {
  id: 'dev:commander-09',
  role: 'commander',
  entity: '09',
  purpose: 'SUPERVISION',
};
export const commander14: Subject = { ...commander09, id: 'dev:commander-14', entity: '14' };
export const commander15: Subject = { ...commander09, id: 'dev:commander-15', entity: '15' };
export const operator09015: Subject = {
  id: 'dev:operator-09015',
  role: 'operator',
  entity: '09',
  municipality: '09015',
  purpose: 'DISPATCH',
};
export const analyst: Subject = { id: 'dev:analyst', role: 'analyst', purpose: 'STATISTICS' };

export const beatId = idFor('09', 'beat', 'IZP-6.1.4');
export const officerId = idFor('09', 'officer', 1);
export const officer09: Subject = {
  ...{ id: 'dev:officer-09', role: 'officer', entity: '09', purpose: 'FOLLOW_UP' },
  ...{ officer: officerId, beats: [beatId], competences: ['ATENCION_VICTIMAS'] },
};
export const DAY_MS = 86_400_000;

let ground: Ground;
export let running: RunningService;
export let ask: SubgraphClient;
export let others: Neighbours;

// ---- what other services report, over the real bus ------------------------------

export function square(lon: number, lat: number, side: number) {
  const corner = (dx: number, dy: number): [number, number] => [lon + dx * side, lat + dy * side];
  return {
    type: 'Polygon' as const,
    coordinates: [[corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)]],
  };
}

async function executeBeat(edition: string, polygon: ReturnType<typeof square>) {
  const boundary = { beatId, code: 'IZP-6.1.4', edition, municipality: '09007', polygon, version: 1 };
  await others.tell('beats', 'public', beatId, { type: 'BeatDesigned', ...boundary });
  await eventually(async () => {
    const answer = await recordContact({ beatId });
    return answer.__typename === 'ContactAccepted' ? true : undefined;
  }, 'the beat became known');
}

/** Publishes that an incident closed with a victim; returns the follow-up's row once it is there. */
export async function closeIncident(name: string, closedMs: number, change: object = {}): Promise<FollowUp> {
  const incidentId = idFor('09', 'incident', name);
  await others.tell('incidents', 'restricted', incidentId, {
    type: 'IncidentClosed',
    incidentId,
    municipality: '09007',
    beatId,
    finalCode: '30421',
    outcome: 'RESOLVED',
    victims: 1,
    unitIds: [],
    closedAt: { ms: closedMs, offsetMin: -360 },
    ...change,
  });
  return eventually(async () => (await followUpsOf(incidentId))[0], 'the follow-up was requested');
}

// ---- what callers ask ------------------------------------------------------------

export interface FollowUp {
  readonly id: string;
  readonly status: string;
  readonly dueAt: string;
  readonly overdue: boolean;
}
interface Accepted {
  readonly __typename: string;
  readonly code?: string;
  readonly rule?: string;
  readonly known?: boolean;
  readonly contact?: { readonly id: string };
  readonly followUp?: FollowUp;
}

const RECORD = `mutation ($input: RecordContactInput!) { recordContact(input: $input) { __typename
  ... on ContactAccepted { known contact { id kind beat { id } municipality { cvegeo } point { lat lon } topics { system code } contactedAt } }
  ... on Refusal { code message rule } } }`;
export const FOLLOW_UP = 'id status dueAt overdue attempts attemptDays outcome';

const contactInput = (change: object = {}) => ({
  commandId: randomUUID(),
  kind: 'CALLE',
  outcome: 'ATENDIDO',
  officerIds: [officerId],
  durationSeconds: 240,
  people: { adults: 2, minors: 0 },
  ...change,
});

export async function recordContact(change: object, subject = officer09): Promise<Accepted> {
  const { data, errors } = await ask<{ recordContact: Accepted }>(subject, RECORD, {
    input: contactInput(change),
  });
  if (errors) throw new Error(String(errors[0]!.extensions?.['code']));
  return data!.recordContact;
}

/** The code of what was wrong with the input, and the field it concerns. */
export async function wrongWith(change: object) {
  const { errors } = await ask(officer09, RECORD, { input: contactInput(change) });
  const { code, fields } = errors![0]!.extensions as { code: string; fields?: { path: string }[] };
  return [code, ...(fields ?? []).map(({ path }) => path)];
}

export async function executeFollowUp(name: string, input: object, subject = officer09): Promise<Accepted> {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { answer: ${name}(input: $input) { __typename
    ... on FollowUpAccepted { known followUp { ${FOLLOW_UP} } } ... on Refusal { code rule } } }`;
  const given = { commandId: randomUUID(), ...input };
  const { data, errors } = await ask<{ answer: Accepted }>(subject, query, { input: given });
  if (errors) throw new Error(String(errors[0]!.extensions?.['code']));
  return data!.answer;
}

export async function followUpsOf(incidentId: string, subject = officer09): Promise<readonly FollowUp[]> {
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Incident { followUps { ${FOLLOW_UP} } } } }`;
  const representations = [{ __typename: 'Incident', id: incidentId }];
  const { data } = await ask<{ _entities: [{ followUps: FollowUp[] }] }>(subject, query, { representations });
  return data!._entities[0].followUps;
}

interface Figures {
  readonly entity: string;
  readonly recorded: number;
  readonly followUpsDue: number;
  readonly followUpsOverdue: number;
}
export async function figures(subject: Subject, extensions = {}): Promise<readonly Figures[]> {
  const query = '{ contactFigures { entity recorded followUpsDue followUpsOverdue lastEventAt } }';
  const { data } = await ask<{ contactFigures: Figures[] }>(subject, query, {}, extensions);
  return data!.contactFigures;
}

/** Started once for each carrier that a suite runs on, with one beat known. */
export function useContacts(carrier: Carrier): void {
  beforeAll(async () => {
    ground = await openGround(carrier);
    running = await startService(definition, ground.config('contacts'));
    await running.service.caughtUp;
    others = neighbours(ground.bus, running.service);
    ask = subgraphClient(running.url, 'contacts');
    await executeBeat('2023', square(-99.1, 19.35, 0.02));
  });
  afterAll(async () => {
    await others.close();
    await running.close();
    await ground.clear();
  });
}
