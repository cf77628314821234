import type { Subject } from '@proximidad/policy';
import { entitiesAsked } from '../planning/entities-asked.ts';
import { newCorrelationId } from '../correlation.ts';
import type { Answer, Executor, OperationInput } from '../execution/executor.ts';
import type { Prepared } from '../planning/graph.ts';
import type { FreshnessOfEntities } from '@proximidad/nation';
import { type Rights, subjectWith } from './rights.ts';
import type { FairLimiter } from '@proximidad/cost';

/** Answers a query for all subjects with the same rights and language. */
export type Asking = (
  prepared: Prepared,
  rights: Rights,
  asked: Pick<OperationInput, 'variables' | 'language' | 'cut' | 'footprints' | 'readers' | 'screen'> & {
    /** The subject that wanted it first: its evaluations wait behind each other and do not hold up those of others. */
    readonly owner: string;
    /** The only subject that the answer is for; everybody with these rights when left out. */
    readonly as?: Subject | undefined;
  },
) => Promise<Answer>;

export interface AskingDeps {
  readonly executor: Executor;
  readonly passportOf: (subject: Subject, audience: string) => Promise<string>;
  readonly freshnessOfEntities: FreshnessOfEntities;
  readonly evaluations: FairLimiter;
}

/** A frame is as of its cut, but which entities are cut off is stated as of the moment when the frame is made: it is looked up then. */
export function askingAs({ executor, passportOf, freshnessOfEntities, evaluations }: AskingDeps): Asking {
  return async (prepared, rights, { owner, as, ...asked }) => {
    const subject = as ?? subjectWith(rights);
    const execute = () =>
      executor.execute(prepared, {
        ...{ ...asked, correlationId: newCorrelationId(), traceparent: undefined },
        passport: (audience) => passportOf(subject, audience),
        entities: () =>
          freshnessOfEntities(subject, entitiesAsked(prepared.context, asked.variables), undefined),
      });
    const answer = await evaluations.run(owner, execute);
    const cost = prepared.cost(asked.variables);
    return { ...answer, extensions: { ...answer.extensions, cost } };
  };
}
