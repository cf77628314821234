import { BEGUN_PER_ADDRESS_MAX, BEGUN_PER_CONNECTION_MAX, openLoopTurns } from './loop-turns.ts';

/** Turns of a loop that come round when they are told to. */
function loop() {
  let next = () => {};
  const begun: string[] = [];
  const turns = openLoopTurns((work) => (next = work));
  return {
    turns,
    ask: (connection: object, name: string, address = 'one') =>
      turns.begin(connection, address, () => begun.push(name)),
    /** What was begun since it was asked before. */
    begun: () => begun.splice(0),
    comeRound() {
      const work = next;
      next = () => {};
      work();
    },
  };
}

test('what a connection sends ahead is begun in its order, so much of it in each turn of the loop', () => {
  const { ask, begun, comeRound, turns } = loop();
  const names = Array.from({ length: 10 }, (_, n) => `${n}`);
  const connection = {};
  for (const name of names) ask(connection, name);
  expect(begun()).toEqual(names.slice(0, BEGUN_PER_CONNECTION_MAX));
  comeRound();
  expect(begun()).toEqual(names.slice(BEGUN_PER_CONNECTION_MAX, 2 * BEGUN_PER_CONNECTION_MAX));
  ask(connection, 'last');
  expect(begun()).toEqual([]);
  comeRound();
  expect(begun()).toEqual(['8', '9', 'last']);
  expect(turns.waiting()).toBe(0);
  comeRound();
  ask(connection, 'later');
  expect(begun()).toEqual(['later']);
});

test('connections of one address are begun one after the other, each a little at a time; another address does not wait for them', () => {
  const { ask, begun, comeRound } = loop();
  const connections = Array.from({ length: 100 }, () => ({}));
  for (const [c, connection] of connections.entries())
    for (let n = 0; n < 10; n++) ask(connection, `${c}:${n}`);
  expect(begun()).toHaveLength(BEGUN_PER_ADDRESS_MAX);
  ask({}, 'neighbour');
  ask({}, 'elsewhere', 'two');
  expect(begun()).toEqual(['elsewhere']);
  comeRound();
  const next = begun();
  expect(next).toHaveLength(BEGUN_PER_ADDRESS_MAX);
  expect(next.indexOf('neighbour')).toBeLessThanOrEqual(connections.length);
  const all = [...next];
  for (let n = 0; n < 10; n++) {
    comeRound();
    all.push(...begun());
  }
  expect(all).toHaveLength(100 * 10 - BEGUN_PER_ADDRESS_MAX + 1);
});
