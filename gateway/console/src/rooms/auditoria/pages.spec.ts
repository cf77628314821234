import { joined } from './pages.ts';

const list = (...ids: readonly string[]) => ({ edges: ids.map((id) => ({ node: { id } })) });
const idsOf = ({ incidents, units }: ReturnType<typeof joined>) =>
  [incidents, units].map((each) => each && each.edges.map(({ node }) => node.id));

test('a further page follows what was read, each record once', () => {
  const first = { incidents: list('a', 'b'), units: list('u') };
  const second = { incidents: list('b', 'c'), units: list('u') };
  expect(idsOf(joined(undefined, first))).toEqual([['a', 'b'], ['u']]);
  expect(idsOf(joined(first, second))).toEqual([['a', 'b', 'c'], ['u']]);
});

test('what was read of a list stays while nobody tells the next page of it', () => {
  type Read = Parameters<typeof joined>[1];
  const first: Read = { incidents: list('a'), units: null };
  expect(idsOf(joined<Read>(first, { incidents: null, units: null }))).toEqual([['a'], null]);
  expect(idsOf(joined<Read>(first, { incidents: null, units: list('u') }))).toEqual([['a'], ['u']]);
});
