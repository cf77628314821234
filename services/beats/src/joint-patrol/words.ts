import type { ModelProfile } from '@proximidad/catalogues';
import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';

export const PatrolPower = closedList(
  'PatrolPower',
  {
    ARREST: 'To arrest somebody.',
    IDENTITY_CHECK: 'To have somebody tell who he or she is.',
    DATA_LOOKUP: 'To look up what is kept of a person.',
    HANDOVER: 'To hand over whom one holds.',
  },
  'What somebody in a joint patrol may do to a person.',
);
export type PatrolPower = z.infer<typeof PatrolPower>;

export const JointPatrolEndReason = closedList(
  'JointPatrolEndReason',
  {
    ROUND_DONE: 'It ran its course.',
    COMMANDER_LEFT: 'The police who commanded it went off: nobody patrols on without one.',
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

/** What the members of a corps may do, as the model that governs has it. */
export interface Powers {
  readonly police: boolean;
  readonly powers: readonly PatrolPower[];
  /** Who takes over whom an auxiliary holds. */
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
