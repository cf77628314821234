import {
  dropHeld,
  heldOf,
  QUEUE_MAX,
  QueueFull,
  queueInMemory,
  refusedAs,
  unsentIn,
  withSpare,
} from './kept-queue.ts';

const told = (label: string) => ({ what: 'contact', input: { commandId: label }, label, at: '' });

test('where a browser keeps nothing, what is told waits in its order as long as the page is there', async () => {
  const queue = queueInMemory();
  for (const label of ['a', 'b', 'c']) await queue.add(told(label));
  const [first] = await queue.all();
  await queue.remove(first!);
  await queue.add(told('d'));
  expect((await queue.all()).map(({ label, sequence }) => [label, sequence])).toEqual([
    ['b', 2],
    ['c', 3],
    ['d', 4],
  ]);
  expect(queue.isLasting).toBe(false);
});

test('what was refused stays in its place with the reason until it is taken away', async () => {
  const queue = queueInMemory();
  for (const label of ['a', 'b']) await queue.add(told(label));
  const [first] = await queue.all();
  await queue.put({ ...first!, refusal: 'Ya se cerró.' });
  expect((await queue.all()).map(({ label, refusal }) => [label, refusal])).toEqual([
    ['a', 'Ya se cerró.'],
    ['b', undefined],
  ]);
  await queue.remove(first!);
  expect((await queue.all()).map(({ label }) => label)).toEqual(['b']);
});

test('of what was refused nothing is kept but what it was called and why', () => {
  const input = { commandId: 'c', adult: { name: 'Ana' } };
  const kept = { what: 'channel', input, label: 'a', at: '', device: 'd', sequence: 1 };
  expect(refusedAs(kept, 'Ya terminó.')).toEqual({
    ...kept,
    input: { commandId: 'c' },
    refusal: 'Ya terminó.',
  });
});

/** A telephone with room until its storage is full. */
function telephone(spare = queueInMemory()) {
  const [kept, storage] = [
    queueInMemory(),
    { isFull: false, error: new DOMException('', 'QuotaExceededError') },
  ];
  const unlessFull = async (write: () => Promise<void>) => {
    if (storage.isFull) throw storage.error;
    await write();
  };
  const queue = withSpare(
    {
      ...{ ...kept, isLasting: true },
      add: (next) => unlessFull(() => kept.add(next)),
      put: (changed) => unlessFull(() => kept.put(changed)),
    },
    spare,
  );
  return { queue, storage };
}

test('what a full telephone has no room for waits after the rest, under another device, until it is taken away', async () => {
  const { queue, storage } = telephone();
  await queue.add(told('a'));
  storage.isFull = true;
  await queue.add(told('b'));
  storage.isFull = false;
  await queue.add(told('c'));
  const all = await queue.all();
  expect(all.map(({ label, sequence }) => [label, sequence])).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 2],
  ]);
  expect(all.map(({ device }) => device === queue.device)).toEqual([true, false, false]);
  for (const each of all.slice(1)) await queue.remove(each);
  await queue.add(told('d'));
  expect((await queue.all()).map(({ label, device }) => [label, device])).toEqual([
    ['a', queue.device],
    ['d', queue.device],
  ]);
});

test('what the page holds of somebody is there in the next room, for nobody else, and is counted apart', async () => {
  const { queue, storage } = telephone(heldOf('somebody'));
  await queue.add(told('a'));
  storage.isFull = true;
  await queue.add(told('b'));
  queue.close();
  expect(await unsentIn(queue)).toEqual({ lasting: 1, passing: 1 });
  const next = telephone(heldOf('somebody')).queue;
  expect((await next.all()).map(({ label }) => label)).toEqual(['b']);
  expect(await unsentIn(heldOf('another'))).toEqual({ lasting: 0, passing: 0 });
  const [refused] = await next.all();
  await next.put({ ...refused!, refusal: 'Ya se cerró.' });
  expect(await unsentIn(next)).toEqual({ lasting: 0, passing: 0 });
  dropHeld('somebody');
  expect(await heldOf('somebody').all()).toEqual([]);
});

test('that it was refused is known also where a full telephone has no room for the reason', async () => {
  const { queue, storage } = telephone();
  for (const label of ['a', 'b']) await queue.add(told(label));
  storage.isFull = true;
  const [first] = await queue.all();
  await queue.put({ ...first!, refusal: 'Ya se cerró.' });
  const refusals = async () => (await queue.all()).map(({ label, refusal }) => [label, refusal]);
  expect(await refusals()).toEqual([
    ['a', 'Ya se cerró.'],
    ['b', undefined],
  ]);
  await queue.remove(first!);
  expect(await refusals()).toEqual([['b', undefined]]);
});

test('a queue that is full or closed says so, and nothing is put elsewhere', async () => {
  const { queue, storage } = telephone();
  storage.isFull = true;
  for (const error of [new QueueFull(), new DOMException('', 'InvalidStateError')]) {
    storage.error = error as DOMException;
    await expect(queue.add(told('a'))).rejects.toBe(error);
  }
  expect(await queue.all()).toEqual([]);
});

test('it holds no more than a device does', async () => {
  const queue = queueInMemory();
  for (let count = 0; count < QUEUE_MAX; count++) await queue.add(told(String(count)));
  await expect(queue.add(told('one more'))).rejects.toThrow(QueueFull);
});
