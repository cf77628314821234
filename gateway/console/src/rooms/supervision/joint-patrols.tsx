import { useState } from 'react';
import { Choose } from '../../design/components.tsx';
import {
  EndJointPatrol,
  type JointPatrolEndReason,
  type PatrolActRetractReason,
  type PatrolPower,
  type PatrolToldFragment,
  RecordPatrolAct,
  RetractPatrolAct,
  type StaffingQuery,
} from '../../documents/documents.gen.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { useClock } from '../../words/time.tsx';
import { Order, Reasoned } from '../order.tsx';
import { Reason } from '../reason.tsx';
import { shortOf } from '../sala/board.ts';
import { partOf } from '../sala/room-seen.ts';
import { BeginPatrol } from './begin-patrol.tsx';
import { patrolWords } from './patrol-words.ts';
import { useToldAt } from './told-at.tsx';
import { UNKNOWN } from './watch.ts';

interface Props {
  readonly beat: NonNullable<StaffingQuery['beat']>;
  readonly officers: readonly string[];
}

/** Police and auxiliaries who go out together, where the model knows that (BR-B22). */
export function JointPatrols({ beat, officers }: Props) {
  const [{ sala }, own] = [useWords(), useRoomWords(patrolWords)];
  const { jointPatrolCorps: corps, jointPatrols, shifts } = beat;
  const patrols = jointPatrols.edges.map(({ node }) => node);
  // What began under an earlier model still has to end.
  if (corps.length === 0 && patrols.length === 0) return null;
  const part = partOf(jointPatrols, sala);
  const listed = shifts.edges.flatMap(({ node }) => node.roster.flatMap(({ officer }) => officer?.id ?? []));
  return (
    <section aria-label={own.title}>
      <h3>{own.title}</h3>
      {patrols.length === 0 && <p className="quiet">{own.none}</p>}
      {part !== undefined && <p className="quiet">{own.latest(part)}</p>}
      <ul className="lines">
        {patrols.map((patrol) => (
          <PatrolLine key={patrol.id} patrol={patrol} />
        ))}
      </ul>
      {corps.length > 0 && (
        <BeginPatrol {...{ beatId: beat.id, corps }} officers={[...new Set([...listed, ...officers])]} />
      )}
    </section>
  );
}

/** An officer by the beginning of the identifier. */
const nameOf = (officer: { readonly id: string } | null): string => (officer ? shortOf(officer.id) : UNKNOWN);

interface Of {
  readonly patrol: PatrolToldFragment;
}

function PatrolLine({ patrol }: Of) {
  const [own, reasons, clock] = [useRoomWords(patrolWords), useRoomWords(reasonWords), useClock()];
  const { id, open, from, until, endReason, commander, members, acts } = patrol;
  return (
    <li>
      <strong>
        {open || until === null
          ? own.open(clock(from))
          : own.over(clock(from), clock(until), reasons[endReason!]!)}
      </strong>
      <span>{own.commands(nameOf(commander))}</span>
      <span className="quiet">
        {members.map(({ officer, corps }) => `${nameOf(officer)} ${corps}`).join(' · ')}
      </span>
      {acts.map((act) => (
        <ActTold key={act.number} {...{ patrolId: id, act }} />
      ))}
      <Record patrol={patrol} />
      {open && <End patrolId={id} />}
    </li>
  );
}

interface ActProps {
  readonly patrolId: string;
  readonly act: PatrolToldFragment['acts'][number];
}

const RETRACTED = ['MISTAKE', 'OTHER_OFFICER'] as const satisfies readonly PatrolActRetractReason[];

function ActTold({ patrolId, act: { number, officer, act, at, handedOverTo, retracted } }: ActProps) {
  const [own, reasons, clock] = [useRoomWords(patrolWords), useRoomWords(reasonWords), useClock()];
  const does = `${own.acts[act]}, ${nameOf(officer)}, ${clock(at)}`;
  return (
    <>
      <span>
        {[
          does,
          ...(handedOverTo === null ? [] : [own.to(handedOverTo)]),
          ...(retracted === null ? [] : [own.retracted(reasons[retracted]!)]),
        ].join(' · ')}
      </span>
      {retracted === null && (
        <Reasoned
          order="RetractPatrolAct"
          document={RetractPatrolAct}
          about={`${patrolId} ${number}`}
          of={does}
          among={RETRACTED}
          input={(reason) => ({ jointPatrolId: patrolId, number, reason })}
        />
      )}
    </>
  );
}

/** What a member did, told by whoever commands; only what the member's corps may do is offered (BR-B22). */
function Record({ patrol: { id: jointPatrolId, members } }: Of) {
  const own = useRoomWords(patrolWords);
  const [[chosen, choose], [did, setDid]] = [useState(''), useState('')];
  const told = useToldAt(own.did, jointPatrolId);
  const able = members.flatMap(({ officer, corps, powers }) =>
    officer && powers.length > 0 ? { officerId: officer.id, corps, powers } : [],
  );
  const member = able.find((each) => each.officerId === chosen) ?? able[0];
  const act: PatrolPower | undefined = member?.powers.find((each) => each === did) ?? member?.powers[0];
  if (!member || act === undefined) return null;
  const { officerId } = member;
  return (
    <Order
      order="RecordPatrolAct"
      document={RecordPatrolAct}
      about={`${jointPatrolId} ${officerId} ${act} ${told.key}`}
      of={shortOf(jointPatrolId)}
      input={{ jointPatrolId, officerId, act, ...told.input }}
    >
      <Choose
        label={own.who}
        value={officerId}
        onChange={choose}
        choices={able.map((each) => ({
          ...{ value: each.officerId, label: `${shortOf(each.officerId)} ${each.corps}` },
        }))}
      />
      <Choose
        label={own.act}
        value={act}
        onChange={setDid}
        choices={member.powers.map((each) => ({ value: each, label: own.acts[each] }))}
      />
      {told.field}
    </Order>
  );
}

const ENDED = [
  'ROUND_DONE',
  'COMMANDER_LEFT',
  'EMERGENCY',
  'ORDERED',
  'MISTAKE',
] as const satisfies readonly JointPatrolEndReason[];

function End({ patrolId }: { readonly patrolId: string }) {
  const [own, [reason, setReason]] = [
    useRoomWords(patrolWords),
    useState<JointPatrolEndReason>('ROUND_DONE'),
  ];
  const told = useToldAt(own.ended, patrolId);
  return (
    <Order
      order="EndJointPatrol"
      document={EndJointPatrol}
      about={patrolId}
      of={shortOf(patrolId)}
      input={{ jointPatrolId: patrolId, reason, ...told.input }}
    >
      <Reason among={ENDED} value={reason} onChange={setReason} />
      {told.field}
    </Order>
  );
}
