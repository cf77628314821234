import 'reflect-metadata';
import { type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  BusServer,
  consumerController,
  type ContractBook,
  type Inbound,
  type Message,
  patternOf,
  type Reaction,
} from '@proximidad/bus';
import { decode, uuidv5 } from '@proximidad/eventsourcing';
import type { SystemTell } from './definition.ts';
import { asBug } from './errors.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { inTraceOf } from './telling.ts';

export interface Reacting {
  readonly reactions: readonly Reaction[];
  readonly contracts: ContractBook;
  readonly tell: SystemTell;
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

/** One command, whose id is that of this reaction to this event: done once for ever (architecture, decision 8). */
async function react(reacting: Reacting, reaction: Reaction, message: Message): Promise<void> {
  const { contracts, tell, metrics, logger } = reacting;
  const { source, correlationId, traceparent } = message;
  await inTraceOf(traceparent, `react ${reaction.name}`, async () => {
    const event = eventIn(message, contracts);
    const command = await reaction.react(event as never, source);
    if (!command) return;
    const outcome = await tell(command.aggregate, command.id, command.command, {
      commandId: uuidv5(source.stream, source.revision, reaction.name),
      causationId: source.eventId,
      correlationId,
      municipality: command.municipality,
      traceparent,
    });
    const result = outcome.ok ? (outcome.known ? 'known' : 'accepted') : outcome.rejection.rejected;
    metrics.count('reactions_total', { reaction: reaction.name, outcome: result });
    if (!outcome.ok) logger.debug({ reaction: reaction.name, outcome: result }, 'a reaction was refused');
  });
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
