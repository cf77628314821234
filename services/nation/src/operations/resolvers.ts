import { encodePosition } from '@proximidad/eventsourcing';
import { decide } from '@proximidad/policy';
import type { ReadModels } from '@proximidad/readmodel';
import { type Context, type Dependencies, pageSizeOf } from '@proximidad/edge';
import type { Cut } from '@proximidad/eventsourcing';
import type { Asker } from '../ask.ts';
import { presentCut } from '../changes/times.ts';
import { headOf } from '../head.ts';
import { figureSources } from '../picture/figure-sources.ts';
import { entityNode, localTime, municipalityNode } from '../places/places.ts';
import type { NationResources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { reporting } from '../source/reporting.ts';
import { jurisdictionOf } from './jurisdiction.ts';
import { type RoomPicture, operationsPicture, type PictureAt } from './operations-picture.ts';
import { partsAsked } from './picture-parts.ts';
import { replayPage } from './replay.ts';
import { openRoomRows } from './room-rows.ts';

/** The picture of one jurisdiction, now or at any cut, and the frames of a past day. */
export function operationsResolvers({ log, readModels, resources }: Dependencies<NationResources>) {
  const { ask, onSilence, times, logId } = resources;
  const askFigures = figureSources(ask, onSilence);
  const pictureAt: PictureAt = operationsPicture({
    ...{ rowsOf: openRoomRows({ ask, onSilence, logId }), askFigures },
    reportingAt: reportingIn(readModels),
  });
  const head = () => headOf({ log, readModels });
  return {
    Query: {
      async operationsPicture(_, args, context, info) {
        const jurisdiction = jurisdictionOf(args, context);
        const cut = await presentCut(context.cut, head);
        await context.waitFor(cut.position);
        return pictureAt(context, jurisdiction, cut, partsAsked(info));
      },
      silences: (_, { entity }, { table }) => [...(table(reporting, 'source').get(entity)?.silences ?? [])],
      async replayFrames(_, args, context) {
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
    OperationsPicture: {
      asOf: ({ cut, entity }) => localTime(cut.clock, entity),
      position: (picture, _, context) => tokenOf(picture, context),
      entity: ({ entity }, _, { subject }) => entityNode(entity, subject)!,
      municipality: ({ municipality }, _, { subject }) =>
        municipality === null ? null : (municipalityNode(municipality, subject) ?? null),
    },
  } satisfies SliceResolvers;
}

function connectionOf(
  { frames, hasNextPage }: Awaited<ReturnType<typeof replayPage<RoomPicture>>>,
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

function tokenOf({ cut }: RoomPicture, { logId }: Context): string {
  return encodePosition([{ log: logId, ...cut }]);
}

function reportingIn(readModels: ReadModels) {
  return (entity: string, { subject, note }: Asker, position: number): boolean | null => {
    note?.keys(reporting, [entity]);
    if (!decide(subject, 'read', { kind: 'source', entity }).allowed) return null;
    const row = readModels.table(reporting).get(entity, position);
    return row?.reporting === 1;
  };
}
