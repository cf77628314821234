import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatePassportKeys, passportVerifier } from '@proximidad/passport';
import { decodePosition } from '@proximidad/eventsourcing';
import { connect } from '@proximidad/eventstore';
import { eventually, temporaryStore, until } from '@proximidad/testing';
import type { GatewayConfig } from './config.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { HEARTBEAT_AGE_MAX_MS, sourceIdOf } from '@proximidad/nation';
import { pseudonyms } from './identity/pseudonyms.ts';
import { askingAgain } from './testing/asking-again.ts';
import { addressesOf, figureServices } from './testing/figure-services.ts';
import { NEVER_MS } from './testing/subgraphs.ts';
import {
  analyst,
  commanderOfJalisco,
  otherAnalyst,
  TRIAL_PSEUDONYM_KEY,
  trialIssuer,
} from './testing/issuer.ts';

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
  readonly completeness: {
    readonly entitiesReporting: number;
    readonly servicesDown: readonly string[];
    readonly stale: readonly object[];
  };
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
  pseudonymKey: TRIAL_PSEUDONYM_KEY,
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

type Claims = Parameters<typeof issuer.token>[0];
const askOnce = async (
  claims: Claims,
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
const ask: typeof askOnce = (...given) => askingAgain(() => askOnce(...given));
/** Told by all services but those that do not answer at all. */
const picture = (claims: Claims, down: readonly string[] = [], at = gateway) =>
  eventually(
    async () => {
      const answer = await ask(claims, PICTURE, {}, at);
      const { servicesDown } = answer.data.nationalPicture.completeness;
      return String(servicesDown) === String(down) ? answer : undefined;
    },
    `a picture without the figures of ${down.join(', ') || 'nobody'}`,
  );
const machine = (entity: string) => ({ sub: `dev:machine-${entity}`, role: 'machine', entity });
const ALIVE =
  'mutation ($i: SourceAliveInput!) { sourceAlive(input: $i) { __typename ... on SourceAliveAccepted { position known entity { name } } ... on Refusal { code } } }';
const alive = (entity: string, as = entity, at = gateway) =>
  askingAgain(() => askOnce(machine(as), ALIVE, { i: { commandId: randomUUID(), entity } }, at));
const partOf = (answer: Answer, code: string) =>
  answer.data.nationalPicture.entities.find((each) => each.entity.code === code);

test('who reports shows figures and zeros, who does not shows nothing and is listed', async () => {
  expect((await alive('09')).data).toMatchObject({
    sourceAlive: { known: false, entity: { name: 'Ciudad de México' } },
  });
  await alive('12');
  const answer = await picture(analyst);
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
  await eventually(async () => {
    for (const { requests } of Object.values(services)) requests.length = 0;
    const { data: shown, errors } = await askOnce(commanderOfJalisco, PICTURE);
    return errors || shown.nationalPicture.completeness.servicesDown.length > 0 ? undefined : true;
  }, 'an answer of all services');
  const entries = Object.entries(services).map(([name, { requests }]) => [name, requests.flat()] as const);
  const cuts = entries.map(([, asked]) => asked.map(({ extensions }) => extensions!['cut']));
  expect(cuts).toEqual(Array(4).fill([cuts[0]![0]]));
  for (const [name, [entry]] of entries) {
    const subject = await passportVerifier(jwks, name, { now: () => clock.ms })(
      String(entry!.extensions!['passport']),
    );
    const { actorOf } = pseudonyms(TRIAL_PSEUDONYM_KEY);
    expect(subject).toMatchObject({ id: actorOf('dev:commander-14', undefined), entity: '14' });
  }
});

test('a clock that is set back keeps nobody out', async () => {
  const back = 2 * 3_600_000;
  clock.ms -= back;
  const answers = [await ask(analyst, '{ clockSetBack: __typename }'), await ask(analyst, PICTURE)];
  clock.ms += back;
  expect(answers.map(({ errors }) => errors)).toEqual([undefined, undefined]);
});

test('a commander is shown his own entity only, and one is expected', async () => {
  const { data: shown } = await picture(commanderOfJalisco);
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

test('a service that is down and one that is slow cost their own parts', async () => {
  const slow = await figureServices({ training: { delayMs: NEVER_MS } });
  await slow.incidents.close();
  const other = await open({ subgraphs: addressesOf(slow), data: join(data, 'other') });
  try {
    await alive('09', '09', other);
    const answer = await picture(analyst, ['incidents', 'training'], other);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.nationalPicture.completeness).toMatchObject({
      entitiesReporting: 1,
      servicesDown: ['incidents', 'training'],
    });
    expect(partOf(answer, '09')).toMatchObject({ incidents: null, training: null, presence: { beats: 847 } });
    const root = await askOnce(
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

/** How many report, and what of Mexico City is told. */
type Moment = readonly [reporting: number, recorded: number | undefined];

function momentOf(answer: Answer): Moment {
  const city = partOf(answer, '09') as unknown as {
    readonly incidents: { readonly recorded: number } | null;
  };
  return [answer.data.nationalPicture.completeness.entitiesReporting, city.incidents?.recorded];
}

/** What a live picture has shown so far; nothing of a frame for which a service was late. */
async function watched(signal: AbortSignal): Promise<readonly Moment[]> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', accept: 'text/event-stream' },
      authorization: `Bearer ${await issuer.token(analyst)}`,
    },
    body: JSON.stringify({ query: `query @live ${PICTURE}` }),
    signal,
  });
  const shown: Moment[] = [];
  void (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
        const [, frame = '{}'] = /^data: (.+)$/m.exec(text.slice(0, at)) ?? [];
        text = text.slice(at + 2);
        const answer = JSON.parse(frame) as Answer;
        if ((answer.data as Answer['data'] | null | undefined)?.nationalPicture) shown.push(momentOf(answer));
      }
    }
  })().catch(() => undefined);
  return shown;
}

