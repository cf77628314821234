import { formatInstant, idFor, type Instant } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { adjustmentsTo, countedOf, enteredOf, monthFigures, monthPrefix } from './month-figures.ts';
import {
  type Counted,
  cutDueAt,
  monthAfter,
  monthlyCut,
  type MonthlyCutEvent,
  monthlyCutId,
} from './monthly-cut.ts';
import type { IncidentRow } from '../incident/incident-row.ts';

const counted = [{ catalogueVersion: '3.0', code: '30906', incidents: 61 }];
const dueAt = cutDueAt('25', '2026-09');
const later = (ms: number): Instant => ({ ...dueAt, ms: dueAt.ms + ms });
const september: MonthlyCutEvent = {
  ...{ type: 'MonthlyFiguresCut', month: '2026-09', counted, adjustments: [], dueAt },
};
const cutting = (at: Instant) => {
  const { type: _, ...figures } = september;
  return { type: 'CutMonthlyFigures' as const, ...figures, at };
};

test('BR-I13: a month is cut on the 5th of the next, 23:59 on the wall clock of the place', () => {
  expect(formatInstant(cutDueAt('25', '2026-09'))).toBe('2026-10-05T23:59:00.000-07:00');
  expect(formatInstant(cutDueAt('09', '2026-12'))).toBe('2027-01-05T23:59:00.000-06:00');
  given(monthlyCut, [])
    .when(cutting(later(-1)))
    .expects([]);
  given(monthlyCut, []).when(cutting(dueAt)).expects([september]);
});

test('BR-I13: it is cut once, whatever is known later', () => {
  given(monthlyCut, [september])
    .when({ ...cutting(later(1)), counted: [] })
    .expects([]);
  expect(monthlyCutId('25', '2026-09')).not.toBe(monthlyCutId('25', '2026-10'));
});

test('an incident counts by the code that it has, in the month of the fact on the wall clock of the place', () => {
  const row = {
    ...{ entity: '25', municipality: '25006', historical: false, tally: 'ATTENDED', finalCode: null },
    initialCode: { system: 'CNIE', version: '3.0', code: '30202' },
    occurredAt: { ms: Date.parse('2026-10-01T06:30:00Z'), offsetMin: 0 },
  } as unknown as IncidentRow;
  const keys = (change: object) => monthFigures({ ...row, ...change }).map(({ key }) => key);
  expect(keys({})).toEqual(['25:month:2026-09:3.0:30202']);
  expect(keys({ finalCode: { system: 'CNIE', version: '3.0', code: '30906' } })).toEqual([
    '25:month:2026-09:3.0:30906',
  ]);
  expect(keys({ tally: 'APART' })).toEqual([]);
  expect(keys({ historical: true })).toEqual([]);
  const prefix = monthPrefix('25', '2026-09');
  expect(countedOf(new Map([[keys({})[0]!, 4]]), prefix)).toEqual([
    { catalogueVersion: '3.0', code: '30202', incidents: 4 },
  ]);
});

test('BR-I13: what is recorded later enters the next cut, and with its adjustments a month equals what is known', () => {
  const code = fc.constantFrom('30202', '30906', '30903');
  const knowledge = fc
    .uniqueArray(
      fc.record({ catalogueVersion: fc.constant('3.0'), code, incidents: fc.integer({ min: 1, max: 9 }) }),
      {
        selector: (one) => one.code,
      },
    )
    .map((all) => all.toSorted((a, b) => (a.code < b.code ? -1 : 1)));
  fc.assert(
    fc.property(fc.array(knowledge, { minLength: 1, maxLength: 6 }), ([first = [], ...told]) => {
      const month = '2026-09';
      const cuts = [{ month, counted: first, adjustments: adjustmentsTo('2026-08', [], []) }];
      for (const [n, known] of told.entries()) {
        const adjustments = adjustmentsTo(month, known, enteredOf(month, cuts));
        cuts.push({ month: monthAfter(month, n + 1), counted: [], adjustments });
        const entered: Counted[] = enteredOf(month, cuts).filter(({ incidents }) => incidents !== 0);
        expect(entered).toEqual(known);
        expect(adjustmentsTo(month, known, enteredOf(month, cuts))).toEqual([]);
      }
      expect(cuts[0]!.counted).toBe(first);
    }),
  );
  expect(idFor('25', 'monthlycut', '2026-09')).toBe(monthlyCutId('25', '2026-09'));
});
