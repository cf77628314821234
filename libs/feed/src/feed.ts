import type { ReadModelOf } from '@proximidad/eventsourcing';
import { type Kind, mayReadField, type Subject } from '@proximidad/policy';

/** For each type of the graph, how its changes are followed. */
export type Feeds = Readonly<Record<string, Feed>>;

/** The table that a type's changes are read from, and how those who ask may see and filter them. */
export interface Feed {
  readonly model: ReadModelOf;
  /** The kind of record that it is for the policy. */
  readonly kind: Kind;
  /** The field of `ChangesBetween` that lists them; none when left out. */
  readonly changes?: string;
  /** The record has ended, though it still exists, while each of these fields has one of its values. */
  readonly ended?: Ended;
  /** The row's key is the beat that a question about a beat names. */
  readonly keyOfBeat?: boolean;
  /** A restricted field that a subject must be allowed to see in order to ask for the changes or follow them. */
  readonly field?: `${string}.${string}`;
  /** What else narrows the list: further arguments of the field, or what a row has to hold to be a record at all. */
  readonly narrow?: (args: never) => object;
}

/** Whether the subject may follow a type's changes at all; the row filter decides which of them. */
export function isFollowedBy(subject: Subject, { field }: Pick<Feed, 'field'>): boolean {
  return field === undefined || mayReadField(subject, field);
}

/** Fields of a row, each with the values that mean that it is over. */
export type Ended = Readonly<Record<string, readonly (string | boolean)[]>>;
