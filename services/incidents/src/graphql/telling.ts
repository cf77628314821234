import { type AnyAggregate, entityOf, type Instant } from '@proximidad/eventsourcing';
import { type Context, type Dependencies, type OutcomeOf, ServiceError } from '@proximidad/service';
import { commandIdOf, type Commanded, found, instantOf, type Maybe } from './edge.ts';
import { callsSeen, incidentsSeen } from './views.ts';

export type Log = Dependencies['log'];

/** Where something is said to be. */
export interface Located {
  readonly entity?: Maybe<string>;
  readonly municipality?: Maybe<string>;
}

/** Named, or that of the id, the municipality or the caller. */
export function entityFor(context: Context, { entity, municipality }: Located, id: Maybe<string>): string {
  const own = id ? entityOf(id) : (entity ?? municipality?.slice(0, 2) ?? context.subject.entity);
  if (own === undefined) throw new ServiceError('BAD_USER_INPUT', 'The entity is needed.');
  if (entity && entity !== own) throw new ServiceError('BAD_USER_INPUT', 'The id is of another entity.');
  return own;
}

/** What a command on an existing record is told with. */
export async function toldOf(
  context: Context,
  log: Log,
  input: Commanded,
  id: string,
  look: () => { readonly municipality: string | null } | undefined,
): Promise<{ commandId: string; occurredAt: Instant; municipality: string | null | undefined }> {
  const commandId = commandIdOf(input);
  // A municipal operator may tell of his own municipality only, so he waits until its place is known.
  const row = context.subject.municipality ? await found(context, log, look) : look();
  const municipality = row?.municipality;
  return {
    commandId,
    occurredAt: instantOf(context, input.occurredAt, municipality ?? entityOf(id)),
    municipality,
  };
}

/** What was accepted names its record; it is read only when somebody asks for it. */
export function answered<A extends AnyAggregate>(
  context: Context,
  __typename: keyof typeof accepted,
  id: string,
  outcome: OutcomeOf<A>,
): object {
  const recordedAt = outcome.ok ? outcome.position : undefined;
  return context.answer(outcome, () => ({ __typename, id, recordedAt }));
}

interface Accepted {
  readonly id: string;
  /** Position of what the command recorded. */
  readonly recordedAt: number | undefined;
}

/** A caller reads his own write: the answer waits until it has been projected. */
export const accepted = {
  CallAccepted: {
    async call({ id, recordedAt }: Accepted, _: unknown, context: Context) {
      await context.reached(recordedAt);
      return callsSeen(context).get(id) ?? null;
    },
  },
  IncidentAccepted: {
    async incident({ id, recordedAt }: Accepted, _: unknown, context: Context) {
      await context.reached(recordedAt);
      return incidentsSeen(context).get(id) ?? null;
    },
  },
};
