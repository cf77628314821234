import { type ChangeKind, changeKind, type Columns, type FeedChange } from '@proximidad/feed';
import type { Kind } from '@proximidad/policy';
import { WATCHED } from './watched.gen.ts';
import { type GraphQLSchema, isObjectType } from 'graphql';

/** A kind of record whose changes can be subscribed to, and how it appears in the graph and in its service's feed. */
export interface Watched {
  /** `incident`: the subscription is `incidentChanged`, its payload `IncidentChanged`. */
  readonly name: string;
  /** The query that shows one record. */
  readonly query: string;
  /** The arguments by which that query finds the record: its `id`, or columns of its feed. */
  readonly by: readonly string[];
  /** The type of the graph, and of the feed. */
  readonly type: string;
  readonly service: string;
  /** The kind of its records for the policy. */
  readonly kind: Kind;
  /** Arguments that name a place, each with the column that it stands for. */
  readonly places: Readonly<Record<string, string>>;
  /** The enum of the argument `status`. */
  readonly statuses?: string;
  /** The record has ended, though it still exists, while each of these columns has one of its values. */
  readonly ended: Readonly<Record<string, readonly (string | boolean)[]>>;
}

const KINDS = WATCHED as readonly Watched[];

const SUFFIX = 'Changed';

const PLACE_DOCS: Readonly<Record<string, string>> = {
  entity: 'INEGI key of an entity.',
  municipality: 'INEGI key of a municipality.',
  beat: 'Id of a beat.',
};

/** The kind of record that a subscription's field is about. */
export function watchedBy(field: string): Watched | undefined {
  return KINDS.find(({ name }) => field === name + SUFFIX);
}

/** What of a changed record an argument of its query stands for. */
export function valueBy(name: string, { key, before, after }: FeedChange): unknown {
  return name === 'id' ? key : (after ?? before)?.[name];
}

export function payloadOf({ type }: Watched): string {
  return type + SUFFIX;
}

/** What kind of change it was to a reader who sees these sides of it. */
export function kindOf({ ended }: Watched, { before, after }: FeedChange): ChangeKind {
  const states = Object.entries(ended);
  const over = (columns: Columns) =>
    states.length > 0 && states.every(([column, values]) => values.includes(columns[column] as string));
  return changeKind(before && !over(before), after && !over(after));
}

/** Subscriptions to every kind of record in the schema that can be watched; empty when it has none, or subscriptions already. */
export function subscriptionsOf(schema: GraphQLSchema): string {
  const present = KINDS.filter(
    ({ query, type }) => isObjectType(schema.getType(type)) && schema.getQueryType()?.getFields()[query],
  );
  if (present.length === 0 || schema.getSubscriptionType()) return '';
  const kinds = schema.getType('ChangeKind')
    ? ''
    : 'enum ChangeKind { APPEARED CHANGED ENDED CAME_AND_WENT }';
  return `
    extend schema { subscription: Subscription }
    ${kinds}
    "The client was too slow for what it watches. Nothing is lost: what follows is read again, from this cursor on."
    type Lagged { "Pass it as \`resume\` to continue from here." cursor: ID! }
    "What happens, change by change, each once and in order. Over WebSocket or server-sent events."
    type Subscription { ${present.map((watched) => field(watched, schema)).join('\n')} }
    ${present.map(payload).join('\n')}`;
}

function field(watched: Watched, schema: GraphQLSchema): string {
  const { name, type, places, statuses } = watched;
  const args = [
    '"Only these."\nids: [ID!]',
    ...Object.keys(places).map((place) => `"${PLACE_DOCS[place]!}"\n${place}: ID`),
    ...(statuses && schema.getType(statuses)
      ? [`"Only those with one of these statuses, before or after the change."\nstatus: [${statuses}!]`]
      : []),
    '"The cursor of the last change seen, or any position: continues after it, without a gap."\nresume: ID',
  ];
  return `"Each change of ${type} records that the caller may see, once and in order."
    ${name}${SUFFIX}(${args.join('\n')}): ${payloadOf(watched)}!`;
}

function payload(watched: Watched): string {
  const { name, type } = watched;
  return `
    "A change of one ${type}, or notice that the client was too slow."
    type ${payloadOf(watched)} {
      "Pass it as \`resume\` to continue from here."
      cursor: ID!
      "Null beside \`lagged\`."
      kind: ChangeKind
      "Id of the record, \`<entity>-<uuid>\`; null beside \`lagged\`."
      id: ID
      "The record as of the change; null when it is gone or out of sight."
      ${name}: ${type}
      "In place of a change: the client was too slow."
      lagged: Lagged
    }`;
}
