import {
  type ActingAuthority,
  type Actor,
  type AnyAggregate,
  type CommandOf,
  encodePosition,
  entityOf,
  instantAt,
  type ReadModelOf,
} from '@proximidad/eventsourcing';
import { geographyOf, zoneOf } from '@proximidad/catalogues';
import {
  COMMAND_DENIALS,
  DENIALS,
  DENIED_COMMAND,
  joined,
  type Language,
  sayBoth,
  type Wording,
} from '@proximidad/refusals';
import {
  countsUnseen,
  decide,
  type Denial,
  type Kind,
  mayReadField,
  openUntil,
  type Resource,
  type Role,
  type Screen,
  STEP_UP_AGE_MAX_S,
  STRONG_CLASSES,
  type Subject,
  type Task,
} from '@proximidad/policy';
import type { ReadModels } from '@proximidad/readmodel';
import type { Answerable, Asked, Context, Cut } from './context.ts';
import { ServiceError } from './errors.ts';
import type { FootprintNote } from '@proximidad/feed';
import type { Vault } from '@proximidad/vault';
import { finder } from './finding.ts';
import { opener } from './opening.ts';
import type { Decreed } from './decreed.ts';
import { type Granted, grantedTo } from './granted.ts';
import { notedCut, notedTable } from './noted-table.ts';
import { refusePersonal } from './plausible.ts';
import { type Asker, scopedFigures, scopedTable } from './scope.ts';
import { accessNoter, deniedNoted, type Noting, onKeyOf } from './access/noting.ts';
import type { OutcomeOf } from './definition.ts';
import { executeCommand, type Executing, present, traceparentNow } from './executing.ts';

/** Longest wait for the read model to reach a requested position. */
export const REACHED_WAIT_MAX_MS = 2_000;

/** How long an opened value may stay on a screen before it has to be requested again. */
const OPENED_AGAIN_MS = 60_000;

export interface Operation {
  readonly subject: Subject;
  readonly cut: Cut;
  readonly correlationId: string;
  readonly language: Language;
  readonly traceparent: string | undefined;
  readonly readModels: ReadModels;
  readonly logId: string;
  readonly executing: Executing;
  readonly vault: Vault;
  /** As given by the gateway: the vault decides by it. */
  readonly passport: string;
  /** Until when the caller waits, Unix milliseconds. */
  readonly deadline?: number | undefined;
  /** Notes what the operation reads, when somebody wants to know. */
  readonly note?: FootprintNote | undefined;
  /** The single records that owners opened to subjects. */
  readonly granted?: readonly Granted[] | undefined;
  /** What the service knows about municipalities affected by a decree. */
  readonly decreed?: Decreed | undefined;
  /** The subjects that are shown the answer, where it is made for several with the same rights at once. */
  readonly readers?: readonly string[] | undefined;
  /** Set where it is shown, frame after frame, to a person who watches. */
  readonly screen?: Screen | undefined;
  readonly itemInTurn: Context['itemInTurn'];
}

/** What the resolvers of one operation may do: everything goes through the policy and the cut. */
export function openContext(operation: Operation): Context {
  const { subject, language, readModels, logId, note, executing, vault, passport, deadline } = operation;
  const cut = note ? notedCut(operation.cut, note) : operation.cut;
  const noteAccess = accessNoter(operation);
  const granted = grantedTo(subject, operation.granted ?? [], readModels, executing.now, note);
  const seen = <Row extends object>(model: ReadModelOf<Row>, asker: Asker) => {
    const onKey = executing.accesses && onKeyOf(model, noteAccess, asker.granted);
    const table = scopedTable(readModels, model, operation.cut, { ...asker, onKey });
    return note ? notedTable(table, model, note) : table;
  };
  let opening: Context['open'] | undefined;
  const context: Context = {
    // Most operations open nothing.
    get open() {
      return (opening ??= opener({ ...operation, onOpened: noteOpened(operation) }));
    },
    async accesses(asked) {
      mayAudit(subject, asked.entity);
      // What the vault notes is in no log whose growth would announce it.
      note?.timeDependent();
      return notedBy(operation.cut, await vault.accesses({ ...asked, passport }));
    },
    get findSealed() {
      return finder({ ...operation, onFound: noteFound(operation) });
    },
    subject,
    purpose: subject.purpose,
    language,
    cut,
    logId,
    note,
    granted,
    decreed(cvegeo) {
      // No feed reports decrees.
      note?.unfed();
      return operation.decreed?.(readModels, cvegeo);
    },
    table: (model, kind) => seen(model, { subject, kind, now: executing.now(), granted: granted(kind) }),
    today: todayIn(operation),
    counting(model, kind) {
      if (countsUnseen(subject, kind)) note?.unfed();
      return seen(model, { subject, kind, now: operation.executing.now(), counting: true });
    },
    figures(model, kind, wanted = {}) {
      note?.where(model, undefined);
      if (countsUnseen(subject, kind)) note?.unfed();
      return scopedFigures(readModels, model, operation.cut, subject, kind, wanted);
    },
    noteAccess,
    field: (name) => assertField(subject, name),
    itemInTurn: (work) =>
      operation.itemInTurn(() => {
        if (deadline === undefined || Date.now() < deadline) return work();
        throw new ServiceError('SERVICE_UNAVAILABLE', 'There was no answer in time.');
      }),
    execute: (aggregate, id, command, asked) =>
      execute(operation, noteAccess, { aggregate, id, command, asked }),
    mayExecute: (aggregate, type, entity, named) =>
      mayExecute(operation, noteAccess, { aggregate, type, entity, named }),
    async found(look) {
      const seen = look();
      if (seen !== undefined || operation.cut.at !== undefined) return seen;
      await context.waitFor(await operation.executing.log.head());
      return look();
    },
    answer: (outcome, success) => answerOf(operation, cut.clock, outcome, success),
    waitFor: (position) => reached(readModels, position),
    now: (place) =>
      place === undefined ? { ms: cut.clock, offsetMin: 0 } : instantAt(cut.clock, zoneOf(place)),
  };
  return context;
}

