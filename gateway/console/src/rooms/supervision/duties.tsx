import { useState } from 'react';
import { Link } from 'wouter';
import { Nothing, Panel } from '../../design/components.tsx';
import { EndDuty, ResumeDuty } from '../../documents/documents.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { span, useOfNow } from '../../words/time.tsx';
import { Reasoned } from '../order.tsx';
import { shortOf } from '../sala/board.ts';
import type { Answered } from './answered.ts';
import { type Concern, UNKNOWN } from './watch.ts';
import { supervisionWords } from './words.ts';

/** Duties that run although something is wrong. */
export function ConcernsPanel({
  concerns,
  answer,
  part,
  note,
}: Answered & { readonly concerns: readonly Concern[] }) {
  const [own, absence] = [useRoomWords(supervisionWords), usePartAbsence(answer, part)];
  const [ended, setEnded] = useState<readonly string[]>([]);
  const isRunning = (id: string) =>
    concerns.some(({ officer, since }) => officer === id && since !== undefined);
  const without = (officer: string) => (before: readonly string[]) => before.filter((id) => id !== officer);
  return (
    <Panel title={own.duty} name="duty" note={note}>
      <EndedHere
        ended={ended.filter((id) => !isRunning(id))}
        onResumed={(officer) => setEnded(without(officer))}
      />
      {absence ? (
        <Nothing kind={absence.kind}>{absence.text}</Nothing>
      ) : concerns.length === 0 ? (
        <Nothing kind="empty">{note === undefined ? own.dutyNone : own.dutyNoneIn(note)}</Nothing>
      ) : (
        <ul className="lines">
          {concerns.map((concern, at) => (
            <ConcernLine
              key={`${concern.officer} ${concern.why}`}
              {...{ concern }}
              isFirst={concerns.findIndex(({ officer }) => officer === concern.officer) === at}
              onEnded={() => setEnded((before) => [...before, concern.officer])}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface EndedProps {
  /** Whose duty was ended here. */
  readonly ended: readonly string[];
  readonly onResumed: (officer: string) => void;
}

/** The way back, beside where it was ended. */
function EndedHere({ ended, onResumed }: EndedProps) {
  const own = useRoomWords(supervisionWords);
  return (
    <div role="status">
      {ended.map((officer) => (
        <div key={officer} className="padded">
          {own.endedHere(shortOf(officer))}
          <Reasoned
            order="ResumeDuty"
            document={ResumeDuty}
            about={officer}
            of={shortOf(officer)}
            among={['ENDED_BY_MISTAKE', 'ANOTHER_MEANT'] as const}
            input={(reason) => ({ officerId: officer, reason })}
            onDone={() => onResumed(officer)}
          />
        </div>
      ))}
    </div>
  );
}

interface ConcernProps {
  readonly concern: Concern;
  /** Of several about one officer. */
  readonly isFirst: boolean;
  readonly onEnded: () => void;
}

/** Why an officer's duty is to be looked at; one that runs can be ended. */
function ConcernLine({ concern: { officer, why, where, since }, isFirst, onEnded }: ConcernProps) {
  const own = useRoomWords(supervisionWords);
  return (
    <li>
      <strong className="late">{own.why[why]}</strong>
      <span>{where}</span>
      {since !== undefined && <Since at={since} />}
      <Link href={`/auditoria/policia/${officer}`} className="number">
        {shortOf(officer)}
      </Link>
      {since !== undefined && officer !== UNKNOWN && isFirst && (
        <Reasoned
          order="EndDuty"
          document={EndDuty}
          about={officer}
          of={shortOf(officer)}
          among={['NORMAL', 'TIMEOUT', 'RELIEVED', 'INJURY', 'STARTED_BY_MISTAKE'] as const}
          input={(reason) => ({ officerId: officer, reason })}
          onDone={onEnded}
        />
      )}
    </li>
  );
}

function Since({ at }: { readonly at: string }) {
  const [words, own, atMs] = [useWords(), useRoomWords(supervisionWords), Date.parse(at)];
  return <span className="quiet number">{useOfNow((ms) => own.since(span(ms - atMs, words)))}</span>;
}
