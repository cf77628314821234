import { useState } from 'react';
import { Choose, choicesOf, named, Nothing, Panel, Unbroken } from '../../design/components.tsx';
import type { FollowUpOutcome, MyDayQuery } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { useClock, useTerm } from '../../words/time.tsx';
import { markOf } from '../sala/board.ts';
import { partOf } from '../sala/room-seen.ts';
import { supervisionWords } from '../supervision/words.ts';
import { isBarred, isOpenable, isWithdrawable, safelyOf } from './safely.ts';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import { TellSafely, Victim } from './victim.tsx';
import { Withdrawal } from './withdrawal.tsx';
import { beatWords } from './words.ts';

interface Props {
  readonly answer: Answer<unknown> | undefined;
  readonly day: MyDayQuery;
  readonly sending: Sending;
}

/** The visits that the beat's officer owes, the soonest due first. */
export function OwedVisits({ answer, day, sending }: Props) {
  const [{ sala }, own, absence] = [
    useWords(),
    useRoomWords(beatWords),
    usePartAbsence(answer, day.followUps),
  ];
  const owed = day.followUps?.edges.map(({ node }) => node) ?? [];
  return (
    <Panel
      title={own.owed}
      name="owed"
      note={absence ? undefined : (partOf(day.followUps, sala) ?? owed.length)}
    >
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && owed.length === 0 && <Nothing kind="empty">{own.noOwed}</Nothing>}
      <ul className="lines">
        {owed.map((followUp) => (
          <Visit key={followUp.id} {...{ followUp, sending }} />
        ))}
      </ul>
    </Panel>
  );
}

type FollowUp = NonNullable<MyDayQuery['followUps']>['edges'][number]['node'];

function Visit({ followUp, sending }: { readonly followUp: FollowUp; readonly sending: Sending }) {
  const [own, owed, { grounds }] = [
    useRoomWords(beatWords),
    useRoomWords(supervisionWords),
    useRoomWords(decisionWords),
  ];
  const [outcome, setOutcome] = useState<FollowUpOutcome>('OK');
  const { id, ground, dueAt, attempts } = followUp;
  const name = grounds[ground] ?? ground;
  const { late, time } = useTerm(Date.parse(dueAt));
  const due = useClock()(dueAt);
  const { incident } = followUp;
  const of = [name, ...(incident ? [markOf(incident)] : []), due].join(', ');
  const withdraw = () =>
    sending.tell('victimConsentWithdrawn', { followUpId: id }, `${own.person.withdraw} · ${name}`);
  return (
    <li>
      <strong>{name}</strong>
      {incident && <Whence {...{ incident }} />}
      <span className={late ? 'late' : 'quiet'}>
        {late ? owed.overdue(time) : owed.due(time)} ({due}) · {owed.attempts(attempts)}
      </span>
      <span className={isBarred(followUp) ? 'late' : undefined}>
        {safelyOf(followUp, own.safely).join(' · ')}
      </span>
      {followUp.victim?.withdrawnAt && <span className="quiet">{own.person.withdrawn}</span>}
      {isOpenable(followUp) && <Victim {...{ followUp, of }} />}
      <Tap of={of} onTap={() => sending.tell('tried', { followUpId: id }, `${own.tried} · ${name}`)}>
        {own.tried}
      </Tap>
      {followUp.attemptedAt.length > 0 && <Mistaken {...{ followUp, name, of, sending }} />}
      <TellSafely {...{ followUp, name, of, sending }} />
      {isWithdrawable(followUp) && <Withdrawal of={of} onWithdraw={withdraw} />}
      <details className="another">
        <summary {...named(own.ended, of)}>{own.ended}</summary>
        <Choose
          label={own.came}
          value={outcome}
          onChange={(value) => setOutcome(value as FollowUpOutcome)}
          choices={choicesOf(own.followUpOutcomes)}
        />
        <Tap
          of={of}
          onTap={() => sending.tell('ended', { followUpId: id, outcome }, `${own.ended} · ${name}`)}
        >
          {own.ended}
        </Tap>
      </details>
    </li>
  );
}

/** From what it is owed: several visits on the same ground are told apart by it, and nothing sealed is opened for it. */
function Whence({ incident }: { readonly incident: NonNullable<FollowUp['incident']> }) {
  const clock = useClock();
  const { initialCode, reportedAt } = incident;
  return (
    <span className="quiet">
      <Unbroken>{`${markOf(incident)} · ${initialCode.label ?? initialCode.code} · ${clock(reportedAt)}`}</Unbroken>
    </span>
  );
}

interface MistakenProps {
  readonly followUp: FollowUp;
  readonly name: string;
  /** What names it among the others. */
  readonly of: string;
  readonly sending: Sending;
}

/** Takes back an attempt that was meant for another victim: it would count towards "not found" (BR-C3). */
function Mistaken({ followUp: { id, attemptedAt }, name, of, sending }: MistakenProps) {
  const [own, clock, [chosen, choose]] = [useRoomWords(beatWords), useClock(), useState<string>()];
  const latest = attemptedAt.at(-1)!;
  const at = attemptedAt.find((each) => each === chosen) ?? latest;
  const given = { followUpId: id, attemptedAt: at };
  return (
    <details className="another">
      <summary {...named(own.mistaken, of)}>{own.mistaken}</summary>
      <Choose
        label={own.attempt}
        value={at}
        onChange={choose}
        choices={attemptedAt.toReversed().map((value) => ({ value, label: clock(value) }))}
      />
      <Tap of={of} onTap={() => sending.tell('untried', given, `${own.untry} · ${name}`)}>
        {own.untry}
      </Tap>
    </details>
  );
}
