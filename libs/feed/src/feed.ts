import type { ReadModelOf } from '@proximidad/eventsourcing';
import { type Kind, mayReadField, type Subject } from '@proximidad/policy';

/** For each type of the graph how its changes are followed. */
export type Feeds = Readonly<Record<string, Feed>>;

/** The table that a type's changes are read from, and what they are to those who ask. */
export interface Feed {
  readonly model: ReadModelOf;
  /** The kind of record that it is to the policy. */
  readonly kind: Kind;
  /** The field of `ChangesBetween` that lists them; none when left out. */
  readonly changes?: string;
  /** The record has come to its end, though it is still there, while each of these fields has one of its values. */
  readonly ended?: Ended;
  /** Whether the row stands for something yet. */
  readonly counts?: (row: never) => boolean;
  /** The row's key is the beat that a question about a beat names. */
  readonly keyOfBeat?: boolean;
  /** A restricted field that those who ask for the changes, or follow them, have to be allowed. */
  readonly field?: `${string}.${string}`;
  /** What further arguments of the field narrow the list by. */
  readonly narrow?: (args: never) => object;
}

/** Whether a type's changes are told to the subject at all; which of them, the row filter says. */
export function isFollowedBy(subject: Subject, { field }: Pick<Feed, 'field'>): boolean {
  return field === undefined || mayReadField(subject, field);
}

/** Fields of a row, each with the values that say that it is over. */
export type Ended = Readonly<Record<string, readonly (string | boolean)[]>>;
