import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatePassportKeys, passportVerifier } from '@proximidad/passport';
import { decodePosition, idFor } from '@proximidad/eventsourcing';
import { temporaryStore, until } from '@proximidad/testing';
import type { GatewayConfig } from './config.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { HEARTBEAT_AGE_MAX_MS } from '@proximidad/nation';
import { addressesOf, figureServices } from './testing/figure-services.ts';
import { analyst, commanderOfJalisco, trialIssuer } from './testing/issuer.ts';

const PICTURE = `{ nationalPicture {
  asOf position
  completeness { entitiesReporting entitiesExpected servicesDown stale { entity { code } reason lastEventAt } }
  entities {
    entity { code name }
    incidents { recorded open { priority count } asOf lagSeconds }
    presence { beats units { status count } }
    contacts { recorded }
    training { officers certifiedShare }
  }
} }`;

interface Shown {
  readonly position: string;
  readonly completeness: { readonly entitiesReporting: number; readonly stale: readonly object[] };
  readonly entities: readonly { readonly entity: { readonly code: string } }[];
}

interface Answer {
  readonly data: { readonly nationalPicture: Shown; readonly [field: string]: unknown };
  readonly errors?: readonly { readonly extensions: object }[];
  readonly extensions: { readonly cut: { readonly services: readonly { readonly position: string }[] } };
}

const store = await temporaryStore();
const issuer = await trialIssuer();
const services = await figureServices();
const data = await mkdtemp(join(tmpdir(), 'gateway-'));
const { privateKey, jwks } = await generatePassportKeys();
const clock = { ms: Date.now() };
const config: GatewayConfig = {
  host: '127.0.0.1',
  port: 0,
  production: false,
  data,
  esdbUrl: store.url,
  issuer: issuer.issuer,
  subgraphs: addressesOf(services),
  passportKey: privateKey,
  passportJwks: jwks,
  logLevel: 'silent',
};
const running: RunningGateway[] = [];
const open = async (changed: Partial<GatewayConfig> = {}) => {
  const gateway = await startGateway({ ...config, ...changed }, { now: () => clock.ms });
  running.push(gateway);
  return gateway;
};
const gateway = await open();

afterAll(async () => {
  await Promise.all(running.map((each) => each.close()));
  await Promise.all(Object.values(services).map((service) => service.close()));
  await Promise.all([issuer.close(), store.close()]);
  await rm(data, { recursive: true, force: true });
});

