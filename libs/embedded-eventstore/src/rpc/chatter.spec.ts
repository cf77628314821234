import { Chatter } from './chatter.ts';

const MIB = 1024 * 1024;

/** A connection whose bytes read are set by hand. */
function talking(chatter: Chatter) {
  let read = 0;
  let ended = 0;
  const talk = chatter.listen({ bytesRead: () => read, end: () => ended++ });
  return { talk, says: (bytes: number) => (read += bytes), ended: () => ended };
}

test('a connection that says more than belongs to its requests is ended, once, and one that asks for as much is not', () => {
  const chatter = new Chatter();
  const [chatters, asks] = [talking(chatter), talking(chatter)];
  for (let n = 0; n < 20; n++) {
    for (const { says } of [chatters, asks]) says(MIB);
    asks.talk.call();
    asks.talk.data(MIB);
    chatter.look(0);
  }
  expect([chatters.ended(), asks.ended(), chatter.ended]).toEqual([1, 0, 1]);
  for (const { talk } of [chatters, asks]) talk.over();
});

test('what comes slowly is forgotten, however much it comes to, and saves nothing up', () => {
  const chatter = new Chatter();
  const { talk, says, ended } = talking(chatter);
  for (let second = 0; second < 100; second++) {
    says(MIB);
    chatter.look(1_000);
  }
  expect(ended()).toBe(0);
  chatter.look(1_000_000);
  says(9 * MIB);
  chatter.look(0);
  expect(ended()).toBe(1);
  talk.over();
});
