import { setTimeout as sleep } from 'node:timers/promises';
import { madeOnce, type OwnStore } from './own-store.ts';

/** As much of a browser's store as making something once needs. */
function device(): OwnStore['within'] {
  const held = new Map<string, unknown>();
  const store = {
    get: (name: string) => held.get(name),
    add(value: unknown, name: string) {
      if (held.has(name)) throw new DOMException('', 'ConstraintError');
      held.set(name, value);
    },
  };
  return async (_store, _mode, ask) => {
    await sleep(0);
    return ask(store as unknown as IDBObjectStore) as never;
  };
}

test('of two windows that open at once one makes the key and the number of the device, for both', async () => {
  const within = device();
  const made = await Promise.all([1, 2].map((window) => madeOnce(within, 'device', () => window)));
  expect(made).toEqual([1, 1]);
  expect(await madeOnce(within, 'device', () => 3)).toBe(1);
  expect(await madeOnce(within, 'key', () => 3)).toBe(3);
});

test('what the device has no room for is not said to be made', async () => {
  const full = new DOMException('', 'QuotaExceededError');
  const within: OwnStore['within'] = (_store, mode) =>
    mode === 'readonly' ? Promise.resolve(undefined as never) : Promise.reject(full);
  await expect(madeOnce(within, 'device', () => 1)).rejects.toBe(full);
});
