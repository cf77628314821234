import { connectionOf } from '@proximidad/edge';
import type { SliceResolvers } from '../schema.gen.ts';
import { jointPatrols } from './joint-patrols.ts';

/** What a beat shows of the joint patrols in it. */
export const patrolledTogether = {
  jointPatrols: ({ id: beatId }, { open, ...page }, { table }) =>
    connectionOf(
      table(jointPatrols, 'jointpatrol'),
      { beatId, open: open ?? undefined },
      [{ column: 'from', desc: true }],
      page,
    ),
} satisfies Pick<NonNullable<SliceResolvers['Beat']>, 'jointPatrols'>;
