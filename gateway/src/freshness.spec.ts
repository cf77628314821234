import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entities } from '@proximidad/catalogues';
import { decodePosition } from '@proximidad/eventsourcing';
import { generatePassportKeys } from '@proximidad/passport';
import { eventually, temporaryStore } from '@proximidad/testing';
import { type FragmentDefinitionNode, type OperationDefinitionNode, parse } from 'graphql';
import { entitiesAsked } from './planning/entities-asked.ts';
import { startGateway } from './gateway.ts';
import { askingAgain } from './testing/asking-again.ts';
import { addressesOf, figureServices } from './testing/figure-services.ts';
import { analyst, TRIAL_PSEUDONYM_KEY, trialIssuer } from './testing/issuer.ts';

const SIX_MINUTES_MS = 6 * 60_000;
const OFF = '12';
const TEST_TIMEOUT_MS = 600_000;

interface EntityFreshness {
  readonly code: string;
  readonly position: string | null;
  readonly reporting: boolean;
  readonly ageSeconds: number | null;
  readonly reason: string | null;
}
interface Answer {
  readonly data: {
    readonly nationalPicture: {
      readonly completeness: {
        readonly entitiesReporting: number;
        readonly stale: readonly { readonly entity: { readonly code: string }; readonly reason: string }[];
      };
      readonly entities: readonly {
        readonly entity: { readonly code: string };
        readonly contacts: object | null;
      }[];
    } | null;
  } | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions: {
    readonly cut: {
      readonly entities: readonly EntityFreshness[];
      readonly completeness: {
        readonly entitiesReporting: number;
        readonly entitiesExpected: number;
        readonly servicesDown: readonly string[];
      };
    };
  };
}

let ahead = 0;
const store = await temporaryStore();
const issuer = await trialIssuer();
const services = await figureServices();
const data = await mkdtemp(join(tmpdir(), 'freshness-'));
const { privateKey, jwks } = await generatePassportKeys();
const gateway = await startGateway(
  {
    ...{ host: '127.0.0.1', port: 0, production: false, logLevel: 'silent', data },
    ...{
      esdbUrl: store.url,
      issuer: issuer.issuer,
      passportKey: privateKey,
      passportJwks: jwks,
      pseudonymKey: TRIAL_PSEUDONYM_KEY,
    },
    subgraphs: addressesOf(services),
  },
  { now: () => Date.now() + ahead },
);

afterAll(async () => {
  await gateway.close();
  await Promise.all(Object.values(services).map((service) => service.close()));
  await Promise.all([issuer.close(), store.close()]);
  await rm(data, { recursive: true, force: true });
});

const askOnce = async (
  query: string,
  {
    claims = analyst,
    variables = {},
  }: { claims?: Parameters<typeof issuer.token>[0]; variables?: object } = {},
): Promise<Answer> => {
  const authorization = `Bearer ${await issuer.token(claims)}`;
  const headers = { 'content-type': 'application/json', authorization };
  const body = JSON.stringify({ query, variables });
  return (await (await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body })).json()) as Answer;
};
const ask: typeof askOnce = (...given) => askingAgain(() => askOnce(...given));
const ALIVE = `mutation ($i: SourceAliveInput!) { sourceAlive(input: $i) { __typename } }`;
const machine = (entity: string) => ({ sub: `dev:machine-${entity}`, role: 'machine', entity });
const alive = (entity: string, by = ask) =>
  by(ALIVE, { claims: machine(entity), variables: { i: { commandId: randomUUID(), entity } } });
const everybody = (except?: string) =>
  Promise.all(entities.filter(({ code }) => code !== except).map(({ code }) => alive(code)));
/** What is no older than a minute, told as soon as everybody has been heard: on a busy machine that takes longer now and then. */
const fresh = (
  query: string,
  { claims = analyst, except }: Parameters<typeof askOnce>[1] & { except?: string } = {},
) =>
  eventually(async () => {
    await everybody(except);
    const answer = await ask(`query @maxAge(seconds: 60) ${query}`, { claims });
    return answer.errors?.[0]?.extensions['code'] === 'STALE' ? undefined : answer;
  }, `an answer to ${query} that is not old`);
