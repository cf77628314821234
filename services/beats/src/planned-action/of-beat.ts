import { connectionOf, type Context } from '@proximidad/edge';
import type { Instant } from '@proximidad/eventsourcing';
import { decide } from '@proximidad/policy';
import type { BeatRow } from '../beat/beats.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { plannedActions } from './planned-actions.ts';

/** Counted of one beat at once: beyond, the figure would be a lie. */
const COUNTED_MAX = 100_000;

/** What a beat tells of what is to be done in it. */
export const plannedInBeat = {
  plannedActions: ({ id: beatId }, { from, to, state, ...page }, { table }) =>
    connectionOf(
      table(plannedActions, 'beatshift'),
      {
        ...{ beatId, state: state ? { in: state } : undefined },
        until: from || to ? { gte: from?.ms, lt: to?.ms } : undefined,
      },
      [{ column: 'until', desc: true }],
      page,
    ),
  actionFulfilment: (row, span, context) => fulfilment(row, span, context),
} satisfies Pick<NonNullable<SliceResolvers['Beat']>, 'plannedActions' | 'actionFulfilment'>;

/** Done, and those whose time has passed, of what ends between two moments. */
function fulfilment(
  { id: beatId, entity, municipality }: BeatRow,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  { subject, table, cut }: Context,
) {
  if (!decide(subject, 'read', { kind: 'beatshift', entity, municipality, columns: { beatId } }).allowed)
    return null;
  const within = { gte: from.ms, lt: to.ms };
  const count = (state: 'DONE' | 'MISSED' | 'PLANNED', until: { gte: number; lt: number }) =>
    table(plannedActions, 'beatshift').count({ where: { beatId, state, until }, max: COUNTED_MAX });
  const done = count('DONE', within);
  const passed = { ...within, lt: Math.min(within.lt, cut.clock + 1) };
  const missed = count('MISSED', within) + count('PLANNED', passed);
  const owed = done + missed;
  return { due: owed, done, missed, share: owed === 0 ? null : done / owed };
}
