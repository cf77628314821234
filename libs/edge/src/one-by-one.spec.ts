import { oneByOne } from './one-by-one.ts';

test('work on the same thing waits for what came before it, other work does not', async () => {
  const run = oneByOne();
  const seen: string[] = [];
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const first = run(['a'], async () => {
    await held;
    seen.push('a1');
  });
  const second = run(['a'], async () => void seen.push('a2'));
  await run(['b'], async () => void seen.push('b'));
  expect(seen).toEqual(['b']);
  release();
  await Promise.all([first, second]);
  expect(seen).toEqual(['b', 'a1', 'a2']);
});

test('work on several things waits for what came before it on each of them', async () => {
  const run = oneByOne();
  const seen: string[] = [];
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const first = run(['a'], async () => {
    await held;
    seen.push('a');
  });
  const both = run(['b', 'a'], async () => void seen.push('ba'));
  const third = run(['b'], async () => void seen.push('b'));
  await run([], async () => void seen.push('none'));
  expect(seen).toEqual(['none']);
  release();
  await Promise.all([first, both, third]);
  expect(seen).toEqual(['none', 'a', 'ba', 'b']);
});

test('a failure goes only to its own caller', async () => {
  const run = oneByOne();
  const failing = run(['a'], () => Promise.reject(new Error('lost')));
  const next = run(['a'], async () => 'done');
  await expect(failing).rejects.toThrow('lost');
  expect(await next).toBe('done');
});
