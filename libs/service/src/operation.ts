import {
  type Actor,
  encodePosition,
  entityOf,
  type Instant,
  instantAt,
  Uuid,
} from '@proximidad/eventsourcing';
import { zoneOf } from '@proximidad/catalogues';
import {
  type CommandType,
  decide,
  type Kind,
  mayReadField,
  type Role,
  type Subject,
} from '@proximidad/policy';
import type { ReadModels } from '@proximidad/readmodel';
import type { Context, Cut, Told } from './context.ts';
import { ServiceError } from './errors.ts';
import type { FootprintNote } from './feed/footprint.ts';
import { notedCut, notedTable } from './feed/noted-table.ts';
import { scopedFigures, scopedTable } from './scope.ts';
import { present, tellCommand, type Telling, traceparentNow } from './telling.ts';

/** Longest wait for the read model to reach a position that somebody asked for. */
export const REACHED_WAIT_MAX_MS = 2_000;
/** How far clocks may be apart: a fact further in the future is refused. */
const FUTURE_MAX_MS = 5_000;

export interface Operation {
  readonly subject: Subject;
  readonly cut: Cut;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  readonly readModels: ReadModels;
  readonly logId: string;
  readonly telling: Telling;
  /** Writes down what the operation reads, when somebody wants to know. */
  readonly note?: FootprintNote | undefined;
}

/** What the resolvers of one operation may do: everything goes through the policy and the cut. */
export function openContext(operation: Operation): Context {
  const { subject, readModels, logId, note } = operation;
  const cut = note ? notedCut(operation.cut, note) : operation.cut;
  const context: Context = {
    subject,
    purpose: subject.purpose,
    cut,
    logId,
    note,
    table(model, kind) {
      const table = scopedTable(readModels, model, operation.cut, subject, kind);
      return note ? notedTable(table, model, note) : table;
    },
    figures(model, kind, wanted = {}) {
      note?.where(model, undefined);
      return scopedFigures(readModels, model, operation.cut, subject, kind, wanted);
    },
    field(name) {
      if (!mayReadField(subject, name)) throw new ServiceError('FORBIDDEN', `${name} is not for your role.`);
    },
    tell: (aggregate, id, command, told) => {
      const type = (command as { readonly type: string }).type;
      const stamped = stamp(operation, aggregate.category, id, type, told);
      return tellCommand(operation.telling, aggregate, id, command, stamped, told.creates);
    },
    answer(outcome, success) {
      if (!outcome.ok) {
        const { rejected, reason, rule } = outcome.rejection;
        return { __typename: 'Refusal', code: rejected, message: reason, rule: rule ?? null };
      }
      const position = outcome.position ?? outcome.seen ?? readModels.position;
      const token = encodePosition([{ log: logId, position, clock: cut.clock }]);
      return { ...success(outcome.state), position: token, known: outcome.known };
    },
    async reached(position) {
      if (position === undefined) return;
      if (!(await readModels.reached(position, { timeoutMs: REACHED_WAIT_MAX_MS }))) throw notReady();
    },
    now: (place) =>
      place === undefined ? { ms: cut.clock, offsetMin: 0 } : instantAt(cut.clock, zoneOf(place)),
  };
  return context;
}

export function notReady(): ServiceError {
  return new ServiceError('NOT_READY', 'Not projected yet; try again.');
}

/** Policy first, so that nothing is read for who may not tell; then what the record keeps besides the facts. */
function stamp(operation: Operation, category: string, id: string, type: string, told: Told) {
  const { subject, cut, correlationId } = operation;
  const entity = entityOf(id);
  const municipality = told.municipality ?? undefined;
  const kind = told.kind ?? (category as Kind);
  const decision = decide(subject, type as CommandType, { kind, entity, municipality });
  if (!decision.allowed) throw new ServiceError('FORBIDDEN', `You may not tell ${type} here.`);
  if (cut.at !== undefined) throw new ServiceError('BAD_USER_INPUT', 'The past cannot be changed.');
  const commandId = Uuid.safeParse(told.commandId);
  if (!commandId.success) throw new ServiceError('BAD_USER_INPUT', 'commandId must be a UUID.');
  const traceparent = traceparentNow() ?? operation.traceparent;
  return {
    commandId: commandId.data,
    occurredAt: occurredAt(told.occurredAt ?? undefined, cut.clock, municipality ?? entity),
    actor: actorOf(subject),
    correlationId,
    purpose: subject.purpose,
    ...present({ municipality, traceparent }),
  };
}

function occurredAt(given: Instant | undefined, clock: number, place: string): Instant {
  if (!given) return instantAt(clock, zoneOf(place));
  if (given.ms > clock + FUTURE_MAX_MS) {
    throw new ServiceError('BAD_USER_INPUT', 'occurredAt lies in the future.');
  }
  return given;
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
} as const satisfies Record<Role, Actor['kind']>;

function actorOf({ id, role }: Subject): Actor {
  return { kind: ACTOR_KINDS[role], id, role };
}
