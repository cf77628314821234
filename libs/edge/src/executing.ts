import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, ProxyTracerProvider, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  type Actor,
  type AnyAggregate,
  type CommandMetadata,
  type CommandOf,
  entityOf,
  type Execution,
  handle,
  instantAt,
} from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import { geographyOf, zoneOf } from '@proximidad/catalogues';
import type { OutcomeOf, SystemExecute } from './definition.ts';
import type { Accesses } from './access/accesses.ts';
import { asBug } from './errors.ts';

/** Counts the outcomes of commands. */
interface CommandCounter {
  count(name: 'commands_total', labels: { readonly type: string; readonly outcome: string }): void;
}

export interface Executing {
  readonly log: EventLog;
  readonly metrics: CommandCounter;
  readonly now: () => number;
  /** Where accesses are noted, if the service keeps a log of them. */
  readonly accesses?: Accesses | undefined;
}

/** Decides and appends, with spans and counts. A fault in stored data is never reported as a fault of the input. */
export async function executeCommand<A extends AnyAggregate>(
  { log, metrics }: Executing,
  aggregate: A,
  id: string,
  command: CommandOf<A>,
  metadata: CommandMetadata,
  creates = false,
): Promise<OutcomeOf<A>> {
  const { type } = command as { readonly type: string };
  return tracer.startActiveSpan('command', { attributes: { 'command.type': type } }, async (span) => {
    try {
      const outcome = await handle(log, aggregate, id, command, metadata, { creates });
      metrics.count('commands_total', { type, outcome: outcomeName(outcome) });
      return outcome;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      metrics.count('commands_total', { type, outcome: 'failed' });
      throw asBug(error);
    } finally {
      span.end();
    }
  });
}

const tracer = trace.getTracer('proximidad');

function outcomeName(outcome: OutcomeOf<AnyAggregate>): string {
  if (!outcome.ok) return outcome.rejection.rejected;
  return outcome.known ? 'known' : 'accepted';
}

/** Commands of the platform itself: reactions, and what becomes due. */
export function systemExecute(executing: Executing, service: string): SystemExecute {
  const actor: Actor = { kind: 'SYSTEM', id: service, role: 'SYSTEM' };
  return (aggregate, id, command, cause) => {
    const { municipality, occurredAt = executing.now() } = cause;
    return executeCommand(executing, aggregate, id, command, {
      commandId: cause.commandId,
      occurredAt: instantAt(occurredAt, zoneOf(municipality ?? entityOf(id))),
      actor,
      correlationId: cause.correlationId ?? randomUUID(),
      receivedAt: executing.now(),
      ...present({
        geography: geographyOf(municipality ?? entityOf(id)),
        causationId: cause.causationId,
        municipality,
        traceparent: cause.traceparent ?? traceparentNow(),
        isOvertaken: cause.isOvertaken,
      }),
    });
  };
}

/** Executes what a reaction or the clock requires, on the stream that takes it. */
export async function executeFor(
  execute: SystemExecute,
  { aggregate, id, command, municipality, occurredAt, through }: Execution,
  cause: Parameters<SystemExecute>[3],
): Promise<OutcomeOf<AnyAggregate>> {
  const onStream = (stream: string) =>
    execute(aggregate, stream, command as never, {
      ...cause,
      occurredAt: occurredAt ?? cause.occurredAt,
      municipality: municipality ?? cause.municipality,
    });
  return (through ? await through(onStream) : await onStream(id)) as OutcomeOf<AnyAggregate>;
}

/** Without the fields that are not there: an absent field and an undefined one are not the same in a stored event. */
export function present<T extends object>(
  fields: T,
): { [Key in keyof T]?: Exclude<T[Key], undefined | null> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as { [Key in keyof T]?: Exclude<T[Key], undefined | null> };
}

/** W3C trace context of what runs now, when it is traced. */
export function traceparentNow(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** Runs `work` as part of the trace that a caller named. */
export function inTraceOf<T>(
  traceparent: string | undefined,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const parent =
    traceparent === undefined ? context.active() : propagation.extract(context.active(), { traceparent });
  return tracer.startActiveSpan(name, {}, parent, async (span) => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });
}

/** How long an ending process waits for a collector that does not answer. */
const FLUSH_TIMEOUT_MS = 1_000;

/** Hands over the spans that were not sent yet, as far as they are taken in time; does nothing when nothing is traced. */
export async function flushTraces(): Promise<void> {
  const proxy = trace.getTracerProvider();
  const provider: object = proxy instanceof ProxyTracerProvider ? proxy.getDelegate() : proxy;
  if (!('forceFlush' in provider) || typeof provider.forceFlush !== 'function') return;
  const flushed = (provider.forceFlush as () => Promise<void>)().catch(() => undefined);
  await Promise.race([flushed, sleep(FLUSH_TIMEOUT_MS)]);
}
