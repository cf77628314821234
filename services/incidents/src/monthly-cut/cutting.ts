import { entities, zoneOf } from '@proximidad/catalogues';
import type { Due } from '@proximidad/edge';
import { execution, instantAt, localDateAt } from '@proximidad/eventsourcing';
import type { ReadModels } from '@proximidad/readmodel';
import { incidentBoard } from '../incident/incident-board.ts';
import { adjustmentsTo, countedOf, enteredOf, monthPrefix } from './month-figures.ts';
import { ADJUSTED_MONTHS, cutDueAt, monthAfter, monthlyCut, monthlyCutId } from './monthly-cut.ts';
import { monthlyCuts } from './monthly-cuts.ts';

/** The last month of each entity that is due for its cut, where something was counted or an earlier month was cut (BR-I13). */
export function* cutsDue(readModels: ReadModels, now: number): Iterable<Due> {
  for (const { code: entity } of entities) {
    const month = lastMonthToCut(entity, now);
    const id = monthlyCutId(entity, month);
    if (readModels.table(monthlyCuts).get(id)) continue;
    const counted = knownOf(readModels, entity, month);
    const cuts = cutsSince(readModels, entity, monthAfter(month, -ADJUSTED_MONTHS));
    if (counted.length === 0 && cuts.length === 0) continue;
    const earlier = Array.from({ length: ADJUSTED_MONTHS }, (_, n) => monthAfter(month, n - ADJUSTED_MONTHS));
    const adjustments = earlier.flatMap((one) =>
      adjustmentsTo(one, knownOf(readModels, entity, one), enteredOf(one, cuts)),
    );
    const dueAt = cutDueAt(entity, month);
    const command = { month, counted, adjustments, dueAt, at: instantAt(now, zoneOf(entity)) };
    yield {
      ...{ subject: `monthly-cut:${id}`, dueAt: dueAt.ms },
      execution: execution(monthlyCut, id, { type: 'CutMonthlyFigures', ...command }),
    };
  }
}

/** The previous month, from the day of its cut on; until then the one before. */
function lastMonthToCut(entity: string, now: number): string {
  const current = localDateAt(now, zoneOf(entity)).slice(0, 7);
  const before = monthAfter(current, -1);
  return cutDueAt(entity, before).ms <= now ? before : monthAfter(before, -1);
}

function knownOf(readModels: ReadModels, entity: string, month: string) {
  const prefix = monthPrefix(entity, month);
  return countedOf(readModels.figures(incidentBoard, { prefix }), prefix);
}

function cutsSince(readModels: ReadModels, entity: string, from: string) {
  const where = { entity, month: { gte: from } };
  const orderBy = [{ column: 'month' }] as const;
  return readModels
    .table(monthlyCuts)
    .list({ where, orderBy, first: ADJUSTED_MONTHS + 1 })
    .rows.map(({ row }) => row);
}
