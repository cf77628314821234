import { BEGUN_BESIDE_OTHERS_MAX, BEGUN_PER_ADDRESS_MAX, openLoopTurns, type Sender } from './loop-turns.ts';

/** Turns of a loop that come round when they are told to. */
function loop() {
  let next = () => {};
  let clock = 0;
  const begun: string[] = [];
  const turns = openLoopTurns(
    (work) => (next = work),
    () => clock,
  );
  return {
    turns,
    ask: (sender: Sender, name: string, address = 'one') =>
      turns.begin(sender, address, () => begun.push(name)),
    /** What is begun in the next turn. */
    comeRound() {
      const work = next;
      next = () => {};
      work();
      return begun.splice(0);
    },
    pass: (ms: number) => (clock += ms),
  };
}

const named = (count: number, name = '') => Array.from({ length: count }, (_, n) => `${name}${n}`);

test('of what somebody sends ahead a little is begun in each turn of the loop beside others, in its order', () => {
  const { ask, comeRound, turns } = loop();
  ask('other', 'neighbour', 'two');
  const names = named(10);
  for (const name of names) ask('sender', name);
  expect(comeRound()).toEqual(['neighbour', ...names.slice(0, BEGUN_BESIDE_OTHERS_MAX)]);
  expect(comeRound()).toEqual(names.slice(BEGUN_BESIDE_OTHERS_MAX, 2 * BEGUN_BESIDE_OTHERS_MAX));
  ask('sender', 'last');
  expect(comeRound()).toEqual(['8', '9', 'last']);
  expect(turns.waiting()).toBe(0);
  expect(comeRound()).toEqual([]);
});

test('whoever asks alone has as much of a turn as an address may', () => {
  const { ask, comeRound, pass } = loop();
  ask('other', 'earlier');
  comeRound();
  pass(60_000);
  const names = named(BEGUN_PER_ADDRESS_MAX + 1);
  for (const name of names) ask('sender', name);
  expect(comeRound()).toEqual(names.slice(0, BEGUN_PER_ADDRESS_MAX));
  expect(comeRound()).toEqual(names.slice(BEGUN_PER_ADDRESS_MAX));
});

test('however much waits of an address, whoever asks from there anew, or from another, is begun in the next turn', () => {
  const { ask, comeRound, turns } = loop();
  const senders = Array.from({ length: 1_000 }, () => ({}));
  for (const [s, sender] of senders.entries()) for (const name of named(16, `${s}:`)) ask(sender, name);
  let more = 0;
  while (more < 2 * senders.length) more += comeRound().length;
  ask({}, 'neighbour');
  ask({}, 'elsewhere', 'two');
  const next = comeRound();
  expect(next).toHaveLength(BEGUN_PER_ADDRESS_MAX + 1);
  expect(next).toContain('neighbour');
  expect(next).toContain('elsewhere');
  expect(turns.waiting()).toBe(16 * senders.length - more - BEGUN_PER_ADDRESS_MAX + 1);
});

test('a token is one sender, whatever connections and addresses it comes from', () => {
  const { ask, comeRound } = loop();
  ask('another', 'neighbour');
  for (const address of ['one', 'two', 'three'])
    for (const name of named(10, address)) ask('token', name, address);
  expect(comeRound().filter((name) => name !== 'neighbour')).toHaveLength(BEGUN_BESIDE_OTHERS_MAX);
});
