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
import { decode, type EventMetadata, type RecordedEvent, uuidv5 } from '@proximidad/eventsourcing';
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
    const isOvertaken = reaction.inOrder ? overtaken(reacting, reaction, source) : undefined;
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

/** No stream goes on further than this (ADR 104). */
const REVISIONS_MAX = 2_000;

/**
 * Whether what a stream last took in order from another service came of a later fact of the same source: known by the id of its
 * command. Facts of another kind may have come at any time, and say nothing.
 */
function overtaken({ reactions }: Reacting, { context, kind }: Reaction, source: Source) {
  const ofContext = reactions.filter((each) => each.context === context);
  return (recorded: readonly RecordedEvent[]): boolean => {
    for (const { metadata, recordedAt } of recorded.toReversed()) {
      if (metadata.causationId === undefined) continue;
      const origin = recordedAt < source.recordedAt ? undefined : originOf(metadata, ofContext, source);
      if (!origin) return false;
      if (origin.reaction.inOrder && origin.reaction.kind === kind) return origin.revision > source.revision;
    }
    return false;
  };
}

/** The fact of this source that a command came of: most came of one nearby, and each guess is a digest. */
function originOf(
  { commandId }: Pick<EventMetadata, 'commandId'>,
  reactions: readonly Reaction[],
  { stream, revision: from }: Source,
) {
  for (let steps = 0; steps < REVISIONS_MAX; steps++) {
    for (const revision of steps === 0 ? [from] : [from - steps, from + steps]) {
      if (revision < 0) continue;
      const reaction = reactions.find(({ name }) => uuidv5(stream, revision, name) === commandId);
      if (reaction) return { reaction, revision };
    }
  }
  return undefined;
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