const PICTURE = `nationalPicture { completeness { entitiesReporting stale { entity { code } reason } }
  entities { entity { code } contacts { recorded } } }`;
const commander = (entity: string) => ({ sub: `dev:commander-${entity}`, role: 'commander', entity });

/** Of the last fact that is known of an entity. */
const positionOf = async (entity: string) => {
  const { extensions } = await ask(`{ entity(code: "${entity}") { name } }`);
  const { position } = extensions.cut.entities[0]!;
  return position === null ? undefined : decodePosition(position)[0];
};

test('before anybody was heard nothing counts as fresh', async () => {
  const { extensions } = await ask(`{ ${PICTURE} }`);
  expect(extensions.cut.completeness).toEqual({
    entitiesReporting: 0,
    entitiesExpected: 32,
    servicesDown: [],
  });
  expect(extensions.cut.entities[0]).toEqual({
    ...{ code: '01', position: null, reporting: false, ageSeconds: null, lastHeartbeatAt: null },
    reason: 'NEVER_HEARD',
  });
});

test(
  'a state that is cut off is stale, says so everywhere, and comes back by itself',
  async () => {
    const all = await fresh(`{ ${PICTURE} }`);
    expect(all.errors).toBeUndefined();
    expect(all.extensions.cut.completeness.entitiesReporting).toBe(32);

    const heard = await eventually(() => positionOf(OFF), 'the fact that it was heard');

    ahead += SIX_MINUTES_MS;
    await everybody(OFF);
    const partial = await ask(`{ ${PICTURE} }`);
    const { completeness, entities: pictures } = partial.data!.nationalPicture!;
    expect(completeness).toEqual({
      entitiesReporting: 31,
      stale: [{ entity: { code: OFF }, reason: 'NO_HEARTBEAT' }],
    });
    expect(pictures.find(({ entity }) => entity.code === OFF)!.contacts).toBeNull();
    const freshness = partial.extensions.cut.entities.find(({ code }) => code === OFF)!;
    expect(freshness).toMatchObject({ reporting: false, reason: 'NO_HEARTBEAT' });
    expect(freshness.ageSeconds).toBeGreaterThanOrEqual(360);

    // The services' own lag has jumped with the clock, until they next hear from the log.
    const late = await eventually(async () => {
      await everybody(OFF);
      const answer = await ask(`query @maxAge(seconds: 60) { ${PICTURE} }`);
      const [stale] = answer.errors ?? [];
      const isOfOne = String(stale?.extensions['entities']) === OFF;
      return isOfOne && String(stale!.extensions['services']) === '' ? answer : undefined;
    }, 'an answer that only the state makes old');
    expect(late.data).toBeNull();
    expect(late.errors![0]).toMatchObject({
      message: `De hace más de 60 s: entity ${OFF}.`,
      extensions: { code: 'STALE', entities: [OFF], services: [] },
    });
    const own = await fresh(`{ ${PICTURE} }`, { claims: commander('14'), except: OFF });
    expect(own.errors).toBeUndefined();
    expect(own.extensions.cut.entities.map(({ code }) => code)).toEqual(['14']);
    const elsewhere = await fresh('{ entity(code: "09") { name } }', { except: OFF });
    expect(elsewhere.errors).toBeUndefined();
    const there = await ask('query @maxAge(seconds: 60) { entity(code: "12") { name } }');
    expect(there.errors![0]!.extensions['code']).toBe('STALE');

    const silence = await eventually(async () => {
      const here = await positionOf(OFF);
      return here && here.position > heard.position ? here : undefined;
    }, 'the fact of the silence');
    expect(silence.log).toBe(gateway.nation.logId);

    await alive(OFF);
    const again = await fresh(`{ ${PICTURE} }`, { except: OFF });
    expect(again.errors).toBeUndefined();
    expect(again.data!.nationalPicture!.completeness).toEqual({ entitiesReporting: 32, stale: [] });
  },
  TEST_TIMEOUT_MS,
);

