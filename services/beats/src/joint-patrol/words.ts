import type { ModelProfile } from '@proximidad/catalogues';
import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';

export const PatrolPower = closedList(
  'PatrolPower',
  {
    ARREST: 'To arrest a person.',
    IDENTITY_CHECK: "To check a person's identity.",
    DATA_LOOKUP: 'To look up data kept about a person.',
    HANDOVER: 'To hand over a person who is held.',
  },
  'What a member of a joint patrol may do to a person.',
);
export type PatrolPower = z.infer<typeof PatrolPower>;

export const JointPatrolEndReason = closedList(
  'JointPatrolEndReason',
  {
    ROUND_DONE: 'It ran its course.',
    COMMANDER_LEFT: 'The police officer who commanded it left: a joint patrol does not go on without one.',
    EMERGENCY: 'It was sent to an emergency.',
    ORDERED: 'It was ordered.',
    MISTAKE: 'It was recorded by mistake.',
  },
  'Why a joint patrol ended.',
);

export const PatrolActRetractReason = closedList(
  'PatrolActRetractReason',
  {
    MISTAKE: 'It was recorded by mistake.',
    OTHER_OFFICER: 'Somebody else did it.',
  },
  'Why an act of a joint patrol no longer counts.',
);

/** What the members of a corps may do by the model that governs. */
export interface Powers {
  readonly police: boolean;
  readonly powers: readonly PatrolPower[];
  /** Who takes over a person held by an auxiliary. */
  readonly handsOverTo: string | null;
}

/** Police have every power; an auxiliary has those that the model names. */
export function powersOf({ auxiliaries }: Pick<ModelProfile, 'auxiliaries'>, corps: string): Powers {
  const auxiliary = auxiliaries.find(({ code }) => code === corps);
  if (!auxiliary) return { police: true, powers: PatrolPower.options, handsOverTo: null };
  const { canArrest, canIdentify, canAccessPersonalData, handsOverTo } = auxiliary;
  const named: Readonly<Record<PatrolPower, boolean>> = {
    ...{ ARREST: canArrest, IDENTITY_CHECK: canIdentify, DATA_LOOKUP: canAccessPersonalData },
    HANDOVER: handsOverTo !== null,
  };
  return { police: false, powers: PatrolPower.options.filter((power) => named[power]), handsOverTo };
}