test('silence becomes a fact of the record, and so does the return; a live picture shows both', async () => {
  const watching = new AbortController();
  const shown = await watched(watching.signal);
  const shows = (moment: Moment) =>
    until(
      () => String(shown.at(-1)) === String(moment),
      `the live picture shows ${moment.join(', ')} in the end`,
    );
  const [reporting, recorded] = momentOf(await picture(analyst)) as [number, number];
  expect([reporting > 0, recorded > 0]).toEqual([true, true]);
  await shows([reporting, recorded]);
  const began = clock.ms;
  // A week may begin in between.
  const stream = async () => {
    const ids = new Set([began, clock.ms].map((ms) => sourceIdOf('09', ms)));
    const parts = await Promise.all([...ids].map((id) => gateway.nation.log.read(`source_${id}`)));
    return parts.flatMap(({ events }) => events.map(({ type }) => type));
  };
  await until(async () => (await stream()).length === 1);
  clock.ms += HEARTBEAT_AGE_MAX_MS + 1_000;
  await until(async () => (await stream()).length === 2);
  expect((await ask(analyst, PICTURE)).data.nationalPicture.completeness.entitiesReporting).toBe(0);
  await shows([0, undefined]);
  await alive('09');
  expect(await stream()).toEqual(['SourceReporting', 'SourceSilent', 'SourceReporting']);
  await shows([1, recorded]);
  watching.abort();
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

const SHOWN =
  'fragment A on Access { revoked reason until revokedBy { role actor } asking { reason lapsesAt by { actor } } reinstatedBy { role } }';

/** What a mutation about somebody's access is answered. */
async function told(claims: Claims, mutation: string, given: object) {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const answered = '... on Refusal { code } ... on AccessAccepted { access { ...A } }';
  const query = `mutation ($i: ${type}!) { ${mutation}(input: $i) { ${answered} } } ${SHOWN}`;
  const { data, errors } = await ask(claims, query, { i: { commandId: randomUUID(), ...given } });
  return errors?.[0]?.extensions ?? data[mutation];
}

describe('access ends', () => {
  const leaver = { sub: 'juan.perez@seguridad-20.example', role: 'commander', entity: '20' };
  const subject = { subject: leaver.sub };
  const refused = async (at = gateway) => (await ask(leaver, '{ __typename }', {}, at)).errors !== undefined;
  const revoke = { ...subject, reason: 'LEFT_SERVICE' };

  test('H12: by two persons, whichever institution the second acts for, in every gateway on the same log', async () => {
    expect(await told(commanderOfJalisco, 'revokeAccess', revoke)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await told(analyst, 'confirmRevocation', subject)).toMatchObject({ code: 'RevocationNotAsked' });
    expect(await told(analyst, 'revokeAccess', revoke)).toMatchObject({
      access: { revoked: false, asking: { reason: 'LEFT_SERVICE' } },
    });
    expect(await told(otherAnalyst, 'revokeAccess', revoke)).toMatchObject({
      code: 'RevocationAlreadyAsked',
    });
    for (const same of [analyst, { ...analyst, authority: 'another' }]) {
      expect(await told(same, 'confirmRevocation', subject)).toMatchObject({ code: 'SecondPersonNeeded' });
    }
    expect(await refused()).toBe(false);
    expect(await told(otherAnalyst, 'confirmRevocation', subject)).toMatchObject({
      access: { revoked: true, reason: 'LEFT_SERVICE', asking: null, revokedBy: { role: 'analyst' } },
    });
    await until(() => refused());
    const second = await open({ data: join(data, 'second') });
    expect(await refused(second)).toBe(true);
  });

  test('H12: and is given back, on the record', async () => {
    const given = { ...subject, reason: 'REVOKED_IN_ERROR' };
    expect(await told(analyst, 'reinstateAccess', given)).toMatchObject({
      access: { revoked: false, reinstatedBy: { role: 'analyst' } },
    });
    await until(async () => !(await refused()));
    expect(await told(analyst, 'reinstateAccess', given)).toMatchObject({ code: 'AccessNotRevoked' });
    const { data: shown } = await ask(analyst, `{ revocations(revoked: false) { totalCount } }`);
    expect(shown).toEqual({ revocations: { totalCount: 1 } });
  });

  test('M13: whoever decides it has signed in with a second factor, lately, and is told how to', async () => {
    const lately = analyst.auth_time;
    for (const weak of [
      { sub: 'weak', role: 'analyst' },
      { sub: 'weak', role: 'analyst', amr: ['pwd'], auth_time: lately },
      { sub: 'weak', role: 'analyst', amr: ['mfa'] },
      { sub: 'weak', role: 'analyst', amr: ['mfa'], auth_time: lately - 3_600 },
    ]) {
      expect(await told(weak, 'revokeAccess', revoke)).toMatchObject({
        ...{ code: 'FORBIDDEN', reason: 'STEP_UP' },
        stepUp: { acrValues: expect.arrayContaining(['phr']), maxAge: 1_800 },
      });
    }
  });

  test('H11, H12: nothing in the log tells whose access it was, nor who decided, and another key finds nobody', async () => {
    await told(analyst, 'revokeAccess', revoke);
    await told(otherAnalyst, 'confirmRevocation', subject);
    const log = connect(store.url);
    let text = '';
    for await (const event of log.readAll({ after: undefined, max: 1_000 })) text += JSON.stringify(event);
    await log.close();
    expect(text).toContain('AccessRevoked');
    for (const { sub } of [leaver, analyst, otherAnalyst]) expect(text).not.toContain(sub);
    const changed = { data: join(data, 'other-key'), pseudonymKey: 'another key than the one of this log' };
    await expect(open(changed)).rejects.toThrow('another pseudonym key');
  });
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
  const bare = 'query ($p: Position!) @atLeast(position: $p) { __typename }';
  expect((await ask(analyst, bare, { p: nation.position })).data).toEqual({ __typename: 'Query' });
  for (const asked of [query, bare])
    expect((await ask(analyst, asked, { p: elsewhere })).errors).toMatchObject([
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
