import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RevisionConflict, StoreFull, StoreUnavailable } from '@proximidad/eventsourcing';
import { testPassportJwks } from '@proximidad/testing';
import { localStore, portOf } from '@proximidad/topology';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { readServiceConfig, settingsTaken } from './config.ts';
import { asBug, formatted, limitExceeded, publicError, toldIn } from '@proximidad/edge';
import { openLogger } from './log.ts';
import { openMetrics } from './metrics.ts';

describe('settings', () => {
  let folder: string;
  let keys: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
    keys = join(folder, 'keys.json');
    writeFileSync(keys, JSON.stringify(testPassportJwks));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('have defaults for one machine', () => {
    expect(readServiceConfig({ PASSPORT_KEYS: keys }, 'beats')).toMatchObject({
      ...{ name: 'beats', port: portOf('beats'), host: '127.0.0.1', esdbUrl: localStore() },
      ...{ data: '.data', passportJwks: testPassportJwks, logLevel: 'info' },
    });
  });

  test('that are wrong are all named in one error', () => {
    const wrong = { PORT: 'x', ESDB_URL: 'http://x', LOG_LEVEL: 'loud', PASSPORT_KEYS: keys };
    expect(() => readServiceConfig(wrong, 'beats')).toThrow(/PORT: .*ESDB_URL: .*LOG_LEVEL: /);
  });

  test('without the public keys name the file; a private key is no key of a service', () => {
    const missing = () => readServiceConfig({ PASSPORT_KEYS: join(folder, 'none.json') }, 'beats');
    expect(missing).toThrow(/PASSPORT_KEYS: .*none.json cannot be read/);
    writeFileSync(
      join(folder, 'secret.json'),
      JSON.stringify({ keys: [{ ...testPassportJwks.keys[0], d: 'x' }] }),
    );
    const secret = () => readServiceConfig({ PASSPORT_KEYS: join(folder, 'secret.json') }, 'beats');
    expect(secret).toThrow('is not a public JWK set');
  });

  test('take an address with a password from a file, and name the file when it holds none', () => {
    const file = join(folder, 'store-url');
    writeFileSync(file, 'esdb://me:secret@store:2113?tls=true\n');
    const config = readServiceConfig({ PASSPORT_KEYS: keys, ESDB_URL_FILE: file }, 'beats');
    expect(config.esdbUrl).toBe('esdb://me:secret@store:2113?tls=true');
    writeFileSync(file, 'me:secret');
    const wrong = () => readServiceConfig({ PASSPORT_KEYS: keys, ESDB_URL_FILE: file }, 'beats');
    expect(wrong).toThrow(/^wrong settings: ESDB_URL_FILE: .*store-url must hold an address/);
    expect(wrong).not.toThrow('secret');
    const missing = () => readServiceConfig({ PASSPORT_KEYS: keys, ESDB_URL_FILE: `${file}-none` }, 'beats');
    expect(missing).toThrow(/store-url-none cannot be read \(ENOENT\)/);
  });

  test('reach Kafka as its cluster wants it, and never tell a password in clear', () => {
    const [ca, password] = [join(folder, 'ca.crt'), join(folder, 'kafka-credentials')];
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    writeFileSync(ca, pem);
    writeFileSync(password, 'proximidad:a:secret\n');
    const onKafka = { PASSPORT_KEYS: keys, BUS: 'kafka', KAFKA_BROKERS: 'one:9092,two:9092' };
    const read = (more: object) => readServiceConfig({ ...onKafka, ...more }, 'beats');
    const config = read({ KAFKA_TLS_CA: ca, KAFKA_CREDENTIALS_FILE: password });
    expect(config.bus).toEqual({
      ...{ carrier: 'kafka', brokers: ['one:9092', 'two:9092'], tlsCa: pem },
      credentials: { username: 'proximidad', password: 'a:secret' },
    });
    expect(JSON.stringify(settingsTaken(config))).toContain('kafka one:9092,two:9092 over TLS');
    expect(JSON.stringify(settingsTaken(config))).not.toMatch(/secret|CERTIFICATE/);
    expect(() => read({ KAFKA_CREDENTIALS_FILE: password })).toThrow('KAFKA_TLS_CA: is needed');
    expect(() => read({ KAFKA_TLS_CA: password })).toThrow(/kafka-credentials must hold a certificate/);
    expect(() => read({ KAFKA_BROKERS: 'one' })).toThrow('KAFKA_BROKERS: must be host:port');
    expect(() => read({ KAFKA_BROKERS: undefined })).toThrow('KAFKA_BROKERS: is needed for BUS=kafka');
  });

  test('are said at start without credentials', () => {
    const config = readServiceConfig(
      { PASSPORT_KEYS: keys, ESDB_URL: 'esdb://me:secret@store:2113' },
      'beats',
    );
    expect(settingsTaken(config)).toMatchObject({ esdbUrl: 'esdb://***@store:2113' });
    expect(JSON.stringify(settingsTaken(config))).not.toContain('secret');
  });
});

