import { randomUUID } from 'node:crypto';
import { formatInstant, instantAt } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  type Carrier,
  type Ground,
  neighbours,
  type Neighbours,
  openGround,
  subgraphClient,
  type SubgraphAnswer,
  type SubgraphClient,
} from '@proximidad/testing';
import { beatId } from '../beat/beat.ts';
import { definition } from '../service.ts';

export const commander09: Subject = {
  id: 'commander-09',
  role: 'commander',
  entity: '09',
  purpose: 'SUPERVISION',
};
export const commander14: Subject = { ...commander09, id: 'commander-14', entity: '14' };
export const operator09: Subject = { id: 'operator-09', role: 'operator', entity: '09', purpose: 'DISPATCH' };
export const officer09: Subject = { id: 'officer-09', role: 'officer', entity: '09', purpose: 'PATROL' };
export const operator09006: Subject = { ...operator09, id: 'operator-09006', municipality: '09006' };
export const machine09: Subject = { id: 'machine-09', role: 'machine', entity: '09', purpose: 'PATROL' };
export const analyst: Subject = { id: 'analyst', role: 'analyst', purpose: 'STATISTICS' };

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const OFFSET_MIN = -360;

let ground: Ground;
export let running: RunningService;
export let ask: SubgraphClient;
export let others: Neighbours;

/** Starts the service once for each suite, or for each carrier that a suite runs on. */
export function useBeats(carrier?: Carrier): void {
  beforeAll(async () => {
    ground = await openGround(carrier);
    running = await startService(definition, ground.config('beats'));
    await running.service.caughtUp;
    others = neighbours(ground.bus, running.service);
    ask = subgraphClient(running.url, 'beats');
  });
  afterAll(async () => {
    await others.close();
    await running.close();
    await ground.clear();
  });
}

// ---- what callers execute and ask ---------------------------------------------------

export type Result = Readonly<Record<string, unknown>> & {
  readonly __typename: string;
  readonly code?: string;
  readonly rule?: string;
};
export type Unit = {
  id: string;
  status: string;
  beat: { id: string } | null;
  incident: { id: string } | null;
};

const FIELDS: Readonly<Record<string, string>> = {
  Beat: 'BeatAccepted { known beat { id code status version areaKm2 entity { code } overlaps { id } } }',
  Unit: 'UnitAccepted { known unit { id status beat { id } incident { id } } }',
  BeatShift: 'BeatShiftAccepted { known shift { id kind localDate undersizedCell } }',
  OfficerDuty: 'OfficerDutyAccepted { known duty { startedAt endedAt unit { id } } }',
  OfficerAssignment:
    'OfficerAssignmentAccepted { known assignment { role eligibility { decision certificateValidUntil } } }',
};
const MUTATIONS = {
  designBeat: 'Beat',
  redrawBeat: 'Beat',
  closeBeat: 'Beat',
  registerUnit: 'Unit',
  reportUnitStatus: 'Unit',
  retireUnit: 'Unit',
  openShift: 'BeatShift',
  cancelShift: 'BeatShift',
  startDuty: 'OfficerDuty',
  endDuty: 'OfficerDuty',
  resumeDuty: 'OfficerDuty',
  assignOfficer: 'OfficerAssignment',
  overrideGate: 'OfficerAssignment',
  withdrawAssignment: 'OfficerAssignment',
} as const;
type Mutation = keyof typeof MUTATIONS;

export function send(
  name: Mutation,
  input: object,
  subject: Subject,
): Promise<SubgraphAnswer<Record<string, Result>>> {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) {
    __typename ... on ${FIELDS[MUTATIONS[name]]} ... on Refusal { code rule } } }`;
  return ask(subject, query, { input: { commandId: randomUUID(), ...input } });
}

export async function execute(name: Mutation, input: object, subject = commander09): Promise<Result> {
  const { data, errors } = await send(name, input, subject);
  expect(errors).toBeUndefined();
  return data![name]!;
}

export async function codeOf(answer: Promise<SubgraphAnswer<unknown>>): Promise<unknown> {
  return (await answer).errors?.[0]?.extensions?.['code'];
}

export async function query<Data>(
  subject: Subject,
  text: string,
  variables = {},
  extensions = {},
): Promise<Data> {
  const { data, errors } = await ask<Data>(subject, text, variables, extensions);
  expect(errors).toBeUndefined();
  return data!;
}

export async function unitNow(id: string, subject = operator09): Promise<Unit | null> {
  const text = 'query ($id: ID!) { unit(id: $id) { id status beat { id } incident { id } } }';
  return (await query<{ unit: Unit | null }>(subject, text, { id })).unit;
}

export const minutesAgo = (minutes: number) =>
  formatInstant(instantAt(Date.now() - minutes * MINUTE_MS, 'America/Mexico_City'));

// ---- territory and fixtures ------------------------------------------------------

/** A square of a hundredth of a degree (about 1.1 km), at the given squares east and north of a corner. */
export const squareAt = (east: number, north = 0) => {
  const [west, south] = [-99.6 + east / 100, 19.35 + north / 100];
  const corner = (dx: number, dy: number) => [west + dx / 100, south + dy / 100];
  const ring = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)];
  return { type: 'Polygon', coordinates: [ring] };
};
export const middleOf = (east: number, north = 0) => ({
  lon: -99.595 + east / 100,
  lat: 19.355 + north / 100,
});

export const drawing = (code: string, polygon: object, change = {}) => ({
  ...{ authority: 'auth-09-ssc', code, edition: '2023', municipality: '09007', polygon },
  ...change,
});
export const idOf = (code: string, edition = '2023') => beatId('09007', 'auth-09-ssc', edition, code);

export async function newUnit(code: string, change: object = {}): Promise<string> {
  const input = { code, kind: 'PATROL', municipality: '09007', ...change };
  const accepted = await execute('registerUnit', input);
  expect(accepted.__typename).toBe('UnitAccepted');
  return (accepted['unit'] as Unit).id;
}

export const report = (positions: readonly object[], subject = machine09) =>
  ask<{ reportPositions: { accepted: number; rejected: number } }>(
    subject,
    'mutation ($input: ReportPositionsInput!) { reportPositions(input: $input) { accepted rejected position } }',
    { input: { commandId: randomUUID(), positions } },
  );

export const at = (unitId: string, place: { lon: number; lat: number }, minutes: number, accuracyM = 8) => ({
  ...{ unitId, ...place, accuracyM },
  at: minutesAgo(minutes),
});

export const now = () => ({ ms: Date.now(), offsetMin: OFFSET_MIN });