const ask = async (
  claims: Parameters<typeof issuer.token>[0],
  query: string,
  variables: object = {},
  at = gateway,
): Promise<Answer> => {
  const response = await fetch(`${at.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await issuer.token(claims)}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
};
const machine = (entity: string) => ({ sub: `dev:machine-${entity}`, role: 'machine', entity });
const alive = (entity: string, as = entity) =>
  ask(
    machine(as),
    'mutation ($i: SourceAliveInput!) { sourceAlive(input: $i) { __typename ... on SourceAliveAccepted { position known entity { name } } ... on Refusal { code } } }',
    {
      i: { commandId: randomUUID(), entity },
    },
  );
const partOf = (answer: Answer, code: string) =>
  answer.data.nationalPicture.entities.find((each) => each.entity.code === code);

test('who reports shows figures and zeros, who does not shows nothing and is listed', async () => {
  expect((await alive('09')).data).toMatchObject({
    sourceAlive: { known: false, entity: { name: 'Ciudad de México' } },
  });
  await alive('12');
  const answer = await ask(analyst, PICTURE);
  expect(answer.errors).toBeUndefined();
  const { completeness, entities, position } = answer.data.nationalPicture;
  expect(completeness).toMatchObject({ entitiesReporting: 2, entitiesExpected: 32, servicesDown: [] });
  expect(completeness.stale).toHaveLength(30);
  expect(completeness.stale[0]).toMatchObject({ entity: { code: '01' }, reason: 'NEVER_HEARD' });
  expect(entities).toHaveLength(32);
  expect(partOf(answer, '09')).toMatchObject({
    incidents: { recorded: 171_627, open: [{ priority: 'ALTA', count: 4 }] },
    presence: { beats: 847, units: [{ status: 'AVAILABLE', count: 3 }] },
    contacts: { recorded: 0 },
  });
  expect(partOf(answer, '12')).toMatchObject({ incidents: { recorded: 0 }, training: { officers: 0 } });
  expect(partOf(answer, '14')).toMatchObject({ incidents: null, training: null });
  expect(decodePosition(position)[0]).toMatchObject({ log: gateway.nation.logId });
});

test('every service is asked once, at the same cut, in the name of the caller', async () => {
  for (const { requests } of Object.values(services)) requests.length = 0;
  await ask(commanderOfJalisco, PICTURE);
  const entries = Object.entries(services).map(([name, { requests }]) => [name, requests.flat()] as const);
  const cuts = entries.map(([, asked]) => asked.map(({ extensions }) => extensions!['cut']));
  expect(cuts).toEqual(Array(4).fill([cuts[0]![0]]));
  for (const [name, [entry]] of entries) {
    const subject = await passportVerifier(jwks, name, { now: () => clock.ms })(
      String(entry!.extensions!['passport']),
    );
    expect(subject).toMatchObject({ id: 'dev:commander-14', entity: '14' });
  }
});

test('a commander is shown his own entity only, and one is expected', async () => {
  const { data: shown } = await ask(commanderOfJalisco, PICTURE);
  expect(shown.nationalPicture.completeness).toMatchObject({ entitiesExpected: 1, entitiesReporting: 0 });
  expect(shown.nationalPicture.entities.map((each) => each.entity.code)).toEqual(['14']);
});

test('a state speaks for itself only, and what is no state is not counted', async () => {
  expect((await alive('14', '09')).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect((await alive('99', '99')).data).toEqual({
    sourceAlive: { __typename: 'Refusal', code: 'NotCounted' },
  });
  expect((await ask(analyst, PICTURE)).data.nationalPicture.completeness.entitiesReporting).toBe(2);
});

test('a service that is down and one that is slow cost their own parts, within two seconds', async () => {
  const slow = await figureServices({ training: { delayMs: 4_000 } });
  await slow.incidents.close();
  const other = await open({ subgraphs: addressesOf(slow), data: join(data, 'other') });
  try {
    const started = performance.now();
    await ask(
      machine('09'),
      'mutation { sourceAlive(input: { commandId: "0b5b2e54-5c6c-4c5e-9f0c-0c0f7c0b7d11", entity: "09" }) { __typename } }',
      {},
      other,
    );
    const answer = await ask(analyst, PICTURE, {}, other);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.nationalPicture.completeness).toMatchObject({
      entitiesReporting: 1,
      servicesDown: ['incidents', 'training'],
    });
    expect(partOf(answer, '09')).toMatchObject({ incidents: null, training: null, presence: { beats: 847 } });
    const root = await ask(
      analyst,
      '{ incident(id: "09-0b5b2e54-5c6c-4c5e-9f0c-0c0f7c0b7d11") { id } }',
      {},
      other,
    );
    expect(root.errors).toMatchObject([
      { extensions: { code: 'SERVICE_UNAVAILABLE', service: 'incidents' } },
    ]);
    expect(JSON.stringify(root)).not.toContain('127.0.0.1');
  } finally {
    await Promise.all([slow.beats, slow.contacts, slow.training].map((each) => each.close()));
  }
});

test('silence becomes a fact of the record, and so does the return', async () => {
  const stream = async () =>
    (await gateway.nation.log.read(`source_${idFor('09', 'source', '09')}`)).events.map(({ type }) => type);
  await until(async () => (await stream()).length === 1);
  clock.ms += HEARTBEAT_AGE_MAX_MS + 1_000;
  await until(async () => (await stream()).length === 2);
  expect((await ask(analyst, PICTURE)).data.nationalPicture.completeness.entitiesReporting).toBe(0);
  await alive('09');
  expect(await stream()).toEqual(['SourceReporting', 'SourceSilent', 'SourceReporting']);
});

test('places answer by their keys, and the sandbox is not for everyone', async () => {
  const query =
    '{ entity(code: "14") { name timeZone } municipality(cvegeo: "09015") { name entity { iso3166 } } sandbox: entity(code: "99") { name } }';
  expect((await ask(analyst, query)).data).toEqual({
    entity: { name: 'Jalisco', timeZone: 'America/Mexico_City' },
    municipality: { name: 'Cuauhtémoc', entity: { iso3166: 'MX-CMX' } },
    sandbox: { name: 'Datos del extranjero (pruebas)' },
  });
  expect((await ask(commanderOfJalisco, query)).data).toMatchObject({
    entity: { name: 'Jalisco' },
    sandbox: null,
  });
});

test('revoked access is refused from then on, by every gateway on the same log', async () => {
  const leaver = { sub: 'dev:commander-20', role: 'commander', entity: '20' };
  const revoke =
    'mutation ($i: RevokeAccessInput!) { revokeAccess(input: $i) { __typename ... on RevokeAccessAccepted { subject position } } }';
  const input = { i: { commandId: randomUUID(), subject: leaver.sub, reason: 'LEFT_SERVICE' } };
  expect((await ask(leaver, '{ __typename }')).errors).toBeUndefined();
  expect((await ask(commanderOfJalisco, revoke, input)).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN' } },
  ]);
  expect((await ask(analyst, revoke, input)).data).toMatchObject({ revokeAccess: { subject: leaver.sub } });
  await until(async () => (await ask(leaver, '{ __typename }')).errors !== undefined);
  expect((await ask(leaver, '{ __typename }')).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  const second = await open({ data: join(data, 'second') });
  expect((await ask(leaver, '{ __typename }', {}, second)).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN' } },
  ]);
});

test('answers name the services that gave them, and one can be waited for by its position', async () => {
  const { extensions } = await ask(analyst, '{ entity(code: "14") { name } }');
  const nation = extensions.cut.services[0]!;
  expect(nation).toMatchObject({ name: 'nation', lagSeconds: expect.any(Number) });
  const query = 'query ($p: Position!) @atLeast(position: $p) { entity(code: "14") { name } }';
  expect((await ask(analyst, query, { p: nation.position })).data).toMatchObject({
    entity: { name: 'Jalisco' },
  });
  const elsewhere = 'p1.' + Buffer.from(JSON.stringify([[randomUUID(), 1, 1]])).toString('base64url');
  expect((await ask(analyst, query, { p: elsewhere })).errors).toMatchObject([
    { extensions: { code: 'STALE' } },
  ]);
});

test('health, metrics, schema and what the console is told', async () => {
  const get = (path: string) => fetch(`${gateway.url}${path}`, { redirect: 'manual' });
  expect((await get('/health/live')).status).toBe(200);
  await until(async () => (await get('/health/ready')).status === 200);
  expect(await (await get('/metrics')).text()).toMatch(
    /proximidad_gateway_operations_ms_count\{method="POST",outcome="OK"\} \d+/,
  );
  expect(await (await get('/schema.graphql')).text()).toContain('type NationalPicture');
  expect(await (await get('/console.json')).json()).toMatchObject({ clientId: 'console' });
  expect((await get('/nothing')).status).toBe(404);
});
