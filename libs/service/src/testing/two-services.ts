import {
  aggregate,
  eventFamily,
  type EventOf,
  execution,
  idFor,
  optional,
  readModel,
  type Recorded,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { Cvegeo } from '@proximidad/catalogues';
import { z } from 'zod';
import { type Context, type ServiceDefinition, serviceOf, edgeOf, type Slice } from '@proximidad/edge';

/** The two smallest possible services: calls are received, and each becomes a contact in the other. */

export const callEvents = eventFamily({
  CallReceived: { version: 1, schema: z.object({ line: z.string() }) },
  CallAbandoned: { version: 1, schema: z.object({ by: z.literal('caller') }) },
});
type CallEvent = EventOf<typeof callEvents>;
type CallState = 'none' | 'received' | 'abandoned';

const { command, internal } = commandsOf<CallState>();

const call = aggregate({
  category: 'call',
  events: callEvents,
  initialState: 'none' as CallState,
  commands: {
    ReceiveCall: command({
      doc: 'A call came in.',
      mayExecute: ['operator', 'machine'],
      addresses: 'chosen',
      seeks: { municipality: optional(Cvegeo) },
      input: { line: z.string().min(1) },
      decide: (state, { line }) =>
        state === 'none' ? [{ type: 'CallReceived' as const, line }] : refuse('AlreadyReceived'),
    }),
    AbandonCall: internal({
      input: {},
      decide: (state) =>
        state === 'received'
          ? [{ type: 'CallAbandoned' as const, by: 'caller' as const }]
          : refuse('CallNotFound'),
    }),
  },
  evolve(_state: CallState, event: CallEvent): CallState {
    switch (event.type) {
      case 'CallReceived':
        return 'received';
      case 'CallAbandoned':
        return 'abandoned';
    }
  },
});

interface CallRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
  readonly line: string;
  readonly abandoned: boolean;
}

export const callRows = readModel<CallRow>()({
  name: 'calls',
  version: 1,
  of: [call],
  columns: { entity: 'text', municipality: 'text', line: 'text' },
  project(row, event, { id, entity, metadata }) {
    switch (event.type) {
      case 'CallReceived':
        return {
          ...{ id, entity, line: event.line, abandoned: false },
          municipality: metadata.jurisdiction.municipality ?? null,
        };
      case 'CallAbandoned':
        return row && { ...row, abandoned: true };
    }
  },
  figure: (row) => [{ key: `${row.entity}:calls`, add: 1 }],
});

