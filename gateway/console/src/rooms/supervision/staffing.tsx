import { useState } from 'react';
import { Choose, choicesOf, Dialog, Nothing } from '../../design/components.tsx';
import {
  AssignOfficer,
  type AssignmentRole,
  CancelShift,
  type GateOverrideReason,
  OpenShift,
  OverrideGate,
  type ShiftKind,
  Staffing,
  type StaffingQuery,
  WithdrawAssignment,
} from '../../documents/documents.gen.ts';
import { useAnswer, usePartAbsence } from '../../graph/use-graph.ts';
import { presentMs } from '../../words/present.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useTimeZone } from '../../words/settings.ts';
import { useClock, useMinute } from '../../words/time.tsx';
import { MomentField } from '../moment-field.tsx';
import { Order, Reasoned } from '../order.tsx';
import { Reason } from '../reason.tsx';
import { shortOf } from '../sala/board.ts';
import { momentOf, wallClock } from '../wall-clock.ts';
import { placeOf } from '../zone.ts';
import { Actions } from './actions.tsx';
import { JointPatrols } from './joint-patrols.tsx';
import { OfficerField } from './officer-field.tsx';
import { Owners } from './owners.tsx';
import { AHEAD_MS, isServing, RollCall, type Unit } from './roll-call.tsx';
import { UNKNOWN } from './watch.ts';
import { supervisionWords } from './words.ts';

type Shift = NonNullable<StaffingQuery['beat']>['shifts']['edges'][number]['node'];

interface Props {
  readonly beat: { readonly id: string; readonly code: string };
  /** Who may be put into a shift. */
  readonly officers: readonly string[];
  readonly onClose: () => void;
}

/** Who serves in a beat, now and in the shifts to come. */
export function StaffingDialog({ beat, officers, onClose }: Props) {
  const [own, answer] = [useRoomWords(supervisionWords), useAnswer(Staffing, { beat: beat.id })];
  const told = answer?.data?.beat;
  const shifts = told?.shifts.edges.map(({ node }) => node);
  const absence = usePartAbsence(answer, shifts);
  return (
    <Dialog title={own.planOf(beat.code)} onClose={onClose} wide>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {shifts?.length === 0 && <Nothing kind="empty">{own.noShifts}</Nothing>}
      {shifts?.map((shift) => (
        <ShiftPlan key={shift.id} {...{ shift, officers }} units={told?.units ?? []} />
      ))}
      {shifts && <Open beat={beat.id} />}
      {told && <Owners beat={told} {...{ officers }} />}
      {told && <JointPatrols beat={told} {...{ officers }} />}
      {told && <Actions beat={told} {...{ officers }} />}
    </Dialog>
  );
}

interface ShiftProps {
  readonly shift: Shift;
  readonly officers: readonly string[];
  /** Those in the beat, with which somebody may go out. */
  readonly units: readonly Unit[];
}

function ShiftPlan({ shift, officers, units }: ShiftProps) {
  const { id: shiftId, kind, startsAt, endsAt, undersizedCell } = shift;
  const [own, clock, reasons] = [useRoomWords(supervisionWords), useClock(), useRoomWords(reasonWords)];
  const [name, now] = [`${own.kinds[kind]} ${clock(startsAt)}–${clock(endsAt)}`, useMinute()];
  const roster = shift.roster.filter((each) => Date.parse(each.endsAt) > now);
  const calledMs = Date.parse(startsAt) - AHEAD_MS;
  const others = officers.filter((each) => !roster.some(({ officer }) => officer?.id === each));
  return (
    <section aria-label={name}>
      <h3>
        {name} {undersizedCell && <span className="late">{own.undersized}</span>}
      </h3>
      {roster.length === 0 && <p className="quiet">{own.rosterNone}</p>}
      {roster.length > 0 && calledMs <= now && (
        <p role="status">{own.serving(roster.filter(isServing).length, roster.length)}</p>
      )}
      <ul className="lines">
        {roster.map(({ officer, role, startsAt: from, groundLost, override }) => (
          <li key={officer?.id ?? from}>
            <span className="number">{officer ? shortOf(officer.id) : UNKNOWN}</span>
            <span>{own.roles[role]}</span>
            {groundLost && <span className="late">{own.groundLost}</span>}
            {override && <span className="late">{own.overridden(reasons[override.reason]!)}</span>}
            {officer && calledMs <= now && (
              <RollCall {...{ officer, units }} sinceMs={calledMs} of={`${shortOf(officer.id)}, ${name}`} />
            )}
            {officer && (
              <Reasoned
                order="WithdrawAssignment"
                document={WithdrawAssignment}
                about={`${officer.id} ${shiftId}`}
                of={`${shortOf(officer.id)}, ${name}`}
                among={['REPLANNED', 'MISTAKE', 'ELIGIBILITY_LOST'] as const}
                input={(reason) => ({ officerId: officer.id, shiftId, reason })}
              />
            )}
          </li>
        ))}
      </ul>
      <Assign {...{ shiftId, name, officers: others }} />
      <Override {...{ shiftId, name, officers: others }} />
      {shift.roster.length === 0 && (
        <Reasoned
          order="CancelShift"
          document={CancelShift}
          about={shiftId}
          of={name}
          among={['MISTAKE', 'REPLANNED'] as const}
          input={(reason) => ({ shiftId, reason })}
        />
      )}
    </section>
  );
}

