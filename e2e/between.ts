import type { Platform } from './platform.ts';

/** A kind of record that can be listed completely, and whose changes between two cuts can be read. */
interface Listed {
  /** The query's field, with the arguments that limit it to one entity. */
  readonly list: string;
  /** The field of `changesBetween`. */
  readonly changes: string;
  readonly fields: string;
}

const LISTS: readonly Listed[] = [
  {
    list: 'incidents(entity: "09", ',
    changes: 'incidents',
    fields:
      'id status priority occurredAt reportedAt closedAt outcome calls responseSeconds initialCode { code }',
  },
  { list: 'beats(entity: "09", ', changes: 'beats', fields: 'id code version status boundary' },
  { list: 'units(entity: "09", ', changes: 'units', fields: 'id code status beat { id } incident { id }' },
  { list: 'contacts(entity: "09", ', changes: 'contacts', fields: 'id kind outcome contactedAt' },
  { list: 'followUps(entity: "09", ', changes: 'followUps', fields: 'id status dueAt attempts outcome' },
  { list: 'commitments(entity: "09", ', changes: 'commitments', fields: 'id status dueAt moves' },
  {
    list: 'officers(entity: "09", ',
    changes: 'officers',
    fields: 'id rank certificate { id validUntil } competences { code { code } from until }',
  },
];

interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
interface Known {
  readonly id: string;
}
interface Change {
  readonly id: string;
  readonly kind: string;
  readonly before: Known | null;
  readonly after: Known | null;
}

const PAGE = 'pageInfo { hasNextPage endCursor }';

/** Every record of each kind, by kind and id, as of a position. */
export async function stateAt(platform: Platform, user: string, position: string) {
  const state = new Map<string, Map<string, Known>>();
  for (const { list, changes, fields } of LISTS) {
    const query = `query ($position: Position!, $after: String) @asOf(position: $position) {
      page: ${list}first: 100, after: $after) { edges { node { ${fields} } } ${PAGE} } }`;
    const rows = new Map<string, Known>();
    for await (const node of nodesOf<Known>(platform, user, query, { position }, ({ page }) => page)) {
      rows.set(node.id, node);
    }
    state.set(changes, rows);
  }
  return state;
}

/** How each record changed between two positions, by kind. */
export async function changesOf(platform: Platform, user: string, from: string, to: string) {
  const found = new Map<string, Change[]>();
  for (const list of LISTS) {
    const nodes: Change[] = [];
    const query = changesQuery(list);
    const pages = nodesOf<Change>(platform, user, query, { from, to }, (data) => data.changesBetween!.page);
    for await (const node of pages) nodes.push(node);
    found.set(list.changes, nodes);
  }
  return found;
}

/** The kinds of record whose changes a user is told, and why not those of the others. */
export async function changesToldTo({ ask }: Platform, user: string, from: string, to: string) {
  const told: string[] = [];
  const reasons = new Set<unknown>();
  for (const list of LISTS) {
    const { errors } = await ask(user, changesQuery(list), { from, to, after: null });
    if (errors) reasons.add(errors[0]!.extensions?.['reason']);
    else told.push(list.changes);
  }
  return { told, reasons: [...reasons] };
}

function changesQuery({ changes, fields }: (typeof LISTS)[number]): string {
  return `query ($from: Moment!, $to: Moment!, $after: String) {
    changesBetween(from: $from, to: $to, entity: "09") { page: ${changes}(first: 7, after: $after) {
      edges { node { id kind before { ${fields} } after { ${fields} } } } ${PAGE} } } }`;
}

interface Data<Node> {
  readonly page: Page<Node>;
  readonly changesBetween?: { readonly page: Page<Node> };
}

async function* nodesOf<Node>(
  { ask }: Platform,
  user: string,
  query: string,
  variables: object,
  pageOf: (data: Data<Node>) => Page<Node>,
) {
  for (let after: string | null = null, more = true; more;) {
    const answer = await ask<Data<Node>>(user, query, { ...variables, after });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    const { edges, pageInfo }: Page<Node> = pageOf(answer.data!);
    for (const { node } of edges) yield node;
    ({ hasNextPage: more, endCursor: after } = pageInfo);
  }
}
