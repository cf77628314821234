import { encodePosition } from '@proximidad/eventsourcing';
import { positionIn } from './execution/as-of.ts';
import { cursorIn, encodeCursor } from './live/cursor.ts';

const [here, elsewhere, moved] = [
  '0b6bd2c4-5a0f-4d0a-9c39-1a2b3c4d5e6f',
  '7f1f8c1e-6a34-4b0e-8f0e-0c7d1e2f3a4b',
  'c0ffee00-1111-4222-8333-444455556666',
] as const;
const both = [
  { log: elsewhere, position: 900, clock: 9 },
  { log: here, position: 7, clock: 1 },
];
const cursorOf = (log: string, position: number) =>
  JSON.parse(
    Buffer.from(encodeCursor(log, { position, clock: 1, key: 'k' }).slice(3), 'base64url').toString(),
  )[0];

test('a token of two logs stands where this log stands, whatever the other one says', () => {
  for (const places of [both, both.toReversed()]) {
    const token = encodePosition(places);
    expect(positionIn(here, token)).toMatchObject({ position: 7, clock: 1 });
    expect(cursorIn(here, token)).toMatchObject({ position: 7, clock: 1 });
  }
});

test('so does a cursor with a key', () => {
  const tuples = [cursorOf(elsewhere, 900), cursorOf(here, 7)];
  const token = `c1.${Buffer.from(JSON.stringify(tuples)).toString('base64url')}`;
  expect(cursorIn(here, token)).toMatchObject({ position: 7, key: 'k' });
});

test('a token that says nothing of this log is STALE, never compared', () => {
  const token = encodePosition(both);
  expect(positionIn(moved, token)).toMatchObject({ extensions: { code: 'STALE' } });
  expect(cursorIn(moved, token)).toMatchObject({ extensions: { code: 'STALE' } });
});
