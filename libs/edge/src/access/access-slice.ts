import { decide } from '@proximidad/policy';
import type { PageArgs } from '../connection.ts';
import { connectionOf } from '../connection.ts';
import type { Context } from '../context.ts';
import type { Slice } from '../slice.ts';
import { type AccessEntry, type AccessRow, accessLogOf, accessRowsOf } from './access-log.ts';

/** How often somebody who watches the log is noted again. */
const HOUR_MS = 3_600_000;

interface LogArgs extends PageArgs {
  readonly subject?: string | null;
  readonly outcome?: readonly AccessEntry['outcome'][] | null;
}

/** A service's log of accesses, and its field of `AccessLog`. */
export function accessSliceOf(service: string): Slice<never> {
  const aggregate = accessLogOf(service);
  const rows = accessRowsOf(aggregate);
  const entries = ({ entity }: { readonly entity: string }, args: LogArgs, context: Context) => {
    const { allowed } = decide(context.subject, 'read', { kind: 'accesslog', entity });
    const told = allowed
      ? ({ outcome: 'OPENED', reason: null } as const)
      : ({ outcome: 'DENIED', reason: 'ENTITY' } as const);
    // A live answer is made again whenever the log is written, and would cause itself for ever.
    const hour = Math.floor(context.cut.clock / HOUR_MS);
    const once = context.note ? `accesslog ${entity} ${told.outcome} ${hour}` : undefined;
    context.noteAccess({ action: 'READ', what: 'accesslog', entity, ...told, once });
    const { subject, outcome } = args;
    const where = {
      ...{ entity, subject: subject ?? undefined },
      outcome: outcome ? { in: [...outcome] } : undefined,
    };
    // Nobody looks after themselves.
    const others = { subject: { not: context.subject.id } };
    return connectionOf(
      context.table<AccessRow>(rows, 'accesslog'),
      [where, others],
      [{ column: 'lastAt', desc: true }],
      args,
    );
  };
  return {
    aggregate,
    readModels: [rows],
    sdl: sdlOf(service),
    resolvers: () => ({
      AccessLog: {
        __resolveReference: ({ entity }: { readonly entity: string }) => ({ entity }),
        [service]: entries,
      },
      AccessNote: {
        firstAt: ({ firstAt }: AccessRow) => ({ ms: firstAt, offsetMin: 0 }),
        lastAt: ({ lastAt }: AccessRow) => ({ ms: lastAt, offsetMin: 0 }),
      },
    }),
  };
}

function sdlOf(service: string): string {
  return `
    "Who was granted or denied access to an entity's records; each service adds a field with what it noted."
    type AccessLog @key(fields: "entity") {
      "INEGI key."
      entity: ID!
      "What ${service} noted, newest first, without the caller's own; empty for callers without an order for the entity."
      ${service}(
        "Only entries of this subject, by pseudonym."
        subject: ID
        "Only entries with one of these outcomes."
        outcome: [AccessOutcome!]
        "How many at most: 0 to 100."
        first: Int = 20
        "The \`endCursor\` of the page before."
        after: String
      ): AccessNoteConnection!
        @listSize(slicingArguments: ["first"], sizedFields: ["edges"], assumedSize: 20, requireOneSlicingArgument: false)
    }`;
}
