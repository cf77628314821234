import type { ModelProfile } from '@proximidad/catalogues';
import { closedList } from '@proximidad/eventsourcing';
import { z } from 'zod';

export const CRITERION_LENGTH_MAX = 300;

export const CriterionStanding = closedList(
  'CriterionStanding',
  {
    MET: 'It holds: by the figures of the record where the model names a threshold, else by the word of who decides.',
    NOT_MET: 'By the figures of the record it does not hold, whatever is said.',
    UNKNOWN: 'The record cannot tell, and nobody says that it holds.',
  },
  'How an exit criterion stood when the next phase was entered.',
);

/** How an exit criterion stood, and by what. */
export const Exit = z.object({
  criterion: z.string().min(1).max(CRITERION_LENGTH_MAX),
  standing: CriterionStanding,
  /** What the record came to, where the model names a threshold and the record can tell. */
  measured: z.number().nullable(),
  atLeast: z.number().nullable(),
  atMost: z.number().nullable(),
});
export type Exit = z.infer<typeof Exit>;

/** What the record comes to for a criterion; null where it cannot tell. */
export interface Measured {
  readonly criterion: string;
  readonly value: number | null;
}

/** How each criterion stands: by the record where the model has a threshold for it and the record can tell, else by what is said. */
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
