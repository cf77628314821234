import type { ModelProfile } from '@proximidad/catalogues';
import { closedList } from '@proximidad/eventsourcing';
import { z } from 'zod';

export const CRITERION_LENGTH_MAX = 300;

export const CriterionStanding = closedList(
  'CriterionStanding',
  {
    MET: 'It holds: by the figures of the record where the model sets a threshold, otherwise as stated by whoever decides.',
    NOT_MET: 'It does not hold by the figures of the record, whatever was stated.',
    UNKNOWN: 'The record cannot tell, and nobody stated that it holds.',
  },
  'How an exit criterion stood when the next phase was entered.',
);

/** How an exit criterion stood, and by which figures. */
export const Exit = z.object({
  criterion: z.string().min(1).max(CRITERION_LENGTH_MAX),
  standing: CriterionStanding,
  /** The value by the record, where the model sets a threshold and the record can tell. */
  measured: z.number().nullable(),
  atLeast: z.number().nullable(),
  atMost: z.number().nullable(),
});
export type Exit = z.infer<typeof Exit>;

/** The value of a criterion by the record; null where the record cannot tell. */
export interface Measured {
  readonly criterion: string;
  readonly value: number | null;
}

/** How each criterion stands: by the record where the model sets a threshold and the record can tell, otherwise as stated. */
export function exitsOf(
  criteria: readonly string[],
  { territory }: Pick<ModelProfile, 'territory'>,
  measured: readonly Measured[],
  met: readonly string[],
): Exit[] {
  return criteria.map((criterion) => {
    const threshold = territory.exitThresholds.find((each) => each.criterion === criterion);
    const { atLeast = null, atMost = null } = threshold ?? {};
    const value = measured.find((each) => each.criterion === criterion)?.value ?? null;
    const said = met.includes(criterion) ? 'MET' : 'UNKNOWN';
    if (!threshold || value === null) return { criterion, standing: said, measured: null, atLeast, atMost };
    const holds = lies(value, { from: atLeast, to: atMost });
    return { criterion, standing: holds ? 'MET' : 'NOT_MET', measured: value, atLeast, atMost };
  });
}

function lies(value: number, { from, to }: { readonly from: number | null; readonly to: number | null }) {
  return (from === null || value >= from) && (to === null || value <= to);
}
