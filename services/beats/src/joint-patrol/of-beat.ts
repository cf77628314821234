import type { Governing } from '@proximidad/contracts';
import { connectionOf } from '@proximidad/edge';
import type { SliceResolvers } from '../schema.gen.ts';
import { jointPatrols } from './joint-patrols.ts';
import { powersOf } from './words.ts';

/** Who goes out together by a model, and who of them commands. */
export const corpsTogether = ({ profile }: Pick<Governing, 'profile'>) =>
  (profile.mixedPatrol?.members ?? []).map((code) => ({
    ...{ code, police: powersOf(profile, code).police },
    commands: code === profile.mixedPatrol?.commander,
  }));

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
