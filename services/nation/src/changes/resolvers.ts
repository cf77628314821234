import { encodePosition, isAfter } from '@proximidad/eventsourcing';
import {
  type Between,
  betweenOf,
  type Context,
  type Dependencies,
  encodeBetween,
  ServiceError,
} from '@proximidad/edge';
import type { Cut } from '@proximidad/eventsourcing';
import { reporting } from '../source/reporting.ts';
import { headOf } from '../head.ts';
import { entityNode, localTime, municipalityNode } from '../places/places.ts';
import type { NationResources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { endAfter, presentCut } from './times.ts';

/** The most systems whose changes one answer lists. */
const SOURCES_MAX = 100;

/** `changesBetween`: nation turns moments into cuts, and every service adds what it knows about them. */
export function changesResolvers({ log, readModels, resources: { times } }: Dependencies<NationResources>) {
  return {
    Query: {
      async changesBetween(_, args, context) {
        const { momentOf } = await times();
        if (!args.to) context.note?.unfed();
        const now = await presentCut(context.cut, () => headOf({ log, readModels }));
        const from = await momentOf(args.from);
        const to = endAfter(from, args.to ? await momentOf(args.to) : now);
        if (context.cut.at !== undefined && isAfter(to.position, now.position)) {
          throw new ServiceError('BAD_USER_INPUT', 'The query is as of a moment before `to`.');
        }
        const { entity = null, municipality = null, beat = null } = args;
        const place = { entity: entity ?? (municipality ?? beat)?.slice(0, 2) ?? null, municipality, beat };
        await context.waitFor(to.position);
        return { log: context.logId, from, to, ...place };
      },
    },
    ChangesBetween: {
      __resolveReference: betweenOf,
      cuts: (between) => encodeBetween(between),
      from: ({ log: of, from }) => cutNode(of, from),
      to: ({ log: of, to }) => cutNode(of, to),
      entity: ({ entity }, _, { subject }) =>
        entity === null ? null : (entityNode(entity, subject) ?? null),
      municipality: ({ municipality }, _, { subject }) =>
        municipality === null ? null : (municipalityNode(municipality, subject) ?? null),
      sources: (between, _, context) => sources(between, context),
    },
  } satisfies SliceResolvers;
}

function cutNode(log: string, { position, clock }: Cut) {
  return { at: { ms: clock, offsetMin: 0 }, position: encodePosition([{ log, position, clock }]) };
}

function sources({ log, from, to, entity, municipality, beat }: Between, context: Context) {
  if (municipality !== null || beat !== null) return [];
  const { rows } = context.table(reporting, 'source').between({
    ...{ from: from.position, to: to.position, first: SOURCES_MAX },
    where: { entity: entity ?? undefined },
  });
  return rows.flatMap(({ before, after, position, changes }) => {
    const changed = after && entityNode(after.entity, context.subject);
    if (!changed) return [];
    return {
      entity: changed,
      reportingBefore: before ? before.reporting === 1 : null,
      reportingAfter: after.reporting === 1,
      since: localTime(after.since.ms, after.entity),
      position: encodePosition([{ log, position, clock: to.clock }]),
      changes,
    };
  });
}
