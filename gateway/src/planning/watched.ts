import { type ChangeKind, changeKind, type Columns, type FeedChange } from '@proximidad/service';
import { extendSchema, type GraphQLSchema, isObjectType, parse } from 'graphql';

/** A kind of record whose changes can be subscribed to, and how it lies in the graph and in its service's feed. */
export interface Watched {
  /** `incident`: the query by id; the subscription is `incidentChanged`, its payload `IncidentChanged`. */
  readonly name: string;
  /** The type of the graph, and of the feed. */
  readonly type: string;
  readonly service: string;
  /** Arguments that name a place, each with the column it stands for. */
  readonly places: Readonly<Record<string, string>>;
  /** The enum of the argument `status`. */
  readonly statuses?: string;
  /** Whether the record has come to its end, though it is still there. */
  readonly over?: (columns: Columns) => boolean;
}

const IN_BEAT = { entity: 'entity', municipality: 'municipality', beat: 'beatId' };
const IN_MUNICIPALITY = { entity: 'entity', municipality: 'municipality' };

const WATCHED: readonly Watched[] = [
  {
    ...{
      name: 'incident',
      type: 'Incident',
      service: 'incidents',
      places: IN_BEAT,
      statuses: 'IncidentStatus',
    },
    over: ({ status }) => status === 'CLOSED',
  },
  { name: 'call', type: 'Call', service: 'incidents', places: IN_MUNICIPALITY },
  {
    ...{ name: 'beat', type: 'Beat', service: 'beats', places: IN_MUNICIPALITY },
    over: ({ status }) => status === 'CLOSED',
  },
  { name: 'unit', type: 'Unit', service: 'beats', places: IN_BEAT, statuses: 'UnitStatus' },
  { name: 'contact', type: 'Contact', service: 'contacts', places: IN_BEAT },
  {
    ...{
      name: 'followUp',
      type: 'FollowUp',
      service: 'contacts',
      places: IN_BEAT,
      statuses: 'FollowUpStatus',
    },
    over: ({ status }) => status === 'COMPLETED' || status === 'WAIVED',
  },
  { name: 'officer', type: 'Officer', service: 'training', places: IN_MUNICIPALITY },
];

const SUFFIX = 'Changed';

/** What a subscription's field is about. */
export function watchedBy(field: string): Watched | undefined {
  return WATCHED.find(({ name }) => field === name + SUFFIX);
}

export function payloadOf({ type }: Watched): string {
  return type + SUFFIX;
}

/** What the change was to one who sees these sides of it. */
export function kindOf({ over = () => false }: Watched, { before, after }: FeedChange): ChangeKind {
  return changeKind(before && !over(before), after && !over(after));
}

/** The schema with subscriptions to whatever of `WATCHED` it has. */
export function withSubscriptions(schema: GraphQLSchema): GraphQLSchema {
  const present = WATCHED.filter(
    ({ name, type }) => isObjectType(schema.getType(type)) && schema.getQueryType()?.getFields()[name],
  );
  if (present.length === 0 || schema.getSubscriptionType()) return schema;
  const kinds = schema.getType('ChangeKind')
    ? ''
    : 'enum ChangeKind { APPEARED CHANGED ENDED CAME_AND_WENT }';
  return extendSchema(
    schema,
    parse(`
      extend schema { subscription: Subscription }
      ${kinds}
      "The client was too slow for what it watches. Nothing is left out: what follows is read again, from this cursor on."
      type Lagged { cursor: ID! }
      "What happens, change by change: each one once and in order. Over WebSocket or server-sent events."
      type Subscription { ${present.map(field).join('\n')} }
      ${present.map(payload).join('\n')}
    `),
  );
}

function field(watched: Watched): string {
  const { name, places, statuses } = watched;
  const args = [
    '"Only these."\nids: [ID!]',
    ...Object.keys(places).map((place) => `${place}: ID`),
    ...(statuses ? [`"Those that have one of these, before or after."\nstatus: [${statuses}!]`] : []),
    '"The cursor of the last change that was seen, or any position: goes on after it, without a gap."\nresume: ID',
  ];
  return `${name}${SUFFIX}(${args.join('\n')}): ${payloadOf(watched)}!`;
}

function payload(watched: Watched): string {
  const { name, type } = watched;
  return `
    type ${payloadOf(watched)} {
      "Where to go on from, in \`resume\`."
      cursor: ID!
      "Null beside \`lagged\`."
      kind: ChangeKind
      id: ID
      "As of the change; null when it is gone or out of sight."
      ${name}: ${type}
      "In place of a change: the client was too slow."
      lagged: Lagged
    }`;
}
