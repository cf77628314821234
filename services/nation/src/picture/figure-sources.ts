import type { Cut } from '@proximidad/eventsourcing';
import { countedScopeOf } from '@proximidad/policy';
import type { Ask, Asker, OnSilence } from '../ask.ts';
import { FIGURES, type FigureRows, type Question } from './figures.ts';
import { type Answers, type Figures, PICTURE_SERVICES } from './picture.ts';

/** Asks every service for its figures, once, in parallel, at one cut, on behalf of the asker. Never throws because of a service. */
export type AskFigures = (asker: Asker, cut: Cut) => Promise<Answers>;

export function figureSources(ask: Ask, onSilence: OnSilence): AskFigures {
  const askOne = async <Name extends keyof FigureRows>(
    name: Name,
    asker: Asker,
    cut: Cut,
  ): Promise<Figures<FigureRows[Name]> | undefined | null> => {
    const question: Question<FigureRows[Name]> = FIGURES[name];
    if (countedScopeOf(asker.subject, question.kind).length === 0) return null;
    try {
      const { data, lagSeconds } = await ask(name, question, asker, cut);
      return { rows: new Map(question.rows(data).map((row) => [row.entity, row])), lagSeconds };
    } catch (error) {
      onSilence(name, error);
      return undefined;
    }
  };

  return async (asker, cut) => {
    const answered = await Promise.all(
      PICTURE_SERVICES.map(async (name) => [name, await askOne(name, asker, cut)] as const),
    );
    return Object.fromEntries(answered) as unknown as Answers;
  };
}
