import { QUEUE_MAX, QueueFull, queueInMemory } from './kept-queue.ts';

const told = (label: string) => ({ what: 'contact', input: { commandId: label }, label, at: '' });

test('where a browser keeps nothing, what is told waits in its order as long as the page is there', async () => {
  const queue = queueInMemory();
  for (const label of ['a', 'b', 'c']) await queue.add(told(label));
  const [first] = await queue.all();
  await queue.remove(first!.sequence);
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
  await queue.remove(first!.sequence);
  expect((await queue.all()).map(({ label }) => label)).toEqual(['b']);
});

test('it holds no more than a device does', async () => {
  const queue = queueInMemory();
  for (let count = 0; count < QUEUE_MAX; count++) await queue.add(told(String(count)));
  await expect(queue.add(told('one more'))).rejects.toThrow(QueueFull);
});
