import type { Answer } from './graph.ts';
import { livePages, type Page, pagesTold } from './live-pages.ts';

type Edge = { readonly node: { readonly id: string } };
type Told = { readonly list: Page<Edge> | null };

const edgesOf = (ids: string) => ids.split('').map((id) => ({ node: { id } }));
const page = (ids: string, next?: string): Answer<Told> => ({
  data: {
    list: {
      ...{ totalCount: 5, edges: edgesOf(ids) },
      pageInfo: { hasNextPage: next !== undefined, endCursor: next ?? null },
    },
  },
  ...{ troubles: [], cut: undefined },
});
const listIn = ({ list }: Told) => list;

/** What was asked for after which cursor and has not ended, and the answers as they came. */
function watched(max: number) {
  const open = new Map<string | undefined, (answer: Answer<Told>) => void>();
  let answers: readonly Answer<Told>[] = [];
  const end = livePages<Told>({
    open(after, onAnswer) {
      open.set(after, onAnswer);
      return () => open.delete(after);
    },
    ...{ pageIn: listIn, max },
    onAnswers: (told) => (answers = told),
  });
  const shown = () =>
    pagesTold(answers, listIn)
      ?.data?.edges.map(({ node }) => node.id)
      .join('');
  return {
    open,
    end,
    shown,
    tell: (after: string | undefined, told: Answer<Told>) => open.get(after)!(told),
  };
}

test('each page is asked for where the one before it ends, and anew once that end has moved', () => {
  const { open, end, shown, tell } = watched(3);
  tell(undefined, page('ab', 'b'));
  tell('b', page('cd', 'd'));
  tell('d', page('e'));
  expect([shown(), [...open.keys()]]).toEqual(['abcde', [undefined, 'b', 'd']]);
  tell(undefined, page('za', 'a'));
  expect([...open.keys()]).toEqual([undefined, 'a']);
  tell('a', page('abc'));
  expect(shown()).toBe('zabc');
  end();
  expect(open.size).toBe(0);
});

test('a page that is not told for now leaves those behind it as they were, and no more are read than a screen reads', () => {
  const { open, shown, tell } = watched(2);
  tell(undefined, page('ab', 'b'));
  tell('b', page('cd', 'd'));
  expect([...open.keys()]).toEqual([undefined, 'b']);
  tell('b', { data: { list: null }, troubles: [], cut: undefined });
  expect([shown(), [...open.keys()]]).toEqual(['ab', [undefined, 'b']]);
});

test('without its first page a list is not told at all, whatever comes behind', () => {
  const silent: Answer<Told> = { data: { list: null }, troubles: [], cut: undefined };
  expect(pagesTold([silent, page('cd')], listIn)?.data).toBeNull();
  expect(pagesTold([{ ...silent, data: undefined }], listIn)?.data).toBeUndefined();
  expect(pagesTold<Told, Edge>([], listIn)).toBeUndefined();
});
