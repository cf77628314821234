import { cnie } from '@proximidad/catalogues/cnie';
import { useState } from 'react';
import { Choose, choicesOf, named, Nothing, Panel } from '../../design/components.tsx';
import {
  OpenProblem,
  Problems,
  type ProblemReason,
  type ProblemSource,
  ReopenProblem,
} from '../../documents/documents.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { Ago } from '../../words/time.tsx';
import { Order, Reasoned } from '../order.tsx';
import { CodeField } from '../sala/code-field.tsx';
import { shortOf } from '../sala/board.ts';
import { partOf } from '../sala/room-seen.ts';
import { PlaceFields, usePlace } from './place-fields.tsx';
import { type Problem, ProblemDialog } from './problem.tsx';
import { problemWords } from './problem-words.ts';

const nodesOf = (list: { readonly edges: readonly { readonly node: Problem }[] } | null | undefined) =>
  list?.edges.map(({ node }) => node) ?? [];

/** What recurs at a place, and who works on it (BR-B21). */
export function ProblemsPanel({ entity }: { readonly entity: string }) {
  const [{ sala }, own] = [useWords(), useRoomWords(problemWords)];
  const open = usePages(Problems, { entity, open: true }, (data) => data.problems);
  const closed = usePages(Problems, { entity, open: false }, (data) => data.problems, 1);
  const absence = usePartAbsence(open, open?.data);
  const [shown, show] = useState<string>();
  const problems = nodesOf(open?.data);
  const ended = nodesOf(closed?.data);
  const worked = problems.find(({ id }) => id === shown);
  return (
    <Panel title={own.title} name="problems" note={partOf(open?.data, sala)}>
      <div className="padded">
        <Open entity={entity} />
      </div>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && problems.length === 0 && <Nothing kind="empty">{own.none}</Nothing>}
      <ul className="lines">
        {problems.map((problem) => (
          <Line key={problem.id} problem={problem} onWork={() => show(problem.id)} />
        ))}
      </ul>
      {ended.length > 0 && (
        <details className="another">
          <summary>{own.ended}</summary>
          <ul className="lines">
            {ended.map((problem) => (
              <Ended key={problem.id} problem={problem} />
            ))}
          </ul>
        </details>
      )}
      {worked && <ProblemDialog problem={worked} name={nameOf(worked)} onClose={() => show(undefined)} />}
    </Panel>
  );
}

const labelOf = ({ code }: Problem) => cnie(code)?.label ?? code;
const whereOf = ({ beat, municipality }: Problem) => beat?.code ?? municipality.name ?? municipality.cvegeo;
const nameOf = (problem: Problem) => `${labelOf(problem)}, ${whereOf(problem)}`;

function Line({ problem, onWork }: { readonly problem: Problem; readonly onWork: () => void }) {
  const own = useRoomWords(problemWords);
  const { id, stage, stageSince, actions } = problem;
  const late = actions.filter((each) => each.late).length;
  return (
    <li>
      <strong>{labelOf(problem)}</strong>
      <span>{whereOf(problem)}</span>
      <span>
        {own.stages[stage] ?? stage} · <Ago at={stageSince} />
      </span>
      {late > 0 && <span className="late">{own.lateActions(late)}</span>}
      <button type="button" onClick={onWork} {...named(own.work, nameOf(problem), shortOf(id))}>
        {own.work}
      </button>
    </li>
  );
}

const AGAIN = [
  'CAME_BACK',
  'NOT_CONFIRMED',
  'NEW_FACTS',
  'MISTAKE',
] as const satisfies readonly ProblemReason[];

function Ended({ problem }: { readonly problem: Problem }) {
  const [own, reasons] = [useRoomWords(problemWords), useRoomWords(reasonWords)];
  const { id, result, confirmedBy, reason } = problem;
  return (
    <li>
      <strong>{labelOf(problem)}</strong>
      <span>{whereOf(problem)}</span>
      <span className="quiet">
        {[
          result === null ? undefined : own.results[result],
          confirmedBy === null ? undefined : own.confirmed(own.partners[confirmedBy]),
          reason === null ? undefined : reasons[reason],
        ]
          .filter((each) => each !== undefined)
          .join(' · ')}
      </span>
      <Reasoned
        order="ReopenProblem"
        document={ReopenProblem}
        about={id}
        of={nameOf(problem)}
        among={AGAIN}
        input={(chosen) => ({ problemId: id, reason: chosen })}
      />
    </li>
  );
}

/** Opens one in a municipality, or in one of its beats. */
function Open({ entity }: { readonly entity: string }) {
  const own = useRoomWords(problemWords);
  const [code, setCode] = useState('');
  const [source, setSource] = useState<ProblemSource>('CITIZEN');
  const where = usePlace(entity);
  const { municipality, beatId } = where.place;
  return (
    <Order
      order="OpenProblem"
      document={OpenProblem}
      about={`${municipality} ${beatId} ${code}`}
      input={{ code, source, ...(beatId === undefined ? { municipality } : { beatId }) }}
      isIdle={municipality === undefined}
      onDone={() => setCode('')}
    >
      <CodeField label={own.about} value={code} onChange={setCode} />
      <Choose
        label={own.source}
        value={source}
        onChange={(value) => setSource(value as ProblemSource)}
        choices={choicesOf(own.sources)}
      />
      <PlaceFields {...where} />
    </Order>
  );
}
