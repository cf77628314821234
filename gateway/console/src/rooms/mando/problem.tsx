import { useState } from 'react';
import { Choose, choicesOf, Dialog } from '../../design/components.tsx';
import {
  AgreeProblemAction,
  CloseProblem,
  EnterProblemStage,
  JoinProblem,
  LeaveProblem,
  type PartnerKind,
  type PreventionAmbit,
  type ProblemActionOutcome,
  type ProblemReason,
  type ProblemResult,
  type ProblemsQuery,
  SettleProblemAction,
} from '../../documents/documents.gen.ts';
import { useRoomWords } from '../../words/settings.ts';
import { presentMs } from '../../words/present.ts';
import { useTimeZone } from '../../words/settings.ts';
import { useTerm } from '../../words/time.tsx';
import { useDay } from '../academia/use-day.ts';
import { Order } from '../order.tsx';
import { Reason } from '../reason.tsx';
import { endOfDay } from '../wall-clock.ts';
import { problemWords } from './problem-words.ts';

export type Problem = NonNullable<ProblemsQuery['problems']>['edges'][number]['node'];
type Action = Problem['actions'][number];

interface Props {
  readonly problem: Problem;
}

/** The work on one: its stage, who takes part, and what was agreed. */
export function ProblemDialog(props: Props & { readonly name: string; readonly onClose: () => void }) {
  const [own, { problem, name, onClose }] = [useRoomWords(problemWords), props];
  const { stage, partners, actions } = problem;
  return (
    <Dialog title={name} onClose={onClose} wide>
      <dl className="facts">
        <dt>{own.stage}</dt>
        <dd>{own.stages[stage] ?? stage}</dd>
        <dt>{own.with}</dt>
        <dd>{partners.length === 0 ? own.alone : partners.map((each) => own.partners[each]).join(', ')}</dd>
      </dl>
      <h3>{own.actions}</h3>
      {actions.length === 0 && <p className="quiet">{own.actionsNone}</p>}
      <ul className="lines">
        {actions.map((action) => (
          <ActionLine key={action.number} {...{ problem, action }} />
        ))}
      </ul>
      <Agree problem={problem} />
      <Enter key={stage} problem={problem} />
      <Partners problem={problem} />
      <Close problem={problem} />
    </Dialog>
  );
}

function ActionLine({ problem: { id }, action }: Props & { readonly action: Action }) {
  const [own, day] = [useRoomWords(problemWords), useDay()];
  const { number, ambit, responsible, dueAt, outcome: before, late } = action;
  const [outcome, setOutcome] = useState<ProblemActionOutcome>('DONE');
  const { time } = useTerm(Date.parse(dueAt));
  return (
    <li>
      <strong>{own.partners[responsible]}</strong>
      <span>{own.ambits[ambit]}</span>
      <span className={late ? 'late' : 'quiet'}>
        {before === null ? (late ? own.late(time) : own.by(day(dueAt))) : own.outcomes[before]}
      </span>
      <Order
        order="SettleProblemAction"
        document={SettleProblemAction}
        about={`${id} ${number}`}
        of={`${own.partners[responsible]}, ${own.ambits[ambit]}, ${number}`}
        input={{ problemId: id, number, outcome }}
      >
        <Choose
          label={own.outcome}
          value={outcome}
          onChange={(value) => setOutcome(value as ProblemActionOutcome)}
          choices={choicesOf(own.outcomes)}
        />
      </Order>
    </li>
  );
}

const POLICES = ['POLICE', 'MUNICIPAL_POLICE', 'NATIONAL_POLICE'] as const satisfies readonly PartnerKind[];
const isPolice = (kind: PartnerKind) => POLICES.some((each) => each === kind);

const TERMS = [7, 15, 30, 60, 90] as const;

function Agree({ problem: { id, partners, actions } }: Props) {
  const [own, zone] = [useRoomWords(problemWords), useTimeZone()];
  const [ambit, setAmbit] = useState<PreventionAmbit>('COMMUNITY');
  const [days, setDays] = useState('15');
  const may = [...POLICES, ...partners.filter((each) => !isPolice(each))];
  const [chosen, choose] = useState<PartnerKind>('POLICE');
  const responsible = may.find((each) => each === chosen) ?? 'POLICE';
  return (
    <Order
      order="AgreeProblemAction"
      document={AgreeProblemAction}
      about={`${id} ${actions.length}`}
      input={{ problemId: id, ambit, responsible, dueAt: endOfDay(presentMs(), Number(days), zone) }}
    >
      <Choose
        label={own.responsible}
        value={responsible}
        onChange={(value) => choose(value as PartnerKind)}
        choices={may.map((value) => ({ value, label: own.partners[value] }))}
      />
      <Choose
        label={own.ambit}
        value={ambit}
        onChange={(value) => setAmbit(value as PreventionAmbit)}
        choices={choicesOf(own.ambits)}
      />
      <Choose
        label={own.term}
        value={days}
        onChange={setDays}
        choices={TERMS.map((each) => ({ value: String(each), label: own.inDays(each) }))}
      />
    </Order>
  );
}

