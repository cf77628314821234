import { encodeBetween } from '@proximidad/edge';
import type { Subject } from '@proximidad/policy';
import { passportFor } from '../passport.ts';
import { eventually } from '../waiting.ts';
import type { Scene } from './oracle.ts';

export interface Cut {
  readonly position: number;
  readonly clock: number;
}

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
export type Answer = any;

/** A running service, as far as it is used here. */
export interface Asked {
  readonly name: string;
  readonly logId: string;
  readonly log: {
    head(): Promise<number>;
    read(stream: string): Promise<{ readonly events: readonly object[] }>;
  };
  readonly readModels: {
    waitFor(position: number, options: { readonly timeoutMs: number }): Promise<unknown>;
  };
  readonly feeds: {
    open(
      request: unknown,
      signal: AbortSignal,
    ): Promise<AsyncIterable<{ readonly changes: readonly Told[] }>>;
  };
  execute(entry: unknown): Promise<Answer>;
}
interface Told {
  readonly key: string;
  readonly after?: object | undefined;
}

/** How records of a kind are asked for. */
export interface Records {
  /** Their type in the graph; also how a feed names them. */
  readonly type: string;
  readonly ids: Readonly<Partial<Record<Scene, string>>>;
  /** A field that answers one of them, or null. */
  readonly get?: (id: string) => string;
  /** What is selected on a reference; the type itself and its id when left out, null where there is no reference. */
  readonly reference?: Reference | null;
  /** A connection, and the fields that contain it, each with its arguments: the root when left out. */
  readonly list?: { readonly field: string; readonly args?: string; readonly in?: readonly string[] };
  /** The field that identifies a node of the list; its id when left out. */
  readonly node?: string;
  /** Their field in `changesBetween`. */
  readonly changes?: string;
  /** Whether their changes can be followed live; yes when left out. */
  readonly live?: boolean;
}
interface Reference {
  readonly type: string;
  readonly key?: string;
  readonly selects: string;
  readonly told: (found: Answer) => boolean;
}

export interface World {
  readonly service: Asked;
  /** Before the records were made, and after. */
  readonly began: Cut;
  readonly end: Cut;
}

const PAGE_MAX = 100;
const FEED_TIMEOUT_MS = 150_000;

export async function askAs(service: Asked, subject: Subject, query: string, cut?: Cut): Promise<Answer> {
  const extensions = { passport: await passportFor(subject, service.name), ...(cut ? { cut } : {}) };
  return service.execute({ query, variables: {}, extensions });
}

/** The same for sealed data: an answer given before the keys arrived says nothing about rights, and is asked for again. */
export const askWithKeys = (service: Asked, subject: Subject, query: string): Promise<Answer> =>
  onceKeysAreAtHand(() => askAs(service, subject, query));

const onceKeysAreAtHand = (ask: () => Promise<Answer>): Promise<Answer> =>
  eventually(async () => {
    const answer = await ask();
    const errors = (answer.errors ?? []) as readonly Answer[];
    return errors.some(({ extensions }) => extensions?.code === 'SEALED_UNAVAILABLE') ? undefined : answer;
  }, 'the keys are at hand');

/** What a mutation answers, with a selection on it; sent again as it was while the keys are not at hand, as a client does. */
export async function executeAs(
  service: Asked,
  subject: Subject,
  field: string,
  input: object,
  answer: string,
  type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`,
): Promise<Answer> {
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename ${answer} } }`;
  const { data, errors } = await onceKeysAreAtHand(async () => {
    const extensions = { passport: await passportFor(subject, service.name) };
    return service.execute({ query, variables: { input }, extensions });
  });
  if (errors) throw new Error(JSON.stringify(errors));
  return data[field];
}

/** Where the service is now, once it has projected it. */
export async function headOf(service: Asked): Promise<Cut> {
  const position = await service.log.head();
  await service.readModels.waitFor(position, { timeoutMs: 150_000 });
  return { position, clock: Date.now() };
}

/** Each way of asking for records, as the scenes that it shows. */
export function waysOf(world: World, records: Records): Ways {
  return { ...single(world, records), ...listing(world, records), ...changing(world, records) };
}
export type Ways = Readonly<Record<string, (subject: Subject) => Promise<readonly Scene[]>>>;

function single({ service, end }: World, { type, ids, get, reference }: Records): Ways {
  const scenes = Object.keys(ids) as Scene[];
  const { key = 'id', selects, told } = { selects: key0(reference), told: Boolean, ...reference };
  const referred = (id: string) =>
    `_entities(representations: [{ __typename: "${
      reference?.type ?? type
    }", ${key}: "${id}" }]) { ... on ${reference?.type ?? type} { ${selects} } }`;
  const each = async (subject: Subject, question: (id: string) => string, cut?: Cut) => {
    const { data } = await askAs(
      service,
      subject,
      `{ ${scenes.map((scene) => `${scene}: ${question(ids[scene]!)}`).join('\n')} }`,
      cut,
    );
    return scenes.filter((scene) => isTold([data?.[scene]].flat()[0], told));
  };
  return {
    ...(get && { get: (subject) => each(subject, get), 'get as of': (subject) => each(subject, get, end) }),
    ...(reference !== null && {
      'entity reference': (subject) => each(subject, referred),
      'entity reference as of': (subject) => each(subject, referred, end),
    }),
  };
}

