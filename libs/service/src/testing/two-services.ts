import {
  aggregate,
  eventFamily,
  type EventOf,
  idFor,
  parseDateTime,
  readModel,
  type Recorded,
  reject,
} from '@proximidad/eventsourcing';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { ServiceDefinition } from '../definition.ts';

/** Two services as small as they can be: calls are received, and each becomes a contact in the other. */

const CallCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ReceiveCall'), line: z.string().min(1) }),
  z.object({ type: z.literal('AbandonCall') }),
]);
export const callEvents = eventFamily({
  CallReceived: { version: 1, schema: z.object({ line: z.string() }) },
  CallAbandoned: { version: 1, schema: z.object({ by: z.literal('caller') }) },
});
type CallEvent = EventOf<typeof callEvents>;
type CallState = 'none' | 'received' | 'abandoned';

const call = aggregate({
  category: 'call',
  commands: CallCommand,
  events: callEvents,
  initialState: 'none' as CallState,
  decide(state: CallState, command: z.infer<typeof CallCommand>) {
    switch (command.type) {
      case 'ReceiveCall':
        return state === 'none'
          ? [{ type: 'CallReceived' as const, line: command.line }]
          : reject('AlreadyReceived', 'The call was received before.', 'BR-I1');
      case 'AbandonCall':
        return state === 'received'
          ? [{ type: 'CallAbandoned' as const, by: 'caller' as const }]
          : reject('NotReceived', 'There is no call.');
    }
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

export const callRows = readModel<CallRow, CallEvent>({
  name: 'calls',
  version: 1,
  columns: { entity: 'text', municipality: 'text', line: 'text' },
  keys: (_event, { id }) => [id],
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

interface ReceiveCall {
  readonly input: {
    readonly commandId: string;
    readonly callId: string;
    readonly line: string;
    readonly municipality?: string | null;
    readonly occurredAt?: string | null;
  };
}

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
      new Promise((resolve) => setTimeout(() => resolve(true), ms)),
    broken() {
      throw new TypeError('SELECT secret FROM esdb://10.0.0.1:2113');
    },
  },
  Mutation: {
    async receiveCall(_: unknown, { input }: ReceiveCall, { tell, answer }: Context) {
      const { callId, line, commandId, municipality } = input;
      const occurredAt = input.occurredAt ? parseDateTime(input.occurredAt) : undefined;
      const outcome = await tell(
        call,
        callId,
        { type: 'ReceiveCall', line },
        { commandId, municipality, occurredAt },
      );
      return answer(outcome, (state) => ({
        __typename: 'CallAccepted',
        call: { id: callId, line, abandoned: state === 'abandoned' },
      }));
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

export const calls: ServiceDefinition = {
  name: 'calls',
  schema: callSchema,
  families: { call: callEvents },
  readModels: [callRows],
  feeds: { Call: { model: callRows, kind: 'call' } },
  published: {
    call(event: CallEvent, { id }: Recorded) {
      switch (event.type) {
        case 'CallReceived':
          return { public: { type: 'CallReceived', callId: id, line: event.line } as never };
        case 'CallAbandoned':
          return { public: { type: 'CallAbandoned', callId: id } as never };
      }
    },
  },
  resolvers: () => callResolvers,
  contracts,
};

/** The same, where calls that nobody took for a while are abandoned by the ticker. */
export const impatientCalls: ServiceDefinition = {
  ...calls,
  *due({ readModels }) {
    for (const { row } of readModels.table(callRows).scan()) {
      if (row.abandoned) continue;
      yield {
        aggregate: call,
        id: row.id,
        command: { type: 'AbandonCall' },
        subject: `abandoned:${row.id}`,
        dueAt: 1_000,
      };
    }
  },
};

const ContactCommand = z.object({ type: z.literal('RecordContact'), line: z.string() });
const contactEvents = eventFamily({
  ContactRecorded: { version: 1, schema: z.object({ line: z.string() }) },
});

export const contact = aggregate({
  category: 'contact',
  commands: ContactCommand,
  events: contactEvents,
  initialState: 0,
  decide: (_state: number, { line }: z.infer<typeof ContactCommand>) => [
    { type: 'ContactRecorded' as const, line },
  ],
  evolve: (state: number) => state + 1,
});

interface ContactRow {
  readonly id: string;
  readonly entity: string;
  readonly times: number;
}

export const contactRows = readModel<ContactRow, EventOf<typeof contactEvents>>({
  name: 'contacts',
  version: 1,
  columns: { entity: 'text' },
  keys: (_event, { id }) => [id],
  project: (row, _event, { id, entity }) => ({ id, entity, times: (row?.times ?? 0) + 1 }),
});

export function contactIdOf(callId: string): string {
  return idFor(callId.slice(0, 2), 'contact', callId);
}

/** `react` of what the reaction does; contacts are recorded for each received call. */
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
          return {
            aggregate: contact,
            id: contactIdOf(event.callId),
            command: { type: 'RecordContact', line: event.line },
          };
        },
      },
    ],
    contracts,
  };
}
