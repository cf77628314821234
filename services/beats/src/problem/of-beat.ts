import { connectionOf } from '@proximidad/edge';
import type { SliceResolvers } from '../schema.gen.ts';
import { problems } from './problems.ts';

/** What a beat shows of its problems. */
export const problemsInBeat = {
  problems: ({ id: beatId }, { open, ...page }, { table }) =>
    connectionOf(
      table(problems, 'beatshift'),
      { beatId, open: open ?? undefined },
      [{ column: 'openedAt', desc: true }],
      page,
    ),
} satisfies Pick<NonNullable<SliceResolvers['Beat']>, 'problems'>;
