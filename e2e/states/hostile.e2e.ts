import { readFileSync } from 'node:fs';
import { GRAPHQL_COP, type Hostile, OURS } from './hostile-corpus.ts';
import { eventually } from '../platform.ts';
import { platform } from '../stage.ts';

const ROUNDS = 20;
/** What an operating system may be slow to give back. */
const KEPT_MAX_MB = 150;
const TEST_TIMEOUT_MS = 600_000;

describe('what means no good', () => {
  let before: number;
  beforeAll(() => {
    before = residentMb();
  });

  test.each([...GRAPHQL_COP, ...OURS].map((hostile) => [hostile.name, hostile] as const))(
    '%s gets its clear error',
    async (_name, hostile) => {
      const { status, code, limit } = hostile;
      const told = await sent(hostile);
      expect(told).toEqual({
        status,
        ...(code !== undefined && { code }),
        ...(limit !== undefined && { limit }),
      });
    },
  );

  test(
    'all of it, again and again, keeps nobody else from an answer, and memory comes back',
    async () => {
      const all = [...GRAPHQL_COP, ...OURS];
      for (let round = 0; round < ROUNDS; round++) {
        await Promise.all(all.map((hostile) => sent(hostile)));
        const { data, errors } = await platform.ask<{ entity: object }>(
          'operator-09',
          '{ entity(code: "09") { name } }',
        );
        expect([data?.entity, errors]).toEqual([{ name: 'Ciudad de México' }, undefined]);
      }
      await platform.ready();
      await eventually(
        'the gateway has given back what it took',
        async () => residentMb() < before + KEPT_MAX_MB || undefined,
      );
    },
    TEST_TIMEOUT_MS,
  );
});

interface Errors {
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

/** No text in English alone goes to a client that asks in Spanish. */
const SPANISH = /[áéíóúñ«]|\b(?:no|el|la|de|que|es)\b/i;

async function sent({ request, search = '', limit }: Hostile): Promise<object> {
  const authorization = `Bearer ${await platform.token('commander-09')}`;
  const headers = { authorization, 'accept-language': 'es-MX', ...request.headers };
  const response = await fetch(`http://127.0.0.1:${platform.port}/graphql${search}`, { ...request, headers });
  const text = await response.text();
  const { errors } = (/^[{[]/.test(text) ? JSON.parse(text) : {}) as Errors;
  for (const { message } of errors ?? []) expect(message).toMatch(SPANISH);
  const extensions = errors?.[0]?.extensions;
  expect(text).not.toMatch(/node_modules|\.ts:\d/);
  return {
    status: response.status,
    ...(extensions && { code: extensions['code'] }),
    ...(limit !== undefined && { limit: extensions?.['limit'] }),
  };
}

function residentMb(): number {
  const status = readFileSync(`/proc/${platform.pid('gateway')}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) / 1_024;
}
