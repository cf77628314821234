import { useState } from 'react';
import { Link } from 'wouter';
import { named, Nothing, Panel } from '../../design/components.tsx';
import {
  type CommitmentBrokenReason,
  type CommitmentMoveReason,
  type OwedCommitmentsQuery,
  PromiseBroken,
  PromiseKept,
  PromiseMoved,
} from '../../documents/documents.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { commitmentWords } from '../../words/commitments.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { useClock } from '../../words/time.tsx';
import { useAnotherTerm } from '../another-term.tsx';
import { Term } from '../cuadrante/commitments.tsx';
import { Order, Reasoned } from '../order.tsx';
import { Reason } from '../reason.tsx';
import { shortOf } from '../sala/board.ts';
import type { Answered } from './answered.ts';
import { type Gone, GoneHere } from './gone-here.tsx';

type OwedCommitment = NonNullable<OwedCommitmentsQuery['commitments']>['edges'][number]['node'];

/** What was promised to citizens and is still owed (BR-C8). */
export function CommitmentsPanel({
  commitments,
  answer,
  part,
  note,
}: Answered & { readonly commitments: readonly OwedCommitment[] }) {
  const [own, absence] = [useRoomWords(commitmentWords), usePartAbsence(answer, part)];
  const [gone, setGone] = useState<readonly Gone[]>([]);
  return (
    <Panel title={own.title} name="commitments" note={note}>
      <GoneHere {...{ gone }} owed={commitments} says={own.noLonger} kind="compromiso" />
      {absence ? (
        <Nothing kind={absence.kind}>{absence.text}</Nothing>
      ) : commitments.length === 0 ? (
        <Nothing kind="empty">{own.none}</Nothing>
      ) : (
        <ul className="lines">
          {commitments.map((commitment) => (
            <CommitmentLine
              key={commitment.id}
              commitment={commitment}
              onEnded={(name) => setGone((before) => [...before, { id: commitment.id, name }])}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface LineProps {
  readonly commitment: OwedCommitment;
  readonly onEnded: (name: string) => void;
}

const BROKEN = [
  ...(['NOT_POSSIBLE', 'NO_MEANS', 'OTHERS_DID_NOT', 'NOT_WANTED', 'MADE_BY_MISTAKE'] as const),
] as const satisfies readonly CommitmentBrokenReason[];

function CommitmentLine({ commitment, onEnded }: LineProps) {
  const [{ sala }, own, clock] = [useWords(), useRoomWords(commitmentWords), useClock()];
  const { id: commitmentId, kind, beat, owedBy, dueAt } = commitment;
  const where = beat?.code ?? sala.noBeat;
  const name = `${own.kinds[kind]}, ${where}, ${clock(dueAt)}, ${shortOf(commitmentId)}`;
  const ended = { of: name, about: commitmentId, onDone: () => onEnded(name) };
  return (
    <li>
      <strong>{own.kinds[kind]}</strong>
      <Term {...commitment} />
      <span className="quiet">
        {where} · {own.owners[owedBy]}
      </span>
      <Link href={`/auditoria/compromiso/${commitmentId}`} {...named(own.life, name)}>
        {own.life}
      </Link>
      <Order {...ended} order="KeepCommitment" document={PromiseKept} input={{ commitmentId }} />
      <Move {...{ commitment, name }} />
      <Reasoned
        {...ended}
        order="BreakCommitment"
        document={PromiseBroken}
        among={BROKEN}
        input={(reason) => ({ commitmentId, reason })}
      />
    </li>
  );
}

const MOVED = [
  ...([
    'CITIZENS_ASKED',
    'MORE_TIME_NEEDED',
    'NO_MEANS',
    'WAITING_FOR_OTHERS',
    'RECORDED_BY_MISTAKE',
  ] as const),
] as const satisfies readonly CommitmentMoveReason[];

/** Another term, with its reason. */
function Move({
  commitment: { id: commitmentId, dueAt },
  name,
}: Pick<LineProps, 'commitment'> & { readonly name: string }) {
  const { reason, setReason, term, chosen } = useAnotherTerm(dueAt);
  return (
    <Order
      order="MoveCommitment"
      document={PromiseMoved}
      about={`${commitmentId} ${dueAt}`}
      of={name}
      input={{ commitmentId, reason, dueAt: term() }}
    >
      <Reason value={reason} among={MOVED} onChange={setReason} />
      {chosen}
    </Order>
  );
}
