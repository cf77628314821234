import type { FieldNames } from '../graph/said.ts';
import { callWords } from '../words/calls.ts';
import { commitmentWords } from '../words/commitments.ts';
import { decisionWords } from '../words/decisions.ts';
import { type Language, wordsOf } from '../words/settings.ts';
import { auditWords } from './auditoria/words.ts';
import { beatWords } from './cuadrante/words.ts';
import { openedWords } from './opened-words.ts';

/** What all forms call the fields of commands: the names under which answers report what is wrong in a field. */
export function fieldNames(language: Language): FieldNames {
  const { report, detail, sala } = wordsOf(language);
  const [calls, beat, audit] = [callWords[language], beatWords[language], auditWords[language]];
  const [opened, decision] = [openedWords[language], decisionWords[language]];
  return {
    ...{ code: report.code, folio: detail.folio, finalCode: detail.finalCode, victims: detail.victims },
    ...{ point: calls.point, 'caller.number': calls.number, rndNumber: decision.rnd },
    ...{ address: opened.address, narrative: opened.narrative },
    ...{ beat: sala.beat, beatId: sala.beat, unit: sala.unit, unitId: sala.unit },
    ...{ 'people.adults': beat.people, 'people.minors': beat.minors, durationSeconds: beat.minutes },
    ...{ dueAt: commitmentWords[language].when, occurredAt: detail.occurred, startedAt: detail.occurred },
    ...{ id: audit.id, entity: audit.entity, from: audit.from, to: audit.to },
  };
}
