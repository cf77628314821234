import type { Answer } from './graph.ts';

/** A page of a list, as far as paging goes. */
export interface Page<Edge> {
  readonly totalCount: number | null;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly Edge[];
}

interface Asking<Data> {
  /** Asks for the page that begins after a cursor, until it is ended. */
  readonly open: (after: string | undefined, onAnswer: (answer: Answer<Data>) => void) => () => void;
  readonly pageIn: (data: Data) => Page<unknown> | null | undefined;
  /** At most so many pages. */
  readonly max: number;
  readonly onAnswers: (answers: readonly Answer<Data>[]) => void;
}

/**
 * The pages of a live list, each asked for where the one before it ends, and anew once that end has moved. While a page is not told,
 * those behind it stay as they were. Returns what ends them all.
 */
export function livePages<Data>({ open, pageIn, max, onAnswers }: Asking<Data>): () => void {
  const pages: { after: string | undefined; end: () => void; answer?: Answer<Data> }[] = [];
  const leave = (from: number) => pages.splice(from).forEach(({ end }) => end());
  const follow = (at: number, after: string | undefined) => {
    const page: (typeof pages)[number] = { after, end: () => {} };
    pages[at] = page;
    page.end = open(after, (answer) => {
      if (pages[at] !== page) return;
      page.answer = answer;
      goOn(at, answer);
      onAnswers(pages.flatMap((each) => each.answer ?? []));
    });
  };
  const goOn = (at: number, { data }: Answer<Data>) => {
    const info = data && pageIn(data)?.pageInfo;
    if (!info) return;
    const next = info.hasNextPage && at + 1 < max ? (info.endCursor ?? undefined) : undefined;
    if (pages[at + 1]?.after === next) return;
    leave(at + 1);
    if (next !== undefined) follow(at + 1, next);
  };
  follow(0, undefined);
  return () => leave(0);
}

/** The answers to the pages of a list as one: each record once. Without its data while the first page has none. */
export function pagesTold<Data, Edge extends { readonly node: { readonly id: string } }>(
  answers: readonly Answer<Data>[],
  pageIn: (data: Data) => Page<Edge> | null | undefined,
): Answer<{ readonly totalCount: number | null; readonly edges: readonly Edge[] } | null> | undefined {
  const [first] = answers;
  if (!first) return undefined;
  const troubles = answers.flatMap((answer) => answer.troubles);
  const page = first.data && pageIn(first.data);
  const edges = answers.flatMap(({ data }) => (data && pageIn(data)?.edges) ?? []);
  const each = new Map(edges.map((edge) => [edge.node.id, edge]));
  const told = page && { totalCount: page.totalCount, edges: [...each.values()] };
  return { cut: first.cut, troubles, data: first.data === undefined ? undefined : (told ?? null) };
}