test('of the past it is said who reported then', async () => {
  await everybody();
  const position = (await ask('{ nationalPicture { position } }')).data!.nationalPicture as unknown as {
    position: string;
  };
  const AT = 'query ($position: Position!) @asOf(position: $position) { entity(code: "09") { name } }';
  const first = await ask(AT, { variables: position });
  const [known] = first.extensions.cut.entities;
  expect(known).toMatchObject({ code: '09', reporting: true, ageSeconds: 0, lastHeartbeatAt: null });
  await everybody();
  expect((await ask(AT, { variables: position })).extensions.cut.entities).toEqual([known]);
});

test('a service that is down is named, and lowers no entity', async () => {
  await everybody();
  await services.incidents.close();
  const id = `09-${randomUUID()}`;
  const answer = await askOnce('query ($id: ID!) { incident(id: $id) { status } }', { variables: { id } });
  expect(answer.extensions.cut.completeness).toEqual({
    entitiesReporting: 1,
    entitiesExpected: 1,
    servicesDown: ['incidents'],
  });
});

test(
  'a heartbeat counts while the store is away, and only from those who may send it',
  async () => {
    ahead += SIX_MINUTES_MS;
    await store.close();
    expect((await alive('14', askOnce)).errors![0]!.extensions).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    const foreign = { commandId: randomUUID(), entity: '09' };
    const denied = await ask(ALIVE, { claims: machine('14'), variables: { i: foreign } });
    expect(denied.errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const { extensions } = await ask(
      'query { jalisco: entity(code: "14") { name } there: entity(code: "09") { name } }',
    );
    expect(extensions.cut.entities.map(({ code, reporting }) => [code, reporting])).toEqual([
      ['09', false],
      ['14', true],
    ]);
  },
  TEST_TIMEOUT_MS,
);

test('an operation is about the entities that its arguments name, else about all', () => {
  const asked = (query: string, variables = {}) => {
    const [operation, ...others] = parse(query).definitions;
    const fragments = (others as FragmentDefinitionNode[]).map((each) => [each.name.value, each] as const);
    const found = entitiesAsked(
      { operation: operation as OperationDefinitionNode, fragments: Object.fromEntries(fragments) },
      variables,
    );
    return found && [...found];
  };
  const id = `25-${randomUUID()}`;
  expect(asked('{ incidents(entity: "09") { totalCount } beat(id: "15-x") { id } }')).toBeUndefined();
  expect(
    asked('query ($id: ID!) { incident(id: $id) { id } municipality(cvegeo: "09007") { name } }', { id }),
  ).toEqual(['25', '09']);
  expect(asked('{ beats { totalCount } }')).toBeUndefined();
  expect(asked('{ incidents(entity: "09") { totalCount } units { totalCount } }')).toBeUndefined();
  expect(asked('{ __typename entity(code: "14") { name } }')).toEqual(['14']);
  // The code of an emergency has the form of a municipality's key.
  expect(asked('{ calls(entity: "09", code: "30421") { totalCount } }')).toEqual(['09']);
  expect(asked('{ calls(code: "10103") { totalCount } }')).toBeUndefined();
  const unitsOf = (entity: string) =>
    `{ ... { ...Board } ...Board } fragment Board on Query { ...Units __typename incidents(entity: "09") { totalCount } }
     fragment Units on Query { units${entity} { totalCount } }`;
  expect(asked(unitsOf('(entity: "14")'))).toEqual(['14', '09']);
  expect(asked(unitsOf(''))).toBeUndefined();
  expect(asked('query ($e: ID) { beats(entity: $e) { totalCount } }')).toBeUndefined();
  expect(
    asked('mutation ($input: X!) { closeIncident(input: $input) { __typename } }', {
      input: { incidentId: id, code: '30421' },
    }),
  ).toEqual(['25']);
});