/** The stages that are an end are entered by ending the work. */
const ENDS: readonly string[] = ['RESOLVED', 'CLOSED_UNRESOLVED'];
const BACK = ['NEW_FACTS', 'CAME_BACK', 'MOVED', 'NOT_CONFIRMED', 'NO_MEANS', 'MISTAKE'] as const;

function Enter({ problem: { id, stages, stage: from } }: Props) {
  const own = useRoomWords(problemWords);
  const at = stages.indexOf(from);
  const others = stages.filter((each) => each !== from && !ENDS.includes(each));
  const [chosen, choose] = useState<string>();
  const [reason, setReason] = useState<ProblemReason>(BACK[0]);
  const stage = chosen ?? others.find((each) => stages.indexOf(each) > at) ?? others[0];
  if (stage === undefined) return null;
  const goesBack = stages.indexOf(stage) < at;
  return (
    <Order
      order="EnterProblemStage"
      document={EnterProblemStage}
      about={`${id} ${from} ${stage}`}
      input={goesBack ? { problemId: id, stage, reason } : { problemId: id, stage }}
    >
      <Choose
        label={own.toStage}
        value={stage}
        onChange={choose}
        choices={others.map((value) => ({
          value,
          label: `${own.stages[value] ?? value}${stages.indexOf(value) < at ? ` (${own.back})` : ''}`,
        }))}
      />
      {goesBack && <Reason<ProblemReason> value={reason} among={BACK} onChange={setReason} />}
    </Order>
  );
}

function Partners({ problem: { id, partners } }: Props) {
  const own = useRoomWords(problemWords);
  const [joins, setJoining] = useState<PartnerKind>();
  const [leaves, setLeaving] = useState<PartnerKind>();
  const others = choicesOf(own.partners).filter(
    ({ value }) => value !== 'POLICE' && !partners.some((each) => each === value),
  );
  const joining = others.some(({ value }) => value === joins) ? joins! : (others[0]?.value as PartnerKind);
  const leaving = partners.find((each) => each === leaves) ?? partners[0];
  return (
    <>
      {others.length > 0 && (
        <Order
          order="JoinProblem"
          document={JoinProblem}
          about={`${id} ${joining}`}
          input={{ problemId: id, partner: joining }}
        >
          <Choose
            label={own.partner}
            value={joining}
            onChange={(value) => setJoining(value as PartnerKind)}
            choices={others}
          />
        </Order>
      )}
      {leaving !== undefined && (
        <Order
          order="LeaveProblem"
          document={LeaveProblem}
          about={`${id} ${leaving}`}
          input={{ problemId: id, partner: leaving }}
        >
          <Choose
            label={own.partner}
            value={leaving}
            onChange={(value) => setLeaving(value as PartnerKind)}
            choices={partners.map((value) => ({ value, label: own.partners[value] }))}
          />
        </Order>
      )}
    </>
  );
}

const SOLVED = ['CEASED', 'REDUCED'] as const satisfies readonly ProblemReason[];
const UNSOLVED = [
  'MOVED',
  'NO_MEANS',
  'NOT_OURS',
  'NOT_CONFIRMED',
  'MISTAKE',
] as const satisfies readonly ProblemReason[];

function Close({ problem: { id, partners, needsConfirmation } }: Props) {
  const own = useRoomWords(problemWords);
  const [result, setResult] = useState<ProblemResult>('RESOLVED');
  const [chosen, choose] = useState<ProblemReason>();
  const [by, setBy] = useState('');
  const among: readonly ProblemReason[] = result === 'RESOLVED' ? SOLVED : UNSOLVED;
  const reason = among.find((each) => each === chosen) ?? among[0]!;
  const others = partners.filter((each) => !isPolice(each));
  const confirmedBy = result === 'RESOLVED' ? others.find((each) => each === by) : undefined;
  const isMissing = result === 'RESOLVED' && needsConfirmation && confirmedBy === undefined;
  return (
    <Order
      order="CloseProblem"
      document={CloseProblem}
      about={id}
      input={{ problemId: id, result, reason, confirmedBy }}
      isIdle={isMissing}
    >
      <Choose
        label={own.result}
        value={result}
        onChange={(value) => setResult(value as ProblemResult)}
        choices={choicesOf(own.results)}
      />
      {result === 'RESOLVED' && others.length > 0 && (
        <Choose
          label={own.confirmedBy}
          value={confirmedBy ?? ''}
          onChange={setBy}
          choices={[
            { value: '', label: own.nobody },
            ...others.map((value) => ({ value, label: own.partners[value] })),
          ]}
        />
      )}
      <Reason value={reason} among={among} onChange={choose} />
      <p role="status" className="late">
        {isMissing && (others.length === 0 ? own.needsPartner : own.needsConfirmation)}
      </p>
    </Order>
  );
}
