import { useState } from 'react';
import { Link } from 'wouter';
import { Nothing } from '../../design/components.tsx';
import { IncidentHistory } from '../../documents/documents.gen.ts';
import { usePartAbsence, useAnswer } from '../../graph/use-graph.ts';
import { decisionWords } from '../../words/decisions.ts';
import { eventWords } from '../../words/events.ts';
import { useKindWords } from '../kind-words.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { isPart } from './room-seen.ts';

/** Every fact of the record, and who recorded it: read when somebody opens it. */
export function Activity({ id, asOf }: { readonly id: string; readonly asOf: string | undefined }) {
  const [own, [open, setOpen]] = [useRoomWords(decisionWords), useState(false)];
  return (
    <details className="another" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{own.log}</summary>
      {open && <Log id={id} asOf={asOf} />}
      <Link href={`/auditoria/incidente/${id}`}>{own.whole}</Link>
    </details>
  );
}

function Log({ id, asOf }: { readonly id: string; readonly asOf: string | undefined }) {
  const words = useWords();
  const [names, kinds, reasons] = [useRoomWords(eventWords), useKindWords(), useRoomWords(reasonWords)];
  const answer = useAnswer(IncidentHistory, { id }, asOf);
  const history = answer?.data?.incident?.history;
  const absence = usePartAbsence(answer, history);
  if (absence || !history) return <Nothing kind={absence?.kind ?? 'empty'}>{absence?.text}</Nothing>;
  return (
    <>
      <ol className="timeline">
        {history.edges.map(({ node: { id: event, type, kind, occurredAt, by, reason } }) => (
          <li key={event}>
            <At at={occurredAt} seconds />
            <span>
              {names[type] ?? type}
              {kind !== null && `: ${kinds[kind] ?? kind}`}
              {reason !== null && <span className="quiet"> · {reasons[reason] ?? reason}</span>}
              <span className="quiet who-acted" title={by.actor}>
                {' '}
                · {words.roles[by.role] ?? by.role}
              </span>
            </span>
          </li>
        ))}
      </ol>
      {isPart(history) && (
        <p className="quiet">{words.sala.shown(history.edges.length, history.totalCount)}</p>
      )}
    </>
  );
}
