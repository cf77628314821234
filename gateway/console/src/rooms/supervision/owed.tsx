import { useState } from 'react';
import { Link } from 'wouter';
import { named, Nothing, Panel } from '../../design/components.tsx';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { useClock, useTerm } from '../../words/time.tsx';
import { orderWords } from '../order-words.ts';
import { shortOf } from '../sala/board.ts';
import { Waive } from '../waive.tsx';
import type { Answered } from './answered.ts';
import { type Gone, GoneHere } from './gone-here.tsx';
import type { OwedFollowUp } from './watch.ts';
import { supervisionWords } from './words.ts';

/** What is owed to victims. */
export function OwedPanel({
  followUps,
  answer,
  part,
  note,
}: Answered & { readonly followUps: readonly OwedFollowUp[] }) {
  const [own, absence] = [useRoomWords(supervisionWords), usePartAbsence(answer, part)];
  const { waived: says } = useRoomWords(orderWords);
  const [gone, setGone] = useState<readonly Gone[]>([]);
  const onWaived = (each: Gone) => setGone((before) => [...before, each]);
  return (
    <Panel title={own.owed} name="owed" note={note}>
      <GoneHere {...{ gone, says }} owed={followUps} kind="seguimiento" />
      {absence ? (
        <Nothing kind={absence.kind}>{absence.text}</Nothing>
      ) : followUps.length === 0 ? (
        <Nothing kind="empty">{own.owedNone}</Nothing>
      ) : (
        <ul className="lines">
          {followUps.map((followUp) => (
            <OwedLine key={followUp.id} {...{ followUp, onWaived }} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface OwedLineProps {
  readonly followUp: OwedFollowUp;
  readonly onWaived: (waived: Gone) => void;
}

function OwedLine({ followUp: { id, ground, dueAt, attempts, beat, incident }, onWaived }: OwedLineProps) {
  const [{ sala }, own, grounds, clock] = [
    useWords(),
    useRoomWords(supervisionWords),
    useRoomWords(decisionWords).grounds,
    useClock(),
  ];
  const { late, time } = useTerm(Date.parse(dueAt));
  const where = beat?.code ?? sala.noBeat;
  const name = `${grounds[ground] ?? ground}, ${where}, ${clock(dueAt)}, ${shortOf(id)}`;
  return (
    <li>
      <strong>{grounds[ground] ?? ground}</strong>
      <span className={late ? 'late' : undefined}>{late ? own.overdue(time) : own.due(time)}</span>
      <span className="quiet">
        {where} · {own.attempts(attempts)}
      </span>
      <Link href={`/auditoria/seguimiento/${id}`} {...named(own.life, name)}>
        {own.life}
      </Link>
      {incident && (
        <Link href={`/auditoria/incidente/${incident.id}`} {...named(own.incident, name)}>
          {own.incident}
        </Link>
      )}
      <Waive id={id} of={name} onDone={() => onWaived({ id, name })} />
    </li>
  );
}
