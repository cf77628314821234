import type { Send } from '@proximidad/program';
import { z } from 'zod';
import type { ReplayOptions } from './arguments.ts';

/** Frames asked for at once: the next ones are fetched while these are shown. */
const PAGE = 20;

const Incident = z.object({
  id: z.string(),
  code: z.string(),
  label: z.string().nullable(),
  priority: z.string().nullable(),
  status: z.string(),
});
const Frame = z.object({
  asOf: z.string(),
  position: z.string(),
  stateHash: z.string().nullable(),
  servicesDown: z.array(z.string()),
  truncated: z.boolean(),
  reporting: z.boolean().nullable(),
  openIncidents: z.array(Incident).nullable(),
  units: z.array(z.object({ id: z.string(), code: z.string(), status: z.string() })).nullable(),
});
export type Frame = z.infer<typeof Frame>;
export type RoomIncident = z.infer<typeof Incident>;

const Page = z.object({
  replayFrames: z.object({
    edges: z.array(z.object({ node: Frame })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

const QUERY = `query Replay($entity: ID!, $municipality: ID, $beat: ID, $from: Moment!, $to: Moment, $step: Int, $first: Int,
  $after: Moment) {
  replayFrames(entity: $entity, municipality: $municipality, beat: $beat, from: $from, to: $to, step: $step, first: $first,
    after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { asOf position stateHash servicesDown truncated reporting
      openIncidents { id code label priority status } units { id code status } } } } }`;

/** The frames of a replay, page by page; the next page is fetched while one is shown. */
export async function* framesOf(
  send: Send,
  { entity, municipality, beat, from, to, step, resume }: ReplayOptions,
): AsyncGenerator<Frame> {
  const page = async (after: string | null) => {
    const variables = { entity, municipality, beat, from, to, step, first: PAGE, after };
    return Page.parse(await send(QUERY, variables)).replayFrames;
  };
  let coming: ReturnType<typeof page> | undefined = page(resume);
  while (coming) {
    const { edges, pageInfo }: Awaited<ReturnType<typeof page>> = await coming;
    coming = pageInfo.hasNextPage ? page(pageInfo.endCursor) : undefined;
    // Awaited later: until then nothing handles its failure.
    coming?.catch(() => undefined);
    for (const { node } of edges) yield node;
  }
}