type Noted = Awaited<ReturnType<Vault['accesses']>>;

/** As of a past moment nothing is known of what the vault noted after it: its notes are in the order of their times. */
function notedBy({ at, clock }: Cut, { accesses, more }: Noted): Noted {
  const known = at === undefined ? accesses : accesses.filter(({ at: notedAt }) => notedAt <= clock);
  return { accesses: known, more: more && known.length === accesses.length };
}

function todayIn({ readModels, note }: Operation): Context['today'] {
  return (model) => {
    const table = readModels.table(model);
    return note ? notedTable(table, model, note) : table;
  };
}

/**
 * What was opened or found stays on a screen for as long as it may: it is checked again when the clock may end it,
 * and from time to time for decisions made elsewhere, such as blocking or erasing a person.
 */
function noteOpened({ subject, executing, note }: Operation): (task?: Task) => void {
  return (task) => {
    const now = executing.now();
    note?.until(Math.min(openUntil(subject, now, task) ?? Infinity, now + OPENED_AGAIN_MS));
  };
}

/** No feed reports what the same value would find later. */
function noteFound(operation: Operation): () => void {
  const opened = noteOpened(operation);
  return () => {
    operation.note?.unfed();
    opened();
  };
}

/** A mutation's union, with the position up to which to read to see its record. */
function answerOf<State>(
  { language, readModels, logId }: Operation,
  clock: number,
  outcome: Answerable<State>,
  success: (state: State) => { readonly __typename: string },
): object {
  if (!outcome.ok) {
    const { rejected, reason, rule } = outcome.rejection;
    return { __typename: 'Refusal', code: rejected, message: reason[language], rule: rule ?? null };
  }
  const position = outcome.position ?? outcome.seen ?? readModels.position;
  const token = encodePosition([{ log: logId, position, clock }]);
  return { ...success(outcome.state), position: token, known: outcome.known };
}

function assertField(subject: Subject, name: `${string}.${string}`): void {
  if (mayReadField(subject, name)) return;
  throw new ServiceError('FORBIDDEN', sayBoth(DENIALS.FIELD, { field: name }), { reason: 'ROLE' });
}

/** @throws {ServiceError} FORBIDDEN for a caller without an order that names the entity. */
export function mayAudit(subject: Subject, entity: string): void {
  const decision = decide(subject, 'read', { kind: 'accesslog', entity });
  if (decision.allowed) return;
  const { reason } = decision;
  throw new ServiceError('FORBIDDEN', DENIALS.LOGS, { reason });
}

async function reached(readModels: ReadModels, position: number | undefined): Promise<void> {
  if (position === undefined) return;
  if (!(await readModels.waitFor(position, { timeoutMs: REACHED_WAIT_MAX_MS }))) throw notReady();
}

export function notReady(): ServiceError {
  return new ServiceError('NOT_READY', 'Not projected yet; try again.');
}

interface Ordered<A extends AnyAggregate> {
  readonly aggregate: A;
  readonly id: string;
  readonly command: CommandOf<A>;
  readonly asked: Asked;
}

