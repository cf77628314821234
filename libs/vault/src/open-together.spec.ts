import { randomUUID } from 'node:crypto';
import { openTogether } from './open-together.ts';
import { ITEMS_MAX, type OpenAnswer, type OpenRequest } from './wire.ts';

/** A request for this many values of one person, under this name. */
function asking(correlationId: string, values: number): OpenRequest {
  const told = Array.from({ length: values }, () => 'v1.told');
  const request = randomUUID();
  return {
    passport: 'p',
    correlationId,
    request,
    tasks: [],
    kinds: [],
    persons: [[0, 'call_a', 's', ...told]],
  };
}

const denied = ({ correlationId }: OpenRequest): OpenAnswer => ({ status: 403, reason: correlationId });

test('who asks in one turn is asked for in one request, of no more values than one may have, and each is told the own answer', async () => {
  const sent: string[][] = [];
  const open = openTogether(async (asked) => {
    sent.push(asked.map(({ correlationId }) => correlationId));
    return asked.map(denied);
  });
  const sizes = { a: 1, b: ITEMS_MAX - 1, c: 1, d: ITEMS_MAX, e: 2 };
  const asked = Object.entries(sizes).map(([name, size]) => open(asking(name, size)));
  const own = Object.keys(sizes).map((reason) => ({ status: 403, reason }));
  expect(await Promise.all(asked)).toEqual(own);
  expect(sent).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
  const readers = Array.from({ length: ITEMS_MAX }, (_, n) => `p-${n}`);
  await Promise.all([open(asking('f', 1)), open({ ...asking('g', 1), readers }), open(asking('h', 1))]);
  expect(sent.slice(4)).toEqual([['f'], ['g'], ['h']]);
});

test('a request that fails is told to those who were in it alone', async () => {
  const open = openTogether(async (asked) => {
    if (asked.length > 1) throw new Error('the vault does not answer');
    return asked.map(denied);
  });
  const outcomes = await Promise.allSettled([
    open(asking('a', 1)),
    open(asking('b', 1)),
    open(asking('c', ITEMS_MAX)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});
