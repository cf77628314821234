import { type Context, figuresError, ServiceError } from '@proximidad/edge';
import { disclosedCells, ownsCounts } from '@proximidad/policy';
import { codeOf } from '../incident/codes.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import { StatPeriod } from '../incident/incident-events.ts';
import { adjustmentsTo, countedOf, enteredOf, monthPrefix } from './month-figures.ts';
import { ADJUSTED_MONTHS, type Counted, cutDueAt, monthAfter } from './monthly-cut.ts';
import { monthlyCuts } from './monthly-cuts.ts';

interface Asked {
  readonly entity?: string | null | undefined;
  readonly month: string;
}

/**
 * A month as it was cut, what later cuts added to it, and what will enter the next one (BR-I13). Others see only the
 * cut, which never changes: from successive figures that do change, hidden ones could be derived by subtraction (ADR
 * 281).
 *
 * @throws {ServiceError} where no entity is named, or one whose totals the caller may not know, or the month is not valid.
 */
export function monthlyFigures({ entity: named, month }: Asked, context: Context) {
  const entity = named ?? context.subject.entity;
  if (!entity) throw new ServiceError('BAD_USER_INPUT', 'An entity is needed.');
  if (!StatPeriod.safeParse(month).success) throw new ServiceError('BAD_USER_INPUT', 'A month is YYYY-MM.');
  const denied = figuresError(entity, context.subject, 'incident');
  if (denied) throw denied;
  const cuts = context
    .counting(monthlyCuts, 'incident')
    .list({
      where: { entity, month: { gte: month, lt: monthAfter(month, ADJUSTED_MONTHS + 1) } },
      orderBy: [{ column: 'month' }],
      first: ADJUSTED_MONTHS + 1,
    })
    .rows.map(({ row }) => row);
  const own = cuts.find((cut) => cut.month === month);
  const told = { entity: { code: entity }, month, dueAt: cutDueAt(entity, month), cutAt: own?.cutAt ?? null };
  const counted = own?.counted ?? [];
  if (!ownsCounts(context.subject, 'incident', entity)) {
    const cells = disclosedCells(counted.map(({ incidents }) => incidents));
    const disclosed = counted.map((one, index) => ({ ...shown(one), incidents: cells[index]! }));
    return { ...told, counted: disclosed, adjustments: [], since: [], known: [] };
  }
  const prefix = monthPrefix(entity, month);
  const known = countedOf(context.figures(incidentBoard, 'incident', { prefix }), prefix);
  const adjustments = cuts.map((cut) => ({
    ...{ enteredWith: cut.month, cutAt: cut.cutAt },
    changes: cut.adjustments.filter((one) => one.month === month).map(shown),
  }));
  return {
    ...{ ...told, counted: counted.map(shown), known: known.map(shown) },
    adjustments: adjustments.filter(({ changes }) => changes.length > 0),
    since: adjustmentsTo(month, known, enteredOf(month, cuts)).map(shown),
  };
}

function shown({ catalogueVersion: version, code, incidents }: Counted) {
  return { code: codeOf({ system: 'CNIE', version, code }), incidents };
}
