import { randomUUID } from 'node:crypto';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { type Ground, neighbours, type Neighbours, openGround, passportFor } from '@proximidad/testing';
import { definition } from '../service.ts';

const subject = (name: string, role: Subject['role'], authority: string): Subject => ({
  ...{ id: `p-${name}`, role, entity: '09', authority },
  purpose: role === 'operator' ? 'DISPATCH' : 'SUPERVISION',
});
export const operator = subject('operator', 'operator', 'seguridad-09');
export const commander = subject('commander', 'commander', 'seguridad-09');
export const otherTown = subject('other', 'commander', 'c2-09007');

let ground: Ground;
export let running: RunningService;
export let others: Neighbours;

/** The incidents service and its neighbours; called once by each suite. */
export function useIncidents(): void {
  beforeAll(async () => {
    ground = await openGround();
    running = await startService(definition, ground.config('incidents'));
    await running.service.caughtUp;
    others = neighbours(ground.bus, running.service);
  });
  afterAll(async () => {
    await others?.close();
    await running?.close();
    await ground?.clear();
  });
}

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
export type Answer = any;

export async function ask(
  who: Subject,
  query: string,
  variables: object = {},
  asOf: object = {},
): Promise<Answer> {
  const extensions = { passport: await passportFor(who, 'incidents'), ...asOf };
  const answer = await running.service.execute({ query, variables: { ...variables }, extensions });
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

export async function execute(who: Subject, field: string, input: object): Promise<Answer> {
  const isOfUnit = field === 'acknowledgeDispatch' || field === 'reportArrival';
  const type = isOfUnit ? 'UnitReportInput' : `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) {
    ... on IncidentAccepted { known incident { id reportedAt } } ... on Refusal { code rule } } }`;
  return (await ask(who, query, { input: { commandId: randomUUID(), ...input } }))[field];
}

export const closedIncident = async () => {
  const { incident } = await execute(operator, 'reportIncident', { municipality: '09015', code: '30421' });
  const closing = { incidentId: incident.id, outcome: 'RESOLVED', finalCode: '30421', victims: 0 };
  expect(await execute(operator, 'closeIncident', closing)).toMatchObject({ known: false });
  return incident.id as string;
};
