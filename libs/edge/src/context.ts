import type {
  AnyAggregate,
  CommandOf,
  Device,
  FormerIds,
  Instant,
  Personal,
  ReadModelOf,
  Rejection,
} from '@proximidad/eventsourcing';
import type { Kind, Subject, Task } from '@proximidad/policy';
import type { Language } from '@proximidad/refusals';
import type { BetweenQuery, ListQuery, Page, PageBetween, Sampled, Where } from '@proximidad/readmodel';
import type { Access } from './access/accesses.ts';
import type { OutcomeOf } from './definition.ts';
import type { DecreedUnit } from './decreed.ts';
import type { GrantedKeys } from './granted.ts';
import type { AccessesRequest, Vault } from '@proximidad/vault';
import type { Open } from './opening.ts';
import type { FootprintNote } from '@proximidad/feed';
import type { z } from 'zod';

/** The point in the log at which an operation is answered, and the "now" that belongs to it (ADR 112). */
export interface Cut {
  /** Position in the log; undefined is the service's own head. */
  readonly at: number | undefined;
  /** Unix milliseconds: the only "now" a resolver may use. */
  readonly clock: number;
}

/** What the resolvers of one operation get: the caller, the cut, and the only ways to read and execute. */
export interface Context {
  readonly subject: Subject;
  readonly purpose: Subject['purpose'];
  /** The language of sentences for a person. */
  readonly language: Language;
  readonly cut: Cut;
  /** The log to which positions belong. */
  readonly logId: string;
  /** Present when the caller wants to know what the answer depends on; a resolver that calls other services adds what they report. */
  readonly note?: FootprintNote | undefined;
  /**
   * A read model at the operation's cut, as far as the caller may see records of `kind`, by its columns `entity` and `municipality`; every method leaves out rows that the caller may not see.
   */
  table<Row extends object>(model: ReadModelOf<Row>, kind: Kind): ScopedTable<Row>;
  /** As it stands today, whatever past moment is asked about, and all of it: for what decides what is shown, or is shown by a rule of its own. */
  today<Row extends object>(model: ReadModelOf<Row>): Pick<ScopedTable<Row>, 'get' | 'getMany' | 'list'>;
  /** A read model at the cut for totals: its rows may be counted for the caller, never shown. */
  counting<Row extends object>(model: ReadModelOf<Row>, kind: Kind): ScopedTable<Row>;
  /**
   * Running totals at the cut. Their keys begin with the INEGI key of their place and a colon (`09:open`, `09015:open`);
   * those of places that the caller may not see are absent.
   */
  figures(
    model: ReadModelOf,
    kind: Kind,
    wanted?: { readonly prefix?: string; readonly keys?: readonly string[] },
  ): Map<string, number>;
  /**
   * Opens sealed values (ADR 227): decided by purpose, task and class, and noted before they leave.
   *
   * @throws {ServiceError} FORBIDDEN with the reason; SEALED_UNAVAILABLE without the vault.
   */
  readonly open: Open;
  /** Who opened what in an entity, for an auditor under an order that names it. @throws {ServiceError} FORBIDDEN */
  accesses(asked: Omit<AccessesRequest, 'passport'>): ReturnType<Vault['accesses']>;
  /**
   * Records of `category` in the caller's entity whose field has this value now, for the given task; noted before it is answered.
   * `sealedIn` gives the field's sealed text of a record as it stands today: what was refused, corrected or withdrawn finds nothing.
   */
  findSealed<Plain extends z.ZodType>(
    category: string,
    kind: Task['kind'],
    field: Personal<Plain>,
    value: z.output<Plain>,
    sealedIn: (id: string) => string | null | undefined,
  ): Promise<readonly string[]>;
  /** Keys of the records of a kind that their owners have opened to the caller, as of today. */
  readonly granted: GrantedKeys;
  /** What decrees did to a municipality, as of today. */
  readonly decreed: DecreedUnit;
  /**
   * One item of a bulk: it starts when few enough of the caller's items are running, fewer while others send some too.
   *
   * @throws {ServiceError} SERVICE_UNAVAILABLE instead of starting once the caller no longer waits.
   */
  itemInTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Notes in the log of accesses what the caller did or was denied. */
  noteAccess(access: Access): void;
  /** @throws {ServiceError} FORBIDDEN when the caller's role may never have this field (`Type.field`). */
  field(name: `${string}.${string}`): void;
  /**
   * Executes a command in the caller's name: policy first, before anything is read.
   *
   * @throws {ServiceError} FORBIDDEN with the reason, or BAD_USER_INPUT under a cut of the past.
   */
  execute<A extends AnyAggregate>(
    aggregate: A,
    id: string,
    command: CommandOf<A>,
    asked: Asked,
  ): Promise<OutcomeOf<A>>;
  /**
   * Checks that the caller could ever execute this command on a record of the entity; the municipality is checked
   * when it is executed. `named` is whom it names, once known, where some roles may execute it only for themselves.
   *
   * @throws {ServiceError} FORBIDDEN with the reason.
   */
  mayExecute(aggregate: AnyAggregate, type: string, entity: string, named?: readonly string[]): void;
  /** Looks, and if nothing is found looks again once everything in the log has been projected. */
  found<T>(look: () => T | undefined): Promise<T | undefined>;
  /** A mutation's union: what `success` makes of the state, with `position` and `known`; or a `Refusal`. */
  answer<State>(
    outcome: Answerable<State>,
    success: (state: State) => { readonly __typename: string },
  ): object;
  /** Waits until the service has projected `position`, at most REACHED_WAIT_MAX_MS. */
  waitFor(position: number | undefined): Promise<void>;
  /** The cut's clock in the local time of a place, an entity or municipality; in UTC when left out. */
  now(place?: string): Instant;
}

