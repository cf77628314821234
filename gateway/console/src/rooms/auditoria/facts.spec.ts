import { factsBetween, factsTold } from './facts.ts';

const at = (second: number) => `2026-11-29T12:00:${String(second).padStart(2, '0')}.000-06:00`;
const history = {
  edges: (
    [
      ...[['Began', 1] as const, ['Passed', 2] as const, ['Asked', 3] as const],
      ...[['Passed', 4] as const, ['Ended', 5] as const],
    ] as const
  ).map(([type, second]) => ({ node: { type, recordedAt: at(second) } })),
};
const names = { Passed: 'Venció un plazo', Asked: 'Se pidió apoyo' };

test('what happened between two moments is named, each once with how often, and nothing of before or after', () => {
  const facts = factsBetween(history, { from: at(1), to: at(4) });
  expect(factsTold(facts, 3, names)).toBe('Venció un plazo (2), Se pidió apoyo');
});

test('facts of which not all were read say so; where none was there is nothing to name', () => {
  const facts = factsBetween(history, { from: at(2), to: at(3) });
  expect(factsTold(facts, 4, names)).toBe('Se pidió apoyo, …');
  expect(factsTold([], 4, names)).toBe('');
});
