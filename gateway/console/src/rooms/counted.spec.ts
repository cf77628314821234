import { auditWords } from './auditoria/words.ts';
import { replayWords } from './repeticion/words.ts';
import { supervisionWords } from './supervision/words.ts';

test('one thing is told as one, in both languages', () => {
  const [audit, replay] = [auditWords.es, replayWords.es];
  expect([audit.steps(1, 1), audit.steps(3, 3), audit.steps(1, 3)]).toEqual([
    ...['1 paso', '3 pasos', '1 de 3 pasos'],
  ]);
  expect([audit.same(1), audit.same(2)]).toEqual(['1 campo sin cambio', '2 campos sin cambio']);
  expect([replay.ticks(1), replay.ticks(0)]).toEqual([
    ...['1 incidente reportado en el tramo', '0 incidentes reportados en el tramo'],
  ]);
  expect([replay.ticksPart('2,000 de 2,431'), replayWords.en.ticksPart('2,000 of 2,431')]).toEqual([
    '2,000 de 2,431 incidentes reportados en el tramo: los más recientes',
    '2,000 of 2,431 incidents reported in this stretch: the newest',
  ]);
  expect(supervisionWords.es.gaps(1)).toBe('1 min vacío en el turno');
  expect([auditWords.en.steps(1, 1), auditWords.en.same(1), replayWords.en.ticks(1)]).toEqual([
    ...['1 step', '1 field unchanged', '1 incident reported in this stretch'],
  ]);
});