/** What a mutation's union needs from an outcome; a bulk form makes its own. */
export type Answerable<State> =
  | {
      readonly ok: true;
      readonly state: State;
      readonly position: number | undefined;
      readonly seen?: number | undefined;
      readonly known: boolean;
    }
  | { readonly ok: false; readonly rejection: Rejection };

/** What accompanies a command from a client. */
export interface Asked {
  /** The platform's id of the command: `clientCommandId` of the one the client chose, or derived from what it is about. */
  readonly commandId: string;
  /** How older events refer to the same command. */
  readonly former?: FormerIds | undefined;
  /** Digest of the client's input. */
  readonly digest?: string | undefined;
  /** INEGI key of the municipality the command is about, where it is known. */
  readonly municipality?: string | null | undefined;
  /** Whom or what it names, where some roles may execute it only for themselves. */
  readonly named?: readonly string[] | undefined;
  /** The beat it is about, where one is known. */
  readonly beat?: string | null | undefined;
  /** Pseudonym of the person for whom a system sends the command. */
  readonly onBehalfOf?: string | null | undefined;
  /** The device that reported it. */
  readonly device?: Device | undefined;
  /** When it happened; now when left out. */
  readonly occurredAt?: Instant | undefined;
  /** The command begins a record that most likely does not exist yet: the answer is the same, only faster when that is so. */
  readonly creates?: boolean | undefined;
  /** The record, where it lies in several streams: what one of them refuses, the next may accept, so a refusal is the caller's to note. */
  readonly record?: string | undefined;
}

/** The methods of a read model's table, bound to a cut and to what the caller may see. */
export interface ScopedTable<Row extends object> {
  get(key: string): Row | undefined;
  /** Leaves out absent rows and those that the caller may not see. */
  getMany(keys: readonly string[]): Map<string, Row>;
  list(query: Omit<ListQuery<Row>, 'at'>): Page<Row>;
  count(query?: { readonly where?: Where<Row> | undefined; readonly max?: number }): number;
  sample<const Columns extends readonly (keyof Row & string)[]>(query: {
    readonly where?: Where<Row> | undefined;
    readonly columns: Columns;
  }): readonly Sampled<Row, Columns>[];
  /** How rows changed between two positions, whatever the cut; each end through the caller's filter of today. */
  between(query: BetweenQuery<Row>): PageBetween<Row>;
  scan(query?: {
    readonly where?: Where<Row> | undefined;
  }): IterableIterator<{ readonly key: string; readonly row: Row }>;
}
