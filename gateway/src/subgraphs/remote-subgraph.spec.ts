import { setTimeout as sleep } from 'node:timers/promises';
import { BEATS_SDL, trialSubgraph } from '../testing/subgraphs.ts';
import { FAILURES_MAX } from './circuit.ts';
import { remoteSubgraph } from './remote-subgraph.ts';

const SLOW = 300;
const DEADLINE_MS = 30_000;
const LATE_MS = 1_000;

test('H5 what is slow to be written, or to be read by others, keeps nobody from reading', async () => {
  const stored = Promise.withResolvers<void>();
  const service = await trialSubgraph({
    sdl: BEATS_SDL,
    resolvers: {
      Query: {
        beat: async (_: unknown, { id }: { id: string }) => {
          if (id === 'slow') await stored.promise;
          return { id, code: 'B' };
        },
      },
      Mutation: {
        closeBeat: async () => {
          await stored.promise;
          return { id: '1', code: 'closed' };
        },
      },
    },
  });
  const subgraph = remoteSubgraph('beats', service.url);
  const ask = (query: string, kind: 'query' | 'mutation') =>
    subgraph.ask(
      {
        ...{ query, variables: {} },
        extensions: { passport: 'p', correlationId: 'c', deadline: Date.now() + DEADLINE_MS },
      },
      kind,
    );
  try {
    const slow: Promise<unknown>[] = [];
    for (let n = 0; n < SLOW; n++) {
      slow.push(ask('mutation { closeBeat(id: "1") { code } }', 'mutation'));
      if (n % 2 === 0) slow.push(ask('{ beat(id: "slow") { code } }', 'query'));
      // One round each, so that each travels by itself.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await ask('{ beat(id: "2") { code } }', 'query')).data).toEqual({ beat: { code: 'B' } });
    stored.resolve();
    await Promise.all(slow);
  } finally {
    stored.resolve();
    await subgraph.close();
    await service.close();
  }
});

test('a service that does not take our passport gives no answer, and the failure says what it said', async () => {
  const said = 'The passport is 86400 s old by the clock of beats.';
  const service = await trialSubgraph({
    ...{ sdl: BEATS_SDL, resolvers: {} },
    garbage: JSON.stringify({
      data: null,
      errors: [{ message: said, extensions: { code: 'UNAUTHENTICATED' } }],
    }),
  });
  const subgraph = remoteSubgraph('beats', service.url);
  const extensions = { passport: 'p', correlationId: 'c', deadline: Date.now() + DEADLINE_MS };
  try {
    const asked = subgraph.ask({ query: '{ beats { id } }', variables: {}, extensions }, 'query');
    await expect(asked).rejects.toMatchObject({ reason: 'refused', cause: { message: said } });
    expect(subgraph.circuit()).toBe('closed');
  } finally {
    await subgraph.close();
    await service.close();
  }
});

test('H5 mutations that all come too late at once keep nobody from reading', async () => {
  const service = await trialSubgraph({
    sdl: BEATS_SDL,
    resolvers: {
      Query: { beat: (_: unknown, { id }: { id: string }) => ({ id, code: 'B' }) },
      Mutation: { closeBeat: () => new Promise(() => undefined) },
    },
  });
  const subgraph = remoteSubgraph('beats', service.url);
  const ask = (query: string, kind: 'query' | 'mutation', deadline: number) => {
    const extensions = { passport: 'p', correlationId: 'c', deadline };
    return subgraph.ask({ query, variables: {}, extensions }, kind, true);
  };
  const read = () => ask('{ beat(id: "1") { code } }', 'query', Date.now() + DEADLINE_MS);
  try {
    const deadline = Date.now() + LATE_MS;
    const late = Array.from({ length: FAILURES_MAX * 3 }, () =>
      ask('mutation { closeBeat(id: "1") { code } }', 'mutation', deadline).catch(({ reason }) => reason),
    );
    await sleep(LATE_MS / 2);
    await read();
    expect(new Set(await Promise.all(late))).toEqual(new Set(['timeout']));
    expect((await read()).data).toEqual({ beat: { code: 'B' } });
  } finally {
    await subgraph.close();
    await service.close();
  }
});

test('H5 what goes alone is waited for by nobody who asks in the same turn', async () => {
  const held = Promise.withResolvers<void>();
  const service = await trialSubgraph({
    sdl: BEATS_SDL,
    resolvers: {
      Query: {
        beat: async (_: unknown, { id }: { id: string }) => {
          if (id === 'costly') await held.promise;
          return { id, code: 'B' };
        },
      },
    },
  });
  const subgraph = remoteSubgraph('beats', service.url);
  const ask = (id: string, alone: boolean) =>
    subgraph.ask(
      {
        ...{ query: `{ beat(id: "${id}") { code } }`, variables: {} },
        extensions: { passport: 'p', correlationId: 'c', deadline: Date.now() + DEADLINE_MS },
      },
      'query',
      alone,
    );
  try {
    const costly = ask('costly', true);
    expect((await ask('light', false)).data).toEqual({ beat: { code: 'B' } });
    held.resolve();
    expect((await costly).data).toEqual({ beat: { code: 'B' } });
  } finally {
    held.resolve();
    await subgraph.close();
    await service.close();
  }
});
