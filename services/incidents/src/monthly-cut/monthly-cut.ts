import { zoneOf } from '@proximidad/catalogues';
import {
  aggregate,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  instantOfLocal,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { StatPeriod } from '../incident/incident-events.ts';
import { CnieCode } from '../incident/values.ts';

// ---- words --------------------------------------------------------------------

/** More codes than the catalogue has in all its versions. */
const CODES_MAX = 2_000;
/** What a cut enters of earlier months, all codes together. */
const ADJUSTMENTS_MAX = 5_000;
/** So many months before its own may a cut adjust; what is told of an older one changes no figure that is given away. */
export const ADJUSTED_MONTHS = 24;
const DAY_OF_CUT = '05T23:59:00';

/** The figures of one month of one entity are cut once. */
export function monthlyCutId(entity: string, month: string): string {
  return idFor(entity, 'monthlycut', month);
}

/** On the 5th of the next month, 23:59 on the wall clock of the place (BR-I13). */
export function cutDueAt(entity: string, month: string): Instant {
  return instantOfLocal(`${monthAfter(month, 1)}-${DAY_OF_CUT}`, zoneOf(entity));
}

/** So many months later, or earlier. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** Incidents of a code, each version of the catalogue apart. */
const Counted = z.object({
  catalogueVersion: z.string(),
  code: CnieCode,
  incidents: z.int().min(0),
});
export type Counted = z.infer<typeof Counted>;

/** By how many a month's figure changed since it was cut, or since the last cut that adjusted it. */
const Adjustment = z.object({
  month: StatPeriod,
  catalogueVersion: z.string(),
  code: CnieCode,
  /** Fewer where it is negative. */
  incidents: z.int(),
});
export type Adjustment = z.infer<typeof Adjustment>;

// ---- events -------------------------------------------------------------------

export const monthlyCutEvents = eventFamily({
  MonthlyFiguresCut: {
    version: 1,
    catalogues: ({
      counted,
      adjustments,
    }: {
      readonly counted: Counted[];
      readonly adjustments: Adjustment[];
    }) =>
      [...new Set([...counted, ...adjustments].map(({ catalogueVersion }) => catalogueVersion))].map(
        (version) => ({
          system: 'CNIE',
          version,
        }),
      ),
    schema: z.object({
      month: StatPeriod,
      /** What the record knew when they were cut; codes that nothing was counted of are left out. */
      counted: z.array(Counted).max(CODES_MAX),
      /** Of earlier months: what was told of them after their own cut enters this one. */
      adjustments: z.array(Adjustment).max(ADJUSTMENTS_MAX),
      /** When they were to be cut. */
      dueAt: Instant,
    }),
  },
});
export type MonthlyCutEvent = EventOf<typeof monthlyCutEvents>;

// ---- state and rules ----------------------------------------------------------

interface MonthlyCut {
  readonly isCut: boolean;
}

const cutting = {
  month: StatPeriod,
  counted: z.array(Counted).max(CODES_MAX),
  adjustments: z.array(Adjustment).max(ADJUSTMENTS_MAX),
  dueAt: Instant,
  at: Instant,
};

/** The figures of a month, as they are given away: what is told later changes no cut, it enters the next one. */
export const monthlyCut = aggregate({
  category: 'monthlycut',
  events: monthlyCutEvents,
  initialState: { isCut: false } as MonthlyCut,
  commands: {
    CutMonthlyFigures: commandsOf<MonthlyCut>().internal({ input: cutting, decide: cut }),
  },
  evolve: (_state: MonthlyCut, _event: MonthlyCutEvent): MonthlyCut => ({ isCut: true }),
});

/** Once, and not before its day: what is asked for too early, or again, comes to nothing. */
function cut({ isCut }: MonthlyCut, { month, counted, adjustments, dueAt, at }: Fields<typeof cutting>) {
  if (isCut || at.ms < dueAt.ms) return [];
  return [{ type: 'MonthlyFiguresCut' as const, month, counted, adjustments, dueAt }];
}