const key0 = (reference: Reference | null | undefined) => reference?.key ?? 'id';
const isTold = (found: Answer, told: (found: Answer) => boolean) => Boolean(found) && told(found);

function listing({ service, began, end }: World, { ids, list, node = 'id' }: Records): Ways {
  if (!list) return {};
  const places = list.in ?? [''];
  /** One connection for each place that contains it. */
  const connections = async (subject: Subject, page: (place: number) => string, cut?: Cut) => {
    const asked = places.map((place, index) => {
      const args = [list.args, page(index)].filter(Boolean).join(', ');
      const field = `${list.field}(${args}) { totalCount pageInfo { hasNextPage endCursor } edges { node { ${node} } } }`;
      return `p${index}: ${place === '' ? field : `${place} { ${field} }`}`;
    });
    const { data } = await askAs(service, subject, `{ ${asked.join('\n')} }`, cut);
    return places.map((place, index): Answer => {
      const found = data?.[`p${index}`];
      return (place === '' ? found : found?.[list.field]) ?? { totalCount: 0, edges: [], pageInfo: {} };
    });
  };
  const whole = async (subject: Subject, cut?: Cut) =>
    (await connections(subject, () => `first: ${PAGE_MAX}`, cut)).flatMap(({ edges }) => edges);
  const counted = async (subject: Subject, cut?: Cut) =>
    (await connections(subject, () => 'first: 0', cut)).reduce((sum, { totalCount }) => sum + totalCount, 0);
  return {
    list: async (subject) => scenesOf(ids, await whole(subject)),
    'list as of': async (subject) => scenesOf(ids, await whole(subject, end)),
    async count(subject) {
      const listed = scenesOf(ids, await whole(subject));
      const count = (await counted(subject)) - (await counted(subject, began));
      return count === listed.length ? listed : [...listed, `but counts ${count}` as Scene];
    },
    async cursor(subject) {
      const found: Answer[] = [];
      const after = places.map(() => '');
      for (let more = true; more;) {
        const pages = await connections(subject, (place) => `first: 1${after[place]}`);
        found.push(...pages.flatMap(({ edges }) => edges));
        pages.forEach(({ pageInfo }, place) => {
          after[place] = pageInfo.endCursor ? `, after: "${pageInfo.endCursor}"` : after[place]!;
        });
        more = pages.some(({ pageInfo }) => pageInfo.hasNextPage);
      }
      return scenesOf(ids, found);
    },
  };
}

/** What is asked of a service for the changes of some of its records, everywhere or in an entity. */
export function changesQuestion(
  { service, began, end }: World,
  changes: string,
  { entity = null }: { readonly entity?: string | null } = {},
): string {
  const place = { entity, municipality: null, beat: null };
  const cuts = encodeBetween({ log: service.logId, from: began, to: end, ...place });
  return `{ _entities(representations: [{ __typename: "ChangesBetween", cuts: "${cuts}" }]) {
    ... on ChangesBetween { ${changes}(first: ${PAGE_MAX}) { edges { node { id after { __typename } } } } } } }`;
}

function changing({ service, began, end }: World, { type, ids, changes, live = true }: Records): Ways {
  const between = {
    async 'changes between'(subject: Subject) {
      const { data } = await askAs(service, subject, changesQuestion({ service, began, end }, changes!));
      const edges: Answer[] = data?._entities?.[0]?.[changes!]?.edges ?? [];
      return scenesOf(
        ids,
        edges.filter(({ node }) => node.after),
      );
    },
  };
  const feed = {
    async live(subject: Subject) {
      const told = new Set<string>();
      const passport = await passportFor(subject, service.name);
      const asked = { passport, types: [type], after: began.position, upTo: end.position };
      for await (const { changes: some } of await service.feeds.open(
        asked,
        AbortSignal.timeout(FEED_TIMEOUT_MS),
      ))
        for (const { key, after } of some) if (after) told.add(key);
      return named(ids, told);
    },
  };
  return { ...(changes && between), ...(live && feed) };
}

const scenesOf = (ids: Records['ids'], edges: readonly Answer[]) =>
  named(ids, new Set(edges.map(({ node }) => node.id as string)));
const named = (ids: Records['ids'], told: ReadonlySet<string>) =>
  (Object.keys(ids) as Scene[]).filter((scene) => told.has(ids[scene]!));

/**
 * A service's access log, as records: the page of an entity exists for anyone who is shown an entry of it. Before each,
 * somebody is turned away, so that there is one.
 */
export async function accessLogIn(
  service: Asked & { readonly accesses?: Settling | undefined },
): Promise<Records> {
  const page = `${service.name}(first: 1) { edges { node { what } } }`;
  const reference = {
    ...{ type: 'AccessLog', key: 'entity', selects: page },
    told: (found: Answer) => found[service.name].edges.length > 0,
  };
  const ids = { ofTheState: '09', otherState: '14' };
  const stranger: Subject = { id: 'stranger', role: 'liaison', entity: '15', purpose: 'SUPERVISION' };
  for (const entity of Object.values(ids)) {
    const asked = `_entities(representations: [{ __typename: "AccessLog", entity: "${entity}" }]) { ... on AccessLog { ${page} } }`;
    await askAs(service, stranger, `{ ${asked} }`);
  }
  await service.accesses!.settled();
  return { type: 'AccessLog', ids, reference, live: false };
}
interface Settling {
  settled(): Promise<unknown>;
}
