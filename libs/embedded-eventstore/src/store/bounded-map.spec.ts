import { BoundedMap } from './bounded-map.ts';

test('it never holds more than its bound and keeps what is used', () => {
  const map = new BoundedMap<number, string>(10);
  map.set(-1, 'kept');
  for (let n = 0; n < 100; n++) {
    map.set(n, `value ${n}`);
    expect(map.get(-1)).toBe('kept');
    expect(map.get(n)).toBe(`value ${n}`);
    expect(map.size).toBeLessThanOrEqual(10);
  }
  expect(map.get(50)).toBeUndefined();
});

test('a newer value hides the older one, whichever generation that is in', () => {
  const map = new BoundedMap<number, string>(4);
  map.set(1, 'old');
  map.set(2, 'x');
  map.set(3, 'y');
  map.set(1, 'new');
  expect(map.get(1)).toBe('new');
  map.clear();
  expect(map.get(1)).toBeUndefined();
});
