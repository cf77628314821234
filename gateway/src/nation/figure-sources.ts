import type { Subject } from '@proximidad/policy';
import { newCorrelationId } from '../execution/executor.ts';
import { type Cut, type Subgraph, SubgraphFailed } from '../subgraphs/wire.ts';
import { FIGURES, type FigureRows, type Question } from './domain/figures.ts';
import { type Answers, type Figures, PICTURE_SERVICES } from './domain/picture.ts';

/** The national picture answers in 2 seconds whoever is silent: this leaves time to put it together and send it. */
export const FIGURES_DEADLINE_MS = 1_500;

/** Asks every service for its figures, once, in parallel, at one cut, in the name of `subject`. Never throws for a service. */
export type AskFigures = (subject: Subject, cut: Cut) => Promise<Answers>;

export interface FigureSourcesParts {
  readonly subgraphs: readonly Subgraph[];
  readonly passport: (subject: Subject, audience: string) => Promise<string>;
  readonly onSilence: (service: string, error: unknown) => void;
}

export function figureSources({ subgraphs, passport, onSilence }: FigureSourcesParts): AskFigures {
  const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]));

  const ask = async <Name extends keyof FigureRows>(
    name: Name,
    subject: Subject,
    cut: Cut,
  ): Promise<Figures<FigureRows[Name]> | undefined> => {
    try {
      const subgraph = byName.get(name);
      if (!subgraph) throw new SubgraphFailed('unreachable');
      const deadline = Date.now() + FIGURES_DEADLINE_MS;
      const question: Question<FigureRows[Name]> = FIGURES[name];
      const { query } = question;
      const extensions = {
        passport: await passport(subject, name),
        deadline,
        cut,
        correlationId: newCorrelationId(),
      };
      const response = await inTime(subgraph.ask({ query, variables: {}, extensions }, 'query'), deadline);
      if (response.errors) throw new SubgraphFailed('garbage', { cause: response.errors });
      const rows = question.rows(response.data);
      return {
        rows: new Map(rows.map((row) => [row.entity, row])),
        lagSeconds: response.extensions?.lagSeconds ?? 0,
      };
    } catch (error) {
      onSilence(name, error);
      return undefined;
    }
  };

  return async (subject, cut) => {
    const answered = await Promise.all(
      PICTURE_SERVICES.map(async (name) => [name, await ask(name, subject, cut)] as const),
    );
    return Object.fromEntries(answered) as unknown as Answers;
  };
}

/** The subgraph's own deadline ends a batch; this one ends the wait for this entry of it. */
function inTime<T>(answer: Promise<T>, deadline: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new SubgraphFailed('timeout')), deadline - Date.now());
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