const HEADER = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
  scalar DateTime
  scalar Position
  type Refusal @shareable { code: String! message: String! rule: String }`;

const callSchema = `${HEADER}
  type Query { calls(first: Int!): [Call!]! call(id: ID!): Call callCount: Int! figures: [String!]! slow(ms: Int!): Boolean broken: Boolean }
  type Mutation { receiveCall(input: ReceiveCallInput!): ReceiveCallResult! }
  input ReceiveCallInput { commandId: ID! callId: ID! line: String! municipality: ID occurredAt: DateTime }
  union ReceiveCallResult = CallAccepted | Refusal
  type CallAccepted { call: Call! position: Position! known: Boolean! }
  type Call @key(fields: "id") { id: ID! line: String! now: DateTime! point: String abandoned: Boolean! }`;

const callResolvers = {
  Query: {
    calls: (_: unknown, { first }: { first: number }, { table }: Context) =>
      table(callRows, 'call')
        .list({ first })
        .rows.map(({ row }) => row),
    call: (_: unknown, { id }: { id: string }, { table }: Context) => table(callRows, 'call').get(id),
    callCount: (_: unknown, _args: object, { table }: Context) => table(callRows, 'call').count(),
    figures: (_: unknown, _args: object, { figures }: Context) =>
      [...figures(callRows, 'call')].map(([key, value]) => `${key}=${value}`),
    slow: (_: unknown, { ms }: { ms: number }) =>
      new Promise((resolve) => setTimeout(() => resolve(true), ms).unref()),
    broken() {
      throw new TypeError('SELECT secret FROM esdb://10.0.0.1:2113');
    },
  },
  Call: {
    __resolveReference: ({ id }: { id: string }, { table }: Context) => table(callRows, 'call').get(id),
    now: (_: unknown, _args: object, { now }: Context) => now('09'),
    point(_: unknown, _args: object, { field }: Context) {
      field('Incident.point');
      return 'somewhere';
    },
  },
};

const contracts = {
  calls: {
    public: eventFamily({
      CallReceived: { version: 1, schema: z.object({ callId: z.string(), line: z.string() }) },
      CallAbandoned: { version: 1, schema: z.object({ callId: z.string() }) },
    }),
  },
};

const callSlice: Slice = {
  aggregate: call,
  readModels: [callRows],
  feeds: { Call: { model: callRows, kind: 'call' } },
  published(event: CallEvent, { id }: Recorded) {
    switch (event.type) {
      case 'CallReceived':
        return { public: { type: 'CallReceived', callId: id, line: event.line } as never };
      case 'CallAbandoned':
        return { public: { type: 'CallAbandoned', callId: id } as never };
    }
  },
  edge: edgeOf()({
    aggregate: call,
    ...{ type: 'Call', field: 'call', id: 'callId', model: callRows, kind: 'call' },
    lookUps: {},
  }),
  resolvers: () => callResolvers,
};

export const calls: ServiceDefinition = {
  ...serviceOf({ name: 'calls', schema: callSchema, slices: [callSlice] }),
  contracts,
};

/** The same, but the ticker abandons calls that nobody took for a while. */
export const impatientCalls: ServiceDefinition = {
  ...calls,
  *due({ readModels }) {
    for (const { row } of readModels.table(callRows).scan()) {
      if (row.abandoned) continue;
      yield {
        subject: `abandoned:${row.id}`,
        dueAt: 1_000,
        execution: execution(call, row.id, { type: 'AbandonCall' }),
      };
    }
  },
};

const contactEvents = eventFamily({
  ContactRecorded: { version: 1, schema: z.object({ line: z.string() }) },
});

export const contact = aggregate({
  category: 'contact',
  events: contactEvents,
  initialState: 0,
  commands: {
    RecordContact: commandsOf<number>().internal({
      input: { line: z.string() },
      decide: (_state, { line }) => [{ type: 'ContactRecorded' as const, line }],
    }),
  },
  evolve: (state: number) => state + 1,
});

interface ContactRow {
  readonly id: string;
  readonly entity: string;
  readonly times: number;
}

export const contactRows = readModel<ContactRow>()({
  name: 'contacts',
  version: 1,
  of: [contact],
  columns: { entity: 'text' },
  project: (row, _event, { id, entity }) => ({ id, entity, times: (row?.times ?? 0) + 1 }),
});

export function contactIdOf(callId: string): string {
  return idFor(callId.slice(0, 2), 'contact', callId);
}

/** `react` replaces what the reaction does; contacts are recorded for each received call. */
export function contacts(
  seen: (event: { readonly callId: string; readonly line: string }) => void | Promise<void> = () => undefined,
): ServiceDefinition {
  return {
    name: 'echoes',
    schema: `${HEADER} type Query { contacts: Int! }`,
    families: { contact: contactEvents },
    readModels: [contactRows],
    published: {},
    resolvers: () => ({
      Query: {
        contacts: (_: unknown, _args: object, { table }: Context) => table(contactRows, 'contact').count(),
      },
    }),
    reactions: () => [
      {
        name: 'contact-for-call',
        context: 'calls',
        kind: 'public',
        type: 'CallReceived',
        async react(event: { readonly callId: string; readonly line: string }) {
          await seen(event);
          return execution(contact, contactIdOf(event.callId), { type: 'RecordContact', line: event.line });
        },
      },
    ],
    contracts,
  };
}
