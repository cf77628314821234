import { useEffect, useState } from 'react';
import { Choose, choicesOf, named, Nothing, Panel } from '../../design/components.tsx';
import type {
  CommitmentBrokenReason,
  CommitmentKind,
  CommitmentMoveReason,
  CommitmentOwner,
  MyDayQuery,
} from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { useConnection, usePartAbsence } from '../../graph/use-graph.ts';
import { isDraftKept, useDraft } from '../../session/draft.ts';
import { commitmentWords } from '../../words/commitments.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { useClock, useTerm } from '../../words/time.tsx';
import { useAnotherTerm } from '../another-term.tsx';
import { partOf } from '../sala/room-seen.ts';
import { supervisionWords } from '../supervision/words.ts';
import { endOfDay } from '../wall-clock.ts';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import { beatWords } from './words.ts';

type Commitment = NonNullable<MyDayQuery['commitments']>['edges'][number]['node'];

interface Props {
  readonly answer: Answer<unknown> | undefined;
  readonly day: MyDayQuery;
  readonly beat: string;
  readonly officer: string;
  readonly sending: Sending;
}

/** The commitments of the beat that are still to be kept, the soonest due first. */
export function Commitments({ answer, day, beat, officer, sending }: Props) {
  const [{ sala }, own, absence] = [
    useWords(),
    useRoomWords(commitmentWords),
    usePartAbsence(answer, day.commitments),
  ];
  const [making, setMaking] = useState(false);
  const [ended, setEnded] = useState<readonly Commitment[]>([]);
  const owed = day.commitments?.edges.map(({ node }) => node) ?? [];
  const { subject } = useConnection().session.viewer;
  // An officer who had to leave in the middle of a commitment goes on with it.
  useEffect(() => {
    void isDraftKept(subject, DRAFT).then((isKept) => isKept && setMaking(true));
  }, [subject]);
  const leave = () => setMaking(false);
  return (
    <Panel
      title={own.title}
      name="commitments"
      note={absence ? undefined : (partOf(day.commitments, sala) ?? owed.length)}
    >
      <div className="padded">
        {making ? (
          <CommitmentForm {...{ beat, officer, sending }} onLeave={leave} />
        ) : (
          <Tap onTap={() => setMaking(true)}>{own.make}</Tap>
        )}
      </div>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && owed.length === 0 && <Nothing kind="empty">{own.none}</Nothing>}
      <ul className="lines">
        {owed.map((commitment) => (
          <Owed
            key={commitment.id}
            {...{ commitment, sending }}
            onEnd={() => setEnded((before) => [...before.filter(isOther(commitment)), commitment])}
          />
        ))}
        {ended
          .filter((each) => owed.every(isOther(each)))
          .map((commitment) => (
            <Ended
              key={commitment.id}
              {...{ commitment, sending }}
              onTakenBack={() => setEnded((before) => before.filter(isOther(commitment)))}
            />
          ))}
      </ul>
    </Panel>
  );
}

const isOther =
  (commitment: Commitment) =>
  ({ id }: Commitment): boolean =>
    id !== commitment.id;

interface Promised {
  readonly kind: CommitmentKind;
  readonly owedBy: CommitmentOwner;
  readonly days: string;
}

/** The name under which an unfinished commitment is kept. */
const DRAFT = 'compromiso';
const FIRST: Promised = { kind: 'VISIT', owedBy: 'POLICE', days: '7' };

interface FormProps extends Omit<Props, 'answer' | 'day'> {
  readonly onLeave: () => void;
}

/** Recorded in codes alone (BR-C2); it is due at the end of a day at the place. */
function CommitmentForm({ beat, officer, sending, onLeave }: FormProps) {
  const [own, zone] = [useRoomWords(commitmentWords), useTimeZone()];
  const { fields, write, forget } = useDraft(DRAFT, FIRST);
  const { kind, owedBy, days } = fields;
  const { back } = useRoomWords(beatWords);
  const leave = () => {
    if (forget()) onLeave();
  };
  const save = async () => {
    const dueAt = endOfDay(presentMs(), Number(days), zone);
    const input = { beatId: beat, officerId: officer, kind, owedBy, dueAt };
    if (await sending.tell('promised', input, own.kinds[kind])) leave();
  };
  return (
    <div className="step">
      <Choose
        label={own.what}
        value={kind}
        onChange={(value) => write({ kind: value as CommitmentKind })}
        choices={choicesOf(own.kinds)}
      />
      <Choose
        label={own.who}
        value={owedBy}
        onChange={(value) => write({ owedBy: value as CommitmentOwner })}
        choices={choicesOf(own.owners)}
      />
      <Choose
        label={own.when}
        value={days}
        onChange={(value) => write({ days: value })}
        choices={choicesOf(own.terms)}
      />
      <Tap onTap={save}>{own.save}</Tap>
      <button type="button" onClick={leave}>
        {back}
      </button>
    </div>
  );
}

