import { useState } from 'react';
import { Dialog, Nothing } from '../../design/components.tsx';
import { ClosedOfLate, type ClosedOfLateQuery } from '../../documents/documents.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { closedWords } from '../../words/closed.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { nameAmong, type Node, whereOf } from './board.ts';
import { isPart } from './room-seen.ts';
import { useAll } from './use-all.ts';

const REACH_MS = 48 * 3_600_000;

interface Props {
  readonly entity: string;
  readonly onClose: () => void;
  readonly onSelect: (incident: string) => void;
}

type Closed = Node<NonNullable<ClosedOfLateQuery['incidents']>>;

/** What was closed of late, the last one first: the board shows it no more, and whoever closed it by mistake reopens it. */
export function ClosedDialog({ entity, onClose, onSelect }: Props) {
  const [{ sala }, own] = [useWords(), useRoomWords(closedWords)];
  const [from] = useState(() => new Date(presentMs() - REACH_MS).toISOString());
  const answer = useAll(ClosedOfLate, { entity, from }, ({ incidents }) => incidents);
  const told = answer?.data;
  const absence = usePartAbsence(answer, told);
  const read = told && { totalCount: told.last.incidents!.totalCount, edges: told.nodes };
  const closed = told?.nodes.toSorted((a, b) => closedMs(b) - closedMs(a)) ?? [];
  return (
    <Dialog title={own.listTitle} onClose={onClose} wide>
      {!told && <Nothing kind={absence?.kind ?? 'loading'}>{absence?.text}</Nothing>}
      {told && <p className="quiet">{closed.length === 0 ? own.none : own.note}</p>}
      {read && isPart(read) && (
        <p className="quiet">{own.part(closed.length, sala.total(read.totalCount))}</p>
      )}
      <ul className="calls">
        {closed.map((incident) => (
          <Line key={incident.id} incident={incident} onSelect={() => onSelect(incident.id)} />
        ))}
      </ul>
    </Dialog>
  );
}

const closedMs = ({ closedAt }: Closed): number => (closedAt === null ? 0 : Date.parse(closedAt));

function Line({ incident, onSelect }: { readonly incident: Closed; readonly onSelect: () => void }) {
  const { sala, outcomes } = useWords();
  const { id, closedAt, outcome } = incident;
  return (
    <li data-line={id} tabIndex={-1}>
      {closedAt !== null && <At at={closedAt} />}{' '}
      <button type="button" className="link" onClick={onSelect}>
        {nameAmong(incident)}
      </button>
      <span className="quiet">
        {' '}
        · {[...(outcome === null ? [] : [outcomes[outcome]]), whereOf(incident, sala.noTown)].join(' · ')}
      </span>
    </li>
  );
}
