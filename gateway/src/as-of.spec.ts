import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entities } from '@proximidad/catalogues';
import { decodePosition, encodePosition } from '@proximidad/eventsourcing';
import { generatePassportKeys } from '@proximidad/passport';
import { temporaryStore } from '@proximidad/testing';
import { sized } from '@proximidad/testing/sizes';
import { startGateway } from './gateway.ts';
import { addressesOf, figureServices } from './testing/figure-services.ts';
import { analyst, TRIAL_PSEUDONYM_KEY, trialIssuer } from './testing/issuer.ts';

const PAIRS = sized(40, 2_000);
const TEST_TIMEOUT_MS = 600_000;

interface Answer {
  readonly data: {
    readonly nationalPicture: {
      readonly position: string;
      readonly completeness: {
        readonly entitiesReporting: number;
        readonly stale: readonly { readonly reason: string; readonly lastHeartbeatAt: string | null }[];
      };
    };
    readonly sourceAlive: { readonly position: string };
  };
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly extensions: { readonly cut: { readonly position: string; readonly at: string } };
}

const store = await temporaryStore();
const issuer = await trialIssuer();
const services = await figureServices();
const data = await mkdtemp(join(tmpdir(), 'as-of-'));
const { privateKey, jwks } = await generatePassportKeys();
const gateway = await startGateway({
  ...{ host: '127.0.0.1', port: 0, production: false, logLevel: 'silent', data },
  ...{
    esdbUrl: store.url,
    issuer: issuer.issuer,
    passportKey: privateKey,
    passportJwks: jwks,
    pseudonymKey: TRIAL_PSEUDONYM_KEY,
  },
  subgraphs: addressesOf(services),
});

afterAll(async () => {
  await gateway.close();
  await Promise.all(Object.values(services).map((service) => service.close()));
  await Promise.all([issuer.close(), store.close()]);
  await rm(data, { recursive: true, force: true });
});