describe('an error leaves the process as', () => {
  const cases: readonly (readonly [string, unknown, object])[] = [
    [
      'what was written for the client',
      limitExceeded('rows', 3, { cost: 4 }),
      {
        code: 'LIMIT_EXCEEDED',
        message: 'The request exceeds the limit rows = 3 with 4.',
        details: { limit: 'rows', max: 3, cost: 4 },
      },
    ],
    ['a conflict after lost races', new RevisionConflict('call_09-x', 3), { code: 'CONFLICT', details: {} }],
    [
      'an unavailable service, by its name',
      new StoreUnavailable('10.0.0.1:2113'),
      { code: 'SERVICE_UNAVAILABLE', details: { service: 'calls' } },
    ],
    [
      'an unavailable service, when the disk of the event store is full',
      new StoreFull('the event store has no room'),
      {
        code: 'SERVICE_UNAVAILABLE',
        message: 'There is no space left on the disk; nothing was recorded.',
        details: { service: 'calls' },
      },
    ],
    [
      'an unavailable service, when its disk is full',
      Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }),
      {
        code: 'SERVICE_UNAVAILABLE',
        message: 'There is no space left on the disk; nothing was recorded.',
        details: { service: 'calls' },
      },
    ],
    [
      'nothing, when it is a bug',
      new TypeError('at 10.0.0.1'),
      { code: 'INTERNAL', message: 'Something went wrong.', details: {} },
    ],
    ['nothing, when it is no error at all', 'thrown text', { code: 'INTERNAL' }],
    [
      'nothing, when a foreign library has codes of its own',
      Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      { code: 'INTERNAL' },
    ],
  ];
  test.each(cases)('%s', (_, error, expected) => {
    const answer = toldIn('en', publicError(error, 'calls'));
    expect(answer).toMatchObject(expected);
    expect(JSON.stringify(answer)).not.toMatch(/10\.0\.0\.1|call_09/);
  });

  test('the caller’s mistake when it is about the request, ours when it is about the answer', () => {
    const about = (error: GraphQLError) =>
      formatted(error, { service: 'calls', correlationId: 'c', language: 'es' }).answer.extensions;
    expect(about(new GraphQLError('Variable "$x" is missing'))).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(about(new GraphQLError('Cannot return null', { path: ['a'] }))).toMatchObject({
      code: 'INTERNAL',
    });
  });

  test('a bug, when what the store holds does not fit', () => {
    const unreadable = z.object({ a: z.string() }).safeParse({}).error;
    expect(publicError(asBug(unreadable), 'calls').code).toBe('INTERNAL');
    expect(publicError(unreadable, 'calls').code).toBe('BAD_USER_INPUT');
  });
});

test('a log line holds the fields of the list and no other, and quotes nobody', () => {
  const lines: string[] = [];
  const logger = openLogger('calls', 'debug', { write: (line) => void lines.push(line) });
  const error = new TypeError('cannot read "CURP GOMC900101"', { cause: new Error("at 'Juan'") });
  logger.error({ stream: 's', error, ...{ name: 'Juan', phone: '5555' } }, 'failed');
  const line = JSON.parse(lines[0]!) as object;
  expect(line).toMatchObject({ level: 'error', service: 'calls', stream: 's', message: 'failed' });
  expect(line).toMatchObject({
    error: [{ name: 'TypeError', message: 'cannot read "…"' }, { message: 'at "…"' }],
  });
  expect(lines[0]).not.toMatch(/Juan|GOMC|5555/);
});

test.each(['{"name":"Itzel Canario","way":Luz Canario}', '{"number": "+525512340000","x":Canario}'])(
  'of a text that is no JSON a log line repeats nothing, wherever its quotes begin and end: %s',
  (text) => {
    const lines: string[] = [];
    const logger = openLogger('calls', 'debug', { write: (line) => void lines.push(line) });
    try {
      JSON.parse(text);
    } catch (error) {
      logger.warn({ error }, 'failed');
    }
    expect(lines[0]).toContain('is not valid JSON');
    expect(lines[0]).not.toMatch(/Luz|Canar/);
  },
);

test('metrics keep to a bounded number of series', async () => {
  const metrics = openMetrics('calls');
  for (let n = 0; n < 3_000; n++) metrics.count('commands_total', { type: `T${n}`, outcome: 'accepted' });
  expect((await metrics.text({ position: 7, unknown: undefined })).split('\n').length).toBeLessThan(2_020);
  expect(await metrics.text({ position: 7 })).toContain('proximidad_position{service="calls"} 7');
});
