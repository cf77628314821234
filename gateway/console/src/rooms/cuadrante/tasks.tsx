import { Nothing, Panel, Unbroken } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import type { DispatchStatus, MyDayQuery } from '../../documents/documents.gen.ts';
import { silentOf } from '../../graph/absence.ts';
import type { Answer } from '../../graph/graph.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { Ago } from '../../words/time.tsx';
import { OpenedOf } from '../opened-of.tsx';
import { whereOf } from '../sala/board.ts';
import { partOf } from '../sala/room-seen.ts';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import { isUnitUntold, sentOf, type Task, tasksOf } from './tasks.ts';
import { beatWords } from './words.ts';

/** One panel's part of the day: the others may be there without it. */
export interface OfDay {
  readonly answer: Answer<unknown> | undefined;
  readonly day: MyDayQuery;
}

interface Props extends OfDay {
  readonly unit: string;
  readonly sending: Sending;
}

/** What to do now: first the incident that the own unit is sent to, wherever that is, then what is open in the beat. */
export function Tasks({ answer, day, unit, sending }: Props) {
  const [{ sala }, own, absence] = [
    useWords(),
    useRoomWords(beatWords),
    usePartAbsence(answer, day.incidents),
  ];
  const open = tasksOf(day, unit);
  const isUntold = !absence && isUnitUntold(day, unit, answer ? silentOf(answer) : []);
  return (
    <Panel
      title={own.tasks}
      name="tasks"
      note={absence || isUntold ? undefined : (partOf(day.incidents, sala) ?? open.length)}
    >
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {isUntold && <Nothing kind="failed">{own.unitUntold}</Nothing>}
      {!absence && !isUntold && open.length === 0 && <Nothing kind="empty">{own.noTasks}</Nothing>}
      <ul className="lines">
        {open.map((task) => (
          <Line key={task.id} {...{ task, unit, sending }} />
        ))}
      </ul>
    </Panel>
  );
}

type Telling = 'heard' | 'setOut' | 'arrived' | 'cleared';

/** What may be reported next, by how far the unit is. */
const NEXT: Partial<Record<DispatchStatus, readonly Telling[]>> = {
  DISPATCHED: ['heard', 'setOut'],
  ACKNOWLEDGED: ['setOut'],
  EN_ROUTE: ['arrived'],
  ARRIVED: ['cleared'],
};

function Line({ task, unit, sending }: Pick<Props, 'unit' | 'sending'> & { readonly task: Task }) {
  const [words, own] = [useWords(), useRoomWords(beatWords)];
  const { id, priority, initialCode, status, reportedAt } = task;
  const sent = sentOf(task, unit);
  const name = initialCode.label ?? initialCode.code;
  const where = whereOf(task, words.sala.noTown);
  const of = `${name}, ${where}`;
  const tell = (what: Telling) =>
    sending.tell(what, { incidentId: id, unitId: unit }, `${own[what]} · ${name}`);
  return (
    <li data-row={id}>
      <span className="what">
        {priority && <Sign name={priority} label={words.priority[priority]} size={20} />}
        <strong>{name}</strong>
      </span>
      <span>
        <Unbroken>{where}</Unbroken>
      </span>
      <span className="quiet">
        {words.incidentStatus[status]} · <Ago at={reportedAt} />
        {sent && ` · ${own.assigned}`}
      </span>
      {sent && <OpenedOf {...{ id, of }} />}
      {((sent && NEXT[sent]) ?? []).map((what) => (
        <Tap key={what} of={of} onTap={() => tell(what)}>
          {own[what]}
        </Tap>
      ))}
    </li>
  );
}
