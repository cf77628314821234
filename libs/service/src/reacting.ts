import 'reflect-metadata';
import { type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BusServer, consumerController } from './transport.ts';
import {
  type ContractBook,
  type Inbound,
  type Message,
  patternOf,
  type Reaction,
  type Source,
} from '@proximidad/bus';
import { decode, type RecordedEvent, uuidv5 } from '@proximidad/eventsourcing';
import { type SystemExecute, asBug, type Logger, executeFor, inTraceOf } from '@proximidad/edge';
import type { Metrics } from './metrics.ts';

export interface Reacting {
  readonly reactions: readonly Reaction[];
  readonly contracts: ContractBook;
  readonly execute: SystemExecute;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Hosts the reactions as the `@EventPattern` handlers of a Nest microservice on the bus. */
export async function openConsumer(
  reacting: Reacting,
  inbound: Inbound,
  supervised: (run: (signal: AbortSignal) => Promise<void>) => Promise<void>,
): Promise<INestMicroservice> {
  const byPattern = Map.groupBy(reacting.reactions, patternOf);
  const controller = consumerController(byPattern.keys(), async (pattern, message) => {
    for (const reaction of byPattern.get(pattern)!) await react(reacting, reaction, message);
  });
  class Consumer {}
  Module({ controllers: [controller] })(Consumer);
  const strategy = new BusServer(inbound, supervised, ({ context, kind, type }) =>
    Object.hasOwn(reacting.contracts[context]?.[kind] ?? {}, type),
  );
  const app = await NestFactory.createMicroservice(Consumer, {
    strategy,
    logger: false,
    abortOnError: false,
  });
  await app.listen();
  return app;
}

/** Executes commands whose ids follow from the reaction and the event, so that they are executed only once (ADR 108). */
async function react(reacting: Reacting, reaction: Reaction, message: Message): Promise<void> {
  const { contracts, execute, metrics, logger } = reacting;
  const { source, correlationId, traceparent } = message;
  const { name } = reaction;
  await inTraceOf(traceparent, `react ${name}`, async () => {
    const event = eventIn(message, contracts);
    const executions = [(await reaction.react(event as never, source)) ?? []].flat();
    const isOvertaken = reaction.inOrder ? overtaken(namesInOrder(reacting, reaction), source) : undefined;
    for (const execution of executions) {
      const { apart } = execution;
      const outcome = await executeFor(execute, execution, {
        commandId: uuidv5(source.stream, source.revision, name, ...(apart === undefined ? [] : [apart])),
        causationId: source.eventId,
        correlationId,
        traceparent,
        isOvertaken,
      });
      const result = outcome.ok ? (outcome.known ? 'known' : 'accepted') : outcome.rejection.rejected;
      metrics.count('reactions_total', { reaction: name, outcome: result });
      if (!outcome.ok) logger.debug({ reaction: name, outcome: result }, 'a reaction was refused');
    }
  });
}

function namesInOrder({ reactions }: Reacting, { context, kind }: Reaction): readonly string[] {
  return reactions
    .filter((each) => each.inOrder && each.context === context && each.kind === kind)
    .map(({ name }) => name);
}

/** No stream goes on further than this (ADR 104). */
const REVISIONS_MAX = 2_000;

/** Whether what a stream last took from another service came of a later fact of the same source: known by the id of its command. */
function overtaken(names: readonly string[], { stream, revision, recordedAt }: Source) {
  return (recorded: readonly RecordedEvent[]): boolean => {
    const last = recorded.findLast(({ metadata }) => metadata.causationId !== undefined);
    if (!last || last.recordedAt < recordedAt) return false;
    const isOf = (at: number) => names.some((name) => uuidv5(stream, at, name) === last.metadata.commandId);
    for (let steps = 1; steps < REVISIONS_MAX; steps++) {
      if (isOf(revision - steps)) return false;
      if (isOf(revision + steps)) return true;
    }
    return false;
  };
}

function eventIn({ context, kind, type, version, data }: Message, contracts: ContractBook): unknown {
  const family = contracts[context]?.[kind];
  if (!family) throw new TypeError(`${context} has no ${kind} contract`);
  try {
    return decode(family, { type, version, data });
  } catch (error) {
    throw asBug(error);
  }
}
