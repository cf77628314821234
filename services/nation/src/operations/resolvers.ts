import { encodePosition } from '@proximidad/eventsourcing';
import { decide, looksInto } from '@proximidad/policy';
import type { ReadModels } from '@proximidad/readmodel';
import { type Context, pageSizeOf, ServiceError } from '@proximidad/edge';
import type { Cut } from '@proximidad/eventsourcing';
import type { Asker } from '../ask.ts';
import { reporting } from '../domain/reporting.ts';
import type { Jurisdiction } from '../domain/room.ts';
import type { QueryOperationsPictureArgs, QueryReplayFramesArgs } from '../schema.gen.ts';
import { entityNode, localTime, municipalityNode } from '../places.ts';
import { presentCut, type Times } from '../times.ts';
import { type OperationsPicture, operationsPicture, type PictureAt, type PictureDeps } from './picture.ts';
import { replayPage } from './replay.ts';

export interface OperationsDeps extends Omit<PictureDeps, 'reportingAt'> {
  readonly readModels: ReadModels;
  readonly head: () => Promise<number>;
  readonly times: () => Promise<Times>;
}

/** The picture of one jurisdiction, now or at any cut, and the frames of a past day. */
export function operations({ readModels, head, times, ...deps }: OperationsDeps) {
  const pictureAt: PictureAt = operationsPicture({ ...deps, reportingAt: reportingIn(readModels) });
  return {
    queries: {
      async operationsPicture(_: unknown, args: QueryOperationsPictureArgs, context: Context) {
        const jurisdiction = jurisdictionOf(args, context);
        const cut = await presentCut(context.cut, head);
        await context.waitFor(cut.position);
        return pictureAt(context, jurisdiction, cut);
      },
      async replayFrames(_: unknown, args: QueryReplayFramesArgs, context: Context) {
        const { momentOf, cuts } = await times();
        if (!args.to) context.note?.unfed();
        const jurisdiction = jurisdictionOf(args, context);
        const to = args.to ? await momentOf(args.to) : await presentCut(context.cut, head);
        await context.waitFor(to.position);
        const replaying = {
          ...{ entity: jurisdiction.entity, from: await momentOf(args.from), to },
          ...{ speed: undefined, stepSeconds: args.step ?? undefined },
          after: args.after ? await momentOf(args.after) : undefined,
        };
        const seen = (cut: Cut) => pictureAt(context, jurisdiction, cut);
        const page = await replayPage(cuts, replaying, seen, pageSizeOf(args));
        return connectionOf(page, args.after ?? null, context);
      },
    },
    types: {
      OperationsPicture: {
        asOf: ({ cut, entity }: OperationsPicture) => localTime(cut.clock, entity),
        position: (picture: OperationsPicture, _: unknown, context: Context) => tokenOf(picture, context),
        entity: ({ entity }: OperationsPicture, _: unknown, { subject }: Context) =>
          entityNode(entity, subject),
        municipality: ({ municipality }: OperationsPicture, _: unknown, { subject }: Context) =>
          municipality === null ? null : (municipalityNode(municipality, subject) ?? null),
      },
    },
  };
}

function connectionOf(
  { frames, hasNextPage }: Awaited<ReturnType<typeof replayPage<OperationsPicture>>>,
  after: string | null,
  context: Context,
) {
  const edges = frames.map((node) => ({ node, cursor: tokenOf(node, context) }));
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? after,
    },
  };
}

function tokenOf({ cut }: OperationsPicture, { logId }: Context): string {
  return encodePosition([{ log: logId, ...cut }]);
}

/** @throws {ServiceError} for what is no entity, one whose rooms the caller may not look into, and places in different ones. */
function jurisdictionOf(
  { entity, municipality = null, beat = null }: QueryOperationsPictureArgs,
  { subject }: Context,
): Jurisdiction {
  if (!entityNode(entity, subject)) throw new ServiceError('BAD_USER_INPUT', 'There is no such entity.');
  const decision = looksInto(subject, 'unit', entity);
  if (!decision.allowed) {
    const { reason } = decision;
    throw new ServiceError('FORBIDDEN', 'What an operations room of this entity sees is not for you.', {
      reason,
    });
  }
  for (const place of [municipality, beat]) {
    if (place !== null && !place.startsWith(entity)) {
      throw new ServiceError('BAD_USER_INPUT', 'The municipality or the beat lies in another entity.');
    }
  }
  return { entity, municipality, beat };
}

function reportingIn(readModels: ReadModels) {
  return (entity: string, { subject, note }: Asker, position: number): boolean | null => {
    note?.keys(reporting, [entity]);
    if (!decide(subject, 'read', { kind: 'source', entity }).allowed) return null;
    const row = readModels.table(reporting).get(entity, position);
    return row?.reporting === 1;
  };
}