interface AssignProps {
  readonly shiftId: string;
  readonly name: string;
  readonly officers: readonly string[];
}

/** Puts an officer into the roster; the gate answers for each whether that may be (BR-T3, BR-T4). */
function Assign(props: AssignProps) {
  const { shiftId, name } = props;
  const [who, setWho] = useState<Chosen>(NOBODY);
  return (
    <Order
      order="AssignOfficer"
      document={AssignOfficer}
      about={`${shiftId} ${who.officerId}`}
      of={name}
      input={{ shiftId, ...who }}
      onDone={() => setWho({ ...who, officerId: '' })}
    >
      <WhoAndRole {...props} {...{ who, setWho }} />
    </Order>
  );
}

const OVERRIDES: readonly GateOverrideReason[] = ['NOBODY_TRAINED', 'RENEWAL_UNDER_WAY', 'EMERGENCY'];

/** Puts an officer into it whom the gate refuses: for this shift alone, by whoever says why (ST-4). */
function Override(props: AssignProps) {
  const { shiftId, name } = props;
  const [who, setWho] = useState<Chosen>(NOBODY);
  const [reason, setReason] = useState<GateOverrideReason>('NOBODY_TRAINED');
  return (
    <Order
      order="OverrideGate"
      document={OverrideGate}
      about={`${shiftId} ${who.officerId}`}
      of={name}
      input={{ shiftId, ...who, reason }}
      onDone={() => setWho({ ...who, officerId: '' })}
    >
      <WhoAndRole {...props} {...{ who, setWho }} />
      <Reason among={OVERRIDES} value={reason} onChange={setReason} />
    </Order>
  );
}

interface Chosen {
  readonly officerId: string;
  readonly role: AssignmentRole;
}
const NOBODY: Chosen = { officerId: '', role: 'MEMBER' };

interface ChosenProps extends AssignProps {
  readonly who: Chosen;
  readonly setWho: (who: Chosen) => void;
}

function WhoAndRole({ officers, who, setWho }: ChosenProps) {
  const own = useRoomWords(supervisionWords);
  const { officerId, role } = who;
  return (
    <>
      <OfficerField
        {...{ officers }}
        value={officerId}
        onChange={(chosen) => setWho({ ...who, officerId: chosen })}
      />
      <Choose
        label={own.role}
        value={role}
        onChange={(value) => setWho({ ...who, role: value as AssignmentRole })}
        choices={choicesOf(own.roles)}
      />
    </>
  );
}

const HOUR_MS = 3_600_000;

/** Opens a shift, by the clock of the place. */
function Open({ beat }: { readonly beat: string }) {
  const [own, zone] = [useRoomWords(supervisionWords), useTimeZone()];
  const [kind, setKind] = useState<ShiftKind>('M');
  const [from, setFrom] = useState(() => wallClock(presentMs() - (presentMs() % HOUR_MS) + HOUR_MS, zone));
  const [to, setTo] = useState(() => wallClock(presentMs() - (presentMs() % HOUR_MS) + 9 * HOUR_MS, zone));
  const [startsMs, endsMs] = [momentOf(from, zone), momentOf(to, zone)];
  const told = startsMs !== undefined && endsMs !== undefined && startsMs < endsMs;
  const at = (ms: number | undefined) => new Date(ms ?? 0).toISOString();
  return (
    <Order
      order="OpenShift"
      document={OpenShift}
      about={`${beat} ${kind} ${from}`}
      input={{ beatId: beat, kind, startsAt: at(startsMs), endsAt: at(endsMs) }}
      isIdle={!told}
    >
      <Choose
        label={own.kind}
        value={kind}
        onChange={(value) => setKind(value as ShiftKind)}
        choices={choicesOf(own.kinds)}
      />
      <MomentField label={own.from} place={placeOf(beat)} value={from} required onChange={setFrom} />
      <MomentField label={own.to} place={placeOf(beat)} value={to} required onChange={setTo} />
    </Order>
  );
}