interface EndedProps {
  readonly commitment: Commitment;
  readonly sending: Sending;
  readonly onTakenBack: () => void;
}

/** Told a moment ago, in this room: what was a mistake is taken back where it was made. */
function Ended({ commitment: { id: commitmentId, kind, dueAt }, sending, onTakenBack }: EndedProps) {
  const [own, clock] = [useRoomWords(commitmentWords), useClock()];
  const name = own.kinds[kind];
  const given = { commitmentId, reason: 'RECORDED_BY_MISTAKE' };
  const takeBack = async () => {
    if (await sending.tell('stillOwed', given, `${own.stillOwed} · ${name}`)) onTakenBack();
  };
  return (
    <li>
      <span className="quiet">{own.noLonger(name)}</span>
      <Tap of={`${name}, ${clock(dueAt)}`} onTap={takeBack}>
        {own.stillOwed}
      </Tap>
    </li>
  );
}

interface OwedProps {
  readonly commitment: Commitment;
  readonly sending: Sending;
  readonly onEnd: () => void;
}

function Owed({ commitment, sending, onEnd }: OwedProps) {
  const own = useRoomWords(commitmentWords);
  const { id: commitmentId, kind, owedBy } = commitment;
  const name = own.kinds[kind];
  const of = `${name}, ${useClock()(commitment.dueAt)}`;
  const keep = async () => {
    if (await sending.tell('keptPromise', { commitmentId }, `${own.kept} · ${name}`)) onEnd();
  };
  return (
    <li>
      <strong>{name}</strong>
      <span className="quiet">{own.owners[owedBy]}</span>
      <Term {...commitment} />
      <Tap of={of} onTap={keep}>
        {own.kept}
      </Tap>
      <Otherwise {...{ commitment, name, of, sending, onEnd }} />
    </li>
  );
}

interface TermProps {
  readonly dueAt: string;
  readonly moves: number;
  readonly forPeaceTable: boolean;
}

/** When it is due, how late it is, how often it was moved, and whether it is a matter for the peace table (BR-C8). */
export function Term({ dueAt, moves, forPeaceTable }: TermProps) {
  const [own, owed] = [useRoomWords(commitmentWords), useRoomWords(supervisionWords)];
  const { late, time } = useTerm(Date.parse(dueAt));
  const parts = [
    late ? owed.overdue(time) : owed.due(time),
    ...(moves > 0 ? [own.moved(moves)] : []),
    ...(forPeaceTable ? [own.table] : []),
  ];
  return <span className={late ? 'late' : 'quiet'}>{parts.join(' · ')}</span>;
}

interface OtherwiseProps extends OwedProps {
  readonly name: string;
  /** What names it among the others. */
  readonly of: string;
}

/** Moves its due day or breaks it: each with a reason. */
function Otherwise({ commitment, name, of, sending, onEnd }: OtherwiseProps) {
  const { id: commitmentId, dueAt } = commitment;
  const own = useRoomWords(commitmentWords);
  const { reason: moving, setReason: setMoving, term, chosen } = useAnotherTerm(dueAt);
  const [breaking, setBreaking] = useState<CommitmentBrokenReason>('NOT_POSSIBLE');
  const move = () =>
    sending.tell('moved', { commitmentId, dueAt: term(), reason: moving }, `${own.move} · ${name}`);
  const breakOff = async () => {
    const given = { commitmentId, reason: breaking };
    if (await sending.tell('broken', given, `${own.breakOff} · ${name}`)) onEnd();
  };
  return (
    <>
      <details className="another">
        <summary {...named(own.move, of)}>{own.move}</summary>
        <Choose
          label={own.why}
          value={moving}
          onChange={(value) => setMoving(value as CommitmentMoveReason)}
          choices={choicesOf(own.moveReasons)}
        />
        {chosen}
        <Tap of={of} onTap={move}>
          {own.move}
        </Tap>
      </details>
      <details className="another">
        <summary {...named(own.breakOff, of)}>{own.breakOff}</summary>
        <Choose
          label={own.why}
          value={breaking}
          onChange={(value) => setBreaking(value as CommitmentBrokenReason)}
          choices={choicesOf(own.brokenReasons)}
        />
        <Tap of={of} onTap={breakOff}>
          {own.breakOff}
        </Tap>
      </details>
    </>
  );
}
