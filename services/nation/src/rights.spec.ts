import { randomUUID } from 'node:crypto';
import { uuidv5 } from '@proximidad/eventsourcing';
import type { Kind, Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { type Ground, openGround } from '@proximidad/testing';
import {
  accessLogIn,
  askAs,
  comparesRights,
  type Cut,
  executeAs,
  headOf,
  type Records,
} from '@proximidad/testing/rights';
import { accessIdOf } from './access/access.ts';
import type { Ask } from './ask.ts';
import type { NationResources } from './resources.ts';
import { nationService } from './service.ts';
import { type Heartbeats, openHeartbeats } from './source/heartbeats.ts';

/* Whose access has ended, which systems are heard, and who looked: asked for by everybody in every way. */

const LEFT = 'somebody-who-left';
/** Elsewhere the pseudonym is derived with a key. */
const personOf = (subject: string) => uuidv5('person', subject);
const ACCESS = accessIdOf(personOf(LEFT));
/** Municipalities that the framework does not contain: one by decree, none, and one that nobody can be asked about. */
const [DECREED, NOWHERE, UNHEARD_OF] = ['09097', '09098', '09099'] as const;
const SYSTEMS = { ofTheState: '09', otherState: '14' } as const;

let ground: Ground;
let running: RunningService;
let heartbeats: Heartbeats;
let began: Cut;
let end: Cut;
let logs: Records;

const analyst = (name: string): Subject => ({
  ...{ id: personOf(name), role: 'analyst', purpose: 'SUPERVISION' },
  ...{ amr: ['mfa'], auth_time: Math.floor(Date.now() / 1_000) },
});

async function execute(who: Subject, field: string, input: object, answer: string): Promise<void> {
  const selected = `... on ${answer} ... on Refusal { code }`;
  const told = await executeAs(running.service, who, field, { commandId: randomUUID(), ...input }, selected);
  expect([field, told.code]).toEqual([field, undefined]);
}

beforeAll(async () => {
  ground = await openGround();
  heartbeats = openHeartbeats(':memory:');
  const asksNobody = () => Promise.reject(new Error('no other service is asked for these kinds'));
  const ask: Ask = async (service, { variables }) => {
    const [{ cvegeo }] = (variables?.['units'] ?? [{}]) as [{ cvegeo?: string }];
    if (service !== 'authorities' || cvegeo === UNHEARD_OF) return asksNobody();
    const since = cvegeo === DECREED ? '2026-11-01T00:00:00.000-06:00' : null;
    return { data: { _entities: [{ since }] }, lagSeconds: 0 };
  };
  const definition = nationService({
    ...{ ask, times: asksNobody, onSilence: () => undefined, heartbeats },
    persons: { personOf, keyId: '0123456789abcdef' },
  });
  running = await startService<NationResources>(definition, ground.config('nation'));
  await running.service.caughtUp;
  began = await headOf(running.service);
  const leaving = { subject: LEFT, reason: 'LEFT_SERVICE' };
  await execute(analyst('first'), 'revokeAccess', leaving, 'AccessAccepted { access { id } }');
  await execute(
    analyst('second'),
    'confirmRevocation',
    { subject: LEFT },
    'AccessAccepted { access { id } }',
  );
  for (const entity of Object.values(SYSTEMS)) {
    const machine: Subject = { id: `machine-${entity}`, role: 'machine', entity, purpose: 'DISPATCH' };
    await execute(machine, 'sourceAlive', { entity }, 'SourceAliveAccepted { known }');
  }
  logs = await accessLogIn(running.service);
  end = await headOf(running.service);
});
afterAll(async () => {
  await running.close();
  heartbeats.close();
  await ground.clear();
});

const KINDS: Partial<Record<Kind, () => Records>> = {
  access: () => ({
    ...{ type: 'Access', ids: { federal: ACCESS }, reference: null, live: false },
    get: (id) => `access(subject: "${id === ACCESS ? LEFT : id}") { id }`,
    list: { field: 'revocations' },
  }),
  source: () => ({ type: 'Source', ids: SYSTEMS, reference: null }),
  accesslog: () => logs,
};

comparesRights(() => ({ service: running.service, began, end }), KINDS);

test('who serves one municipality is told that the room of another is not theirs, not that services are down', async () => {
  const operator: Subject = {
    ...{ id: 'p-operator', role: 'operator', entity: '09', municipality: '09007', purpose: 'DISPATCH' },
  };
  const looked = async (place: string) => {
    const query = `{ operationsPicture(entity: "09"${place}) { servicesDown } }`;
    const { data, errors } = await askAs(running.service, operator, query);
    return [data?.operationsPicture?.servicesDown.length ?? null, errors?.[0]?.extensions];
  };
  const there = { code: 'FORBIDDEN', reason: 'MUNICIPALITY' };
  expect(await looked(', municipality: "09015"')).toEqual([null, expect.objectContaining(there)]);
  // Nobody answers here.
  expect(await looked(', municipality: "09007"')).toEqual([2, undefined]);
});

test('the room of a municipality that a decree created is shown; a key that is none is refused as such', async () => {
  const who: Subject = { id: 'p-operator', role: 'operator', entity: '09', purpose: 'DISPATCH' };
  const looked = async (municipality: string) => {
    const query = `{ operationsPicture(entity: "09", municipality: "${municipality}") { municipality { cvegeo } } }`;
    const { data, errors } = await askAs(running.service, who, query);
    return data?.operationsPicture?.municipality.cvegeo ?? errors[0].extensions.code;
  };
  expect(await looked(DECREED)).toBe(DECREED);
  expect(await looked(NOWHERE)).toBe('BAD_USER_INPUT');
  expect(await looked(UNHEARD_OF)).toBe('SERVICE_UNAVAILABLE');
});
