import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';

/** What the record can tell about a beat, by the names that the formulas of models use. */
const TERMS = {
  oferta: 'UNITS',
  demanda: 'SET',
  horas_plan: 'SET',
  horas_barrio: 'HOURS_OF_A_DAY',
  horas_presencia_efectiva: 'HOURS_OF_THE_SHIFT',
  horas_requeridas: 'HOURS_ASKED_OF_THE_SHIFT',
  pm: 'POLICE',
  poblacion: 'PEOPLE',
  sectores_con_jefe: 'OWNED',
  sectores: 'BEAT',
  acciones_cumplidas: 'ACTIONS_DONE',
  acciones_programadas: 'ACTIONS_OWED',
} as const;
export type Quantity = (typeof TERMS)[keyof typeof TERMS];

/** What an index measures: one quantity divided by another, times a factor. */
export interface Formula {
  readonly supply: Quantity;
  readonly demand: Quantity;
  readonly times: number;
}

const FORM = /^\s*(\w+)\s*\/\s*(\w+)\s*(?:\*\s*(\d{1,6})\s*)?$/;

/** A formula as a model writes it: `oferta_UVE / demanda_UVE`, `pm / poblacion*1000`; undefined where the record lacks what it needs. */
export function formulaOf(text: string): Formula | undefined {
  const [, above, below, times = '1'] = FORM.exec(text) ?? [];
  const supply = quantityOf(above);
  const demand = quantityOf(below);
  return supply && demand ? { supply, demand, times: Number(times) } : undefined;
}

/** `oferta_UVE` is the supply, in the unit of the model. */
function quantityOf(term = ''): Quantity | undefined {
  const plain = term.replace(/^(oferta|demanda)_\w+$/, '$1');
  return Object.hasOwn(TERMS, plain) ? TERMS[plain as keyof typeof TERMS] : undefined;
}

/** Whether a person sets the demand of the beat. */
export function isSetByCommand(text: string): boolean {
  return formulaOf(text)?.demand === 'SET';
}

export const CoverageBand = closedList(
  'CoverageBand',
  {
    GREEN: 'At or above the green threshold of the model.',
    AMBER: 'Below green, at or above the amber threshold of the model.',
    RED: 'Below amber.',
  },
  'The band of the value of an index, by the thresholds of the model.',
);
type CoverageBand = z.infer<typeof CoverageBand>;

export const CoverageGap = closedList(
  'CoverageGap',
  {
    NOT_RECORDED: 'The record does not hold what the formula of the model needs.',
    NO_DEMAND: 'No demand of the beat was set in the unit of the model.',
    NO_POPULATION: 'The number of people who live there was not recorded.',
    NO_SHIFT: 'No shift is running there now, or the model asks for no hours.',
    NO_PRESENCE: 'The presence of units at that time is no longer kept.',
    NO_EQUIVALENCE: 'A unit there is of a kind to which the model gives no equivalence.',
    NOTHING_ASKED: 'The second side of the formula is zero.',
  },
  'Why an index has no value.',
);
export type CoverageGap = z.infer<typeof CoverageGap>;

/** The band of a value, by the model's own thresholds. */
export function bandOf(
  value: number,
  { green, amber }: { readonly green: number; readonly amber: number },
): CoverageBand {
  if (value >= green) return 'GREEN';
  return value >= amber ? 'AMBER' : 'RED';
}
