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

/** More codes than all versions of the catalogue have. */
const CODES_MAX = 2_000;
/** Adjustments of earlier months in one cut, for all codes together. */
const ADJUSTMENTS_MAX = 5_000;
/** How many months back a cut may adjust; what is recorded about an older month changes no published figure. */
export const ADJUSTED_MONTHS = 24;
const DAY_OF_CUT = '05T23:59:00';

/** The figures of one month in one entity are cut once. */
export function monthlyCutId(entity: string, month: string): string {
  return idFor(entity, 'monthlycut', month);
}

/** On the 5th of the next month at 23:59 local time (BR-I13). */
export function cutDueAt(entity: string, month: string): Instant {
  return instantOfLocal(`${monthAfter(month, 1)}-${DAY_OF_CUT}`, zoneOf(entity));
}

/** The month that many months later, or earlier. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** Incidents of a code, separately for each version of the catalogue. */
const Counted = z.object({
  catalogueVersion: z.string(),
  code: CnieCode,
  incidents: z.int().min(0),
});
export type Counted = z.infer<typeof Counted>;

/** How much a month's figure changed since it was cut, or since the last cut that adjusted it. */
const Adjustment = z.object({
  month: StatPeriod,
  catalogueVersion: z.string(),
  code: CnieCode,
  /** Negative where there are fewer. */
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
      /** What was known when they were cut; codes without incidents are left out. */
      counted: z.array(Counted).max(CODES_MAX),
      /** Adjustments of earlier months: what was recorded about them after their own cut enters this one. */
      adjustments: z.array(Adjustment).max(ADJUSTMENTS_MAX),
      /** When the cut was due. */
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

/** The figures of a month as published: what is recorded later changes no cut, it enters the next one. */
export const monthlyCut = aggregate({
  category: 'monthlycut',
  events: monthlyCutEvents,
  initialState: { isCut: false } as MonthlyCut,
  commands: {
    CutMonthlyFigures: commandsOf<MonthlyCut>().internal({ input: cutting, decide: cut }),
  },
  evolve: (_state: MonthlyCut, _event: MonthlyCutEvent): MonthlyCut => ({ isCut: true }),
});

/** Once, and not before its day: a request that comes too early, or again, has no effect. */
function cut({ isCut }: MonthlyCut, { month, counted, adjustments, dueAt, at }: Fields<typeof cutting>) {
  if (isCut || at.ms < dueAt.ms) return [];
  return [{ type: 'MonthlyFiguresCut' as const, month, counted, adjustments, dueAt }];
}