/** Commands that are denied or refused are noted, too; what one stream of several refuses is not yet a refusal. */
async function execute<A extends AnyAggregate>(
  operation: Operation,
  noteAccess: Noting,
  { aggregate, id, command, asked }: Ordered<A>,
): Promise<OutcomeOf<A>> {
  const { type } = command as AnyCommand;
  const { record = id } = asked;
  const tried = { action: 'EXECUTE', what: type, entity: entityOf(id), record } as const;
  const metadata = deniedNoted(noteAccess, tried, () =>
    stamp(operation, aggregate, id, command as AnyCommand, asked),
  );
  const outcome = await executeCommand(operation.executing, aggregate, id, command, metadata, asked.creates);
  if (!outcome.ok && record === id)
    noteAccess({ ...tried, outcome: 'REFUSED', reason: outcome.rejection.rejected });
  return outcome;
}

interface Executable {
  readonly aggregate: AnyAggregate;
  readonly type: string;
  readonly entity: string;
  readonly named: readonly string[] | undefined;
}

function mayExecute(
  operation: Operation,
  noteAccess: Noting,
  { aggregate, type, entity, named }: Executable,
): void {
  const place = { entity, municipality: operation.subject.municipality, named };
  const tried = { action: 'EXECUTE', what: type, entity } as const;
  deniedNoted(noteAccess, tried, () => permit(operation, aggregate, type, place, named === undefined));
}

interface AnyCommand {
  readonly type: string;
}

/** Policy first, so that nothing is read for those who may not; then what the record keeps besides the facts. */
function stamp(operation: Operation, aggregate: AnyAggregate, id: string, command: AnyCommand, asked: Asked) {
  const { subject, cut, correlationId } = operation;
  const entity = entityOf(id);
  const municipality = asked.municipality ?? undefined;
  permit(operation, aggregate, command.type, { entity, municipality, named: asked.named });
  refusePersonal({ ...command, onBehalfOf: asked.onBehalfOf });
  if (cut.at !== undefined) throw new ServiceError('BAD_USER_INPUT', 'The past cannot be changed.');
  const { commandId, occurredAt = instantAt(cut.clock, zoneOf(municipality ?? entity)) } = asked;
  const traceparent = traceparentNow() ?? operation.traceparent;
  const actor = { ...actorOf(subject), ...present({ onBehalfOf: asked.onBehalfOf }) };
  return {
    ...{ commandId, occurredAt, correlationId, actor, purpose: subject.purpose, receivedAt: cut.clock },
    ...present({
      ...{ municipality, beat: asked.beat, geography: geographyOf(municipality ?? entity) },
      authority: authorityOf(subject),
      device: asked.device,
      traceparent,
      digest: asked.digest,
      former: asked.former,
    }),
  };
}

/** What the client has to request from its provider (RFC 9470): one of these classes, and no older than this. */
const STEP_UP = { acrValues: STRONG_CLASSES, maxAge: STEP_UP_AGE_MAX_S };

const REASONS: Readonly<Record<Denial, Wording>> = COMMAND_DENIALS;

/** @throws {ServiceError} FORBIDDEN with the reason. A command to which nobody has a right is the platform's own. */
function permit(
  { subject, executing }: Operation,
  { category, commands }: AnyAggregate,
  type: string,
  place: Omit<Resource, 'kind'>,
  forAnybody = false,
): void {
  const rights = (commands as AnyAggregate['commands'])[type]?.rights;
  const kind = (rights?.kind ?? category) as Kind;
  const { roles = [], oneself, stepsUp } = rights ?? {};
  const action = { roles, oneself: forAnybody ? undefined : oneself, stepsUp };
  const decision = decide(subject, action, { kind, ...place }, executing.now());
  if (decision.allowed) return;
  const { reason } = decision;
  const said = sayBoth(joined(DENIED_COMMAND, REASONS[reason]), {
    command: type,
    minutes: STEP_UP_AGE_MAX_S / 60,
  });
  throw new ServiceError('FORBIDDEN', said, {
    ...{ reason, ...(reason === 'STEP_UP' && { stepUp: STEP_UP }) },
  });
}

const ACTOR_KINDS = {
  analyst: 'OPERATOR',
  commander: 'OPERATOR',
  operator: 'OPERATOR',
  officer: 'OFFICER',
  liaison: 'LIAISON',
  auditor: 'OPERATOR',
  academy: 'OPERATOR',
  machine: 'SYSTEM',
  wall: 'SYSTEM',
} as const satisfies Record<Role, Actor['kind']>;

function actorOf({ id, role }: Subject): Actor {
  return { kind: ACTOR_KINDS[role], id, role };
}

/** As the token gave it: nothing is looked up on the path of a command. */
function authorityOf({ authority: code }: Subject): ActingAuthority | undefined {
  return code === undefined ? undefined : { code };
}
