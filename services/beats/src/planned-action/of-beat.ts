import type { Governing } from '@proximidad/contracts';
import { connectionOf, type Context } from '@proximidad/edge';
import type { Instant } from '@proximidad/eventsourcing';
import { decide } from '@proximidad/policy';
import type { BeatRow } from '../beat/beats.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { owedWithin } from './owed.ts';
import { plannedActions } from './planned-actions.ts';

/** A model that works with a table of actions says so in `presence.mode`. */
const BY_ACTIONS = 'ACTIONS';

export const worksByActions = ({ profile }: Pick<Governing, 'profile'>): boolean =>
  profile.presence.mode === BY_ACTIONS;

/** How many actions of one beat are counted at once: beyond that, the figure would be false. */
const COUNTED_MAX = 100_000;

/** What a beat shows of the actions planned in it. */
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

/** Of the actions that end between two moments: those done, and those whose time has passed. */
function fulfilment(
  { id: beatId, entity, municipality }: BeatRow,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  { subject, table, cut }: Context,
) {
  if (!decide(subject, 'read', { kind: 'beatshift', entity, municipality, columns: { beatId } }).allowed)
    return null;
  const told = owedWithin({ fromMs: from.ms, toMs: to.ms, nowMs: cut.clock }, (state, until) =>
    table(plannedActions, 'beatshift').count({ where: { beatId, state, until }, max: COUNTED_MAX }),
  );
  return { ...told, share: told.due === 0 ? null : told.done / told.due };
}