const tokens = new Map<string, string>();
const tokenOf = async (claims: Parameters<typeof issuer.token>[0]) => {
  const key = JSON.stringify(claims);
  const token = tokens.get(key) ?? (await issuer.token(claims));
  tokens.set(key, token);
  return token;
};
const ask = async (
  query: string,
  variables: object = {},
  headers: Readonly<Record<string, string>> = {},
  claims: Parameters<typeof issuer.token>[0] = analyst,
): Promise<Answer> => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await tokenOf(claims)}`,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
};
const ALIVE =
  'mutation ($i: SourceAliveInput!) { sourceAlive(input: $i) { ... on SourceAliveAccepted { position } } }';
const alive = async (entity: string) => {
  const claims = { sub: `dev:machine-${entity}`, role: 'machine', entity };
  const { data: executed } = await ask(ALIVE, { i: { commandId: randomUUID(), entity } }, {}, claims);
  return executed.sourceAlive.position;
};
const FIELDS = `nationalPicture { asOf position
  completeness { entitiesReporting entitiesExpected servicesDown stale { entity { code } reason lastHeartbeatAt } }
  entities { entity { code } incidents { recorded } presence { beats } contacts { recorded } training { officers } } }`;
const AT_POSITION = `query ($position: Position!) @asOf(position: $position) { ${FIELDS} }`;
const AT_INSTANT = `query ($at: DateTime!) @asOf(at: $at) { ${FIELDS} }`;

test(
  'what was answered at a cut while the nation went on is answered at that cut later',
  async () => {
    const positions: string[] = [];
    const written = new Map<string, Answer>();
    let next = 0;
    let writing: Promise<unknown> = Promise.resolve();
    // One write after another, each beside the questions that are under way, until the last of them.
    const write = ({ code }: { readonly code: string }) => {
      writing = writing.then(() => alive(code)).then((position) => positions.push(position));
    };
    for (let asked = 0; asked < PAIRS; asked++) {
      if (asked >= (next * PAIRS) / entities.length) write(entities[next++]!);
      if (positions.length === 0) await writing;
      const index = (asked * 7) % positions.length;
      const position = positions[index]!;
      const answer = await ask(AT_POSITION, { position });
      expect(answer.errors).toBeUndefined();
      expect(answer.data.nationalPicture.completeness.entitiesReporting).toBe(index + 1);
      expect(written.get(position)?.data ?? answer.data).toEqual(answer.data);
      written.set(position, answer);
    }
    await writing;
    expect(positions).toHaveLength(entities.length);
    for (const [position, { data: then, extensions }] of written) {
      const now = await ask(AT_POSITION, { position });
      expect(now.data).toEqual(then);
      expect(now.extensions.cut.position).toBe(extensions.cut.position);
    }
  },
  TEST_TIMEOUT_MS,
);

test('an instant means one position, named in the answer and given to every service', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  for (const { requests } of Object.values(services)) requests.length = 0;
  const at = new Date().toISOString();
  const answer = await ask(AT_INSTANT, { at });
  expect(answer.errors).toBeUndefined();
  const [cut] = decodePosition(answer.extensions.cut.position);
  const second = Math.floor(Date.parse(at) / 1_000) * 1_000;
  expect(answer.extensions.cut.at).toBe(new Date(second).toISOString());
  expect(cut).toMatchObject({ log: gateway.nation.logId, clock: second });
  for (const { requests } of Object.values(services)) {
    expect(requests.flat().map(({ extensions }) => extensions!['cut'])).toEqual([
      { position: cut!.position, clock: second },
    ]);
  }
  expect((await ask(`{ ${FIELDS} }`, {}, { 'x-as-of': at })).data).toEqual(answer.data);
  expect((await ask(AT_POSITION, { position: answer.extensions.cut.position })).data).toEqual(answer.data);
});

test('of the past it is known who reported, not when each heartbeat came', async () => {
  const { log } = gateway.nation;
  const position = encodePosition([{ log: gateway.nation.logId, position: 0, clock: Date.now() }]);
  expect(await log.head()).toBeGreaterThan(0);
  const { completeness } = (await ask(AT_POSITION, { position })).data.nationalPicture;
  expect(completeness.entitiesReporting).toBe(0);
  expect(completeness.stale.map(({ lastHeartbeatAt }) => lastHeartbeatAt)).toEqual(Array(32).fill(null));
});

const BETWEEN = `query ($from: Moment!, $to: Moment) { changesBetween(from: $from, to: $to) {
  from { at position } to { position } sources { entity { code } reportingBefore reportingAfter changes } } }`;
interface Between {
  readonly changesBetween: {
    readonly from: { readonly position: string };
    readonly sources: readonly { readonly entity: { readonly code: string } }[];
  };
}

test('between two moments it is known which states began to be heard, as far as one may see', async () => {
  const opened = encodePosition([{ log: gateway.nation.logId, position: 0, clock: 0 }]);
  const executed = await alive('09');
  const all = (await ask(BETWEEN, { from: opened })).data as unknown as Between;
  expect(all.changesBetween.from.position).toBe(opened);
  expect(all.changesBetween.sources.map(({ entity }) => entity.code).toSorted()).toEqual(
    entities.map(({ code }) => code),
  );
  expect(all.changesBetween.sources[0]).toMatchObject({
    reportingBefore: null,
    reportingAfter: true,
    changes: 1,
  });
  const none = (await ask(BETWEEN, { from: executed, to: executed })).data as unknown as Between;
  expect(none.changesBetween.sources).toEqual([]);
  const commander = { sub: 'dev:commander-14', role: 'commander', entity: '14' };
  const own = (await ask(BETWEEN, { from: opened }, {}, commander)).data as unknown as Between;
  expect(own.changesBetween.sources.map(({ entity }) => entity.code)).toEqual(['14']);
});

test('from a position that was told by a clock a little ahead of this one nothing has changed yet', async () => {
  const ahead = { position: await gateway.nation.log.head(), clock: Date.now() + 3_000 };
  const from = encodePosition([{ log: gateway.nation.logId, ...ahead }]);
  const { data: told, errors } = await ask(BETWEEN, { from });
  expect(errors).toBeUndefined();
  const { changesBetween } = told as unknown as Between;
  expect(changesBetween).toMatchObject({ sources: [], from: { position: from } });
});

test('changes between moments that cannot be asked for are refused, with the bound', async () => {
  const error = async (variables: object) => (await ask(BETWEEN, variables)).errors![0]!;
  const { logId } = gateway.nation;
  const cut = (position: number, log = logId) => encodePosition([{ log, position, clock: position }]);
  const future = new Date(Date.now() + 60_000).toISOString();
  expect(await error({ from: future })).toMatchObject({
    message: expect.stringContaining('futuro') as string,
    extensions: { code: 'BAD_USER_INPUT', bound: expect.stringMatching(/^2\d\d\d-/) as string },
  });
  expect(await error({ from: '2001-01-01T00:00:00Z' })).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', bound: expect.stringMatching(/^2\d\d\d-/) as string },
  });
  expect(await error({ from: cut(2), to: cut(1) })).toMatchObject({
    message: '`from` es posterior a `to`.',
  });
  expect((await error({ from: cut(1, randomUUID()) })).extensions.code).toBe('STALE');
  expect((await error({ from: 'ayer' })).extensions.code).toBe('BAD_USER_INPUT');
  const past = { 'x-as-of': cut(1) };
  const later = await ask(BETWEEN, { from: cut(1), to: cut(2) }, past);
  expect(later.errors![0]!.message).toContain('anterior a `to`');
});

test('a moment that has no answer is refused in words', async () => {
  const codeOf = async (answer: Promise<Answer>) => (await answer).errors?.[0]?.extensions.code;
  const instant = (ms: number) => ask(AT_INSTANT, { at: new Date(ms).toISOString() });
  const token = (log: string, clock: number) =>
    ask(AT_POSITION, { position: encodePosition([{ log, position: 1, clock }]) });
  const { logId } = gateway.nation;
  expect((await instant(Date.now() + 60_000)).errors?.[0]?.message).toContain('futuro');
  expect((await instant(Date.UTC(2001, 0, 1))).errors?.[0]?.message).toMatch(/se abrió el 2\d\d\d-/);
  expect(await codeOf(token(randomUUID(), 1))).toBe('STALE');
  expect(await codeOf(token(logId, Date.now() + 3_600_000))).toBe('BAD_USER_INPUT');
  expect(await codeOf(ask(AT_POSITION, { position: 'yesterday' }))).toBe('BAD_USER_INPUT');
  expect(await codeOf(ask(`query @asOf { ${FIELDS} }`))).toBe('BAD_USER_INPUT');
  expect(await codeOf(ask(`{ ${FIELDS} }`, {}, { 'x-as-of': 'yesterday' }))).toBe('BAD_USER_INPUT');
  const past = { 'x-as-of': new Date().toISOString() };
  expect(await codeOf(ask(`{ ${FIELDS} }`, {}, { ...past, 'x-max-age': '5' }))).toBe('BAD_USER_INPUT');
  const input = { i: { commandId: randomUUID(), entity: '09' } };
  expect((await ask(ALIVE, input, past)).errors?.[0]?.message).toBe('El pasado no se cambia.');
});
