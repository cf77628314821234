import { encodePosition, isAfter } from '@proximidad/eventsourcing';
import { type Between, betweenOf, type Context, encodeBetween, ServiceError } from '@proximidad/edge';
import type { Cut } from '@proximidad/eventsourcing';
import { reporting } from './domain/reporting.ts';
import type { QueryChangesBetweenArgs } from './schema.gen.ts';
import { entityNode, localTime, municipalityNode } from './places.ts';
import { presentCut, type Times } from './times.ts';

export interface ChangesDeps {
  readonly times: () => Promise<Times>;
  /** Where an operation without a cut of its own stands. */
  readonly head: () => Promise<number>;
}

const SOURCES_MAX = 100;

/** `changesBetween`: nation turns moments into cuts, every service adds what it knows of them. */
export function changesBetween({ times, head }: ChangesDeps) {
  return {
    async query(_: unknown, args: QueryChangesBetweenArgs, context: Context) {
      const { momentOf } = await times();
      if (!args.to) context.note?.unfed();
      const now = await presentCut(context.cut, head);
      const from = await momentOf(args.from);
      const to = args.to ? await momentOf(args.to) : now;
      if (isAfter(from.position, to.position) || from.clock > to.clock) {
        throw new ServiceError('BAD_USER_INPUT', '`from` comes after `to`.');
      }
      if (context.cut.at !== undefined && isAfter(to.position, now.position)) {
        throw new ServiceError('BAD_USER_INPUT', 'The query is as of a moment before `to`.');
      }
      const { entity = null, municipality = null, beat = null } = args;
      const place = { entity: entity ?? (municipality ?? beat)?.slice(0, 2) ?? null, municipality, beat };
      const between: Between = { log: context.logId, from, to, ...place };
      await context.waitFor(to.position);
      return between;
    },
    type: {
      __resolveReference: betweenOf,
      cuts: encodeBetween,
      from: ({ log, from }: Between) => cutNode(log, from),
      to: ({ log, to }: Between) => cutNode(log, to),
      entity: ({ entity }: Between, _: unknown, { subject }: Context) =>
        entity === null ? null : (entityNode(entity, subject) ?? null),
      municipality: ({ municipality }: Between, _: unknown, { subject }: Context) =>
        municipality === null ? null : (municipalityNode(municipality, subject) ?? null),
      sources,
    },
  };
}

function cutNode(log: string, { position, clock }: Cut) {
  return { at: { ms: clock, offsetMin: 0 }, position: encodePosition([{ log, position, clock }]) };
}

function sources({ log, from, to, entity, municipality, beat }: Between, _: unknown, context: Context) {
  if (municipality !== null || beat !== null) return [];
  const { rows } = context.table(reporting, 'source').between({
    ...{ from: from.position, to: to.position, first: SOURCES_MAX },
    where: { entity: entity ?? undefined },
  });
  return rows.flatMap(({ before, after, position, changes }) => {
    if (!after) return [];
    return {
      entity: entityNode(after.entity, context.subject),
      reportingBefore: before ? before.reporting === 1 : null,
      reportingAfter: after.reporting === 1,
      since: localTime(after.since.ms, after.entity),
      position: encodePosition([{ log, position, clock: to.clock }]),
      changes,
    };
  });
}
