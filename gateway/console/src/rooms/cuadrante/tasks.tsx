import { useState } from 'react';
import { Choose, choicesOf, named, Nothing, Panel, Unbroken } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import type { DispatchStatus, MyDayQuery, SupportKind } from '../../documents/documents.gen.ts';
import { silentOf } from '../../graph/absence.ts';
import type { Answer } from '../../graph/graph.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { commandWords } from '../../words/commands.ts';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { Ago } from '../../words/time.tsx';
import { OpenedOf } from '../opened-of.tsx';
import { askedOf, whereOf } from '../sala/board.ts';
import { partOf } from '../sala/room-seen.ts';
import { PartsTold } from './parts-told.tsx';
import { Scene } from './scene.tsx';
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

/** What was tapped last may have been a mistake. */
const TAKEN_BACK: Partial<Record<DispatchStatus, 'notSetOut' | 'notArrived'>> = {
  ...{ EN_ROUTE: 'notSetOut', ARRIVED: 'notArrived' },
};

function Line({ task, unit, sending }: Pick<Props, 'unit' | 'sending'> & { readonly task: Task }) {
  const [words, own] = [useWords(), useRoomWords(beatWords)];
  const { id, priority, initialCode, status, reportedAt } = task;
  const sent = sentOf(task, unit);
  const mistaken = sent && TAKEN_BACK[sent];
  const name = initialCode.label ?? initialCode.code;
  const where = whereOf(task, words.sala.noTown);
  const of = `${name}, ${where}`;
  const given = { incidentId: id, unitId: unit };
  const tell = (what: Telling) => sending.tell(what, given, `${own[what]} · ${name}`);
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
      {mistaken && (
        <Tap
          of={of}
          onTap={() => sending.tell(mistaken, { ...given, ...MISTAKEN }, `${own[mistaken]} · ${name}`)}
        >
          {own[mistaken]}
        </Tap>
      )}
      {sent === 'ARRIVED' && <Scene {...{ task, of, name, given, sending }} />}
      {sent && <PartsTold {...{ id, unit, of, name, sending }} />}
      {sent && <Help {...{ task, of, sending, given }} />}
    </li>
  );
}

const MISTAKEN = { reason: 'REPORTED_BY_MISTAKE' } as const;

interface HelpProps extends Pick<Props, 'sending'> {
  readonly task: Task;
  readonly of: string;
  /** The incident and the unit that asks. */
  readonly given: object;
}

/** A unit that needs help asks for it where it is; what is awaited is said. */
function Help({ task: { support }, of, sending, given }: HelpProps) {
  const [names, decisions] = [useRoomWords(commandWords), useRoomWords(decisionWords)];
  const [kind, setKind] = useState<SupportKind>('POLICE');
  const [ask, { supportKind, supportKinds }] = [names['RequestSupport']!, decisions];
  const awaited = askedOf(support, decisions);
  return (
    <>
      {awaited !== undefined && <strong>{awaited}</strong>}
      <details className="another">
        <summary {...named(ask, of)}>{ask}</summary>
        <Choose
          label={supportKind}
          value={kind}
          onChange={(value) => setKind(value as SupportKind)}
          choices={choicesOf(supportKinds)}
        />
        <Tap
          of={of}
          onTap={() => sending.tell('support', { ...given, kind }, `${ask} · ${supportKinds[kind]}`)}
        >
          {ask}
        </Tap>
      </details>
    </>
  );
}
