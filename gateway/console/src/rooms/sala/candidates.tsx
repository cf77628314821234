import { useEffect, useRef, useState } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import { type DispatchOverrideReason, DispatchPatrol } from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { Order } from '../order.tsx';
import { type Detail, type Proposed, proposedFor, type RoomUnit, sentTo } from './board.ts';
import { CommandState } from './command-state.tsx';

interface Props {
  readonly incident: Detail;
  /** The selected unit. */
  readonly unit: RoomUnit | undefined;
  readonly units: readonly RoomUnit[];
  /** A dispatch was asked for by key, and the proposal has not had the focus since. */
  readonly isDispatchAsked: boolean;
  readonly onDispatchMet: () => void;
}

/** The units proposed, why, and the button that sends each. */
export function Candidates({ incident, unit, units, isDispatchAsked, onDispatchMet }: Props) {
  const { detail } = useWords();
  const first = useRef<HTMLButtonElement>(null);
  const sent = sentTo(incident);
  const candidates = proposedFor(incident);
  // Once per request, which is met then, also for whoever comes back to the incident: Enter there is not always about a unit.
  useEffect(() => {
    if (!isDispatchAsked || !first.current) return;
    onDispatchMet();
    if (isStillAt(incident.id)) first.current.focus();
  }, [isDispatchAsked, incident.id, candidates[0]?.unit.id]);
  return (
    <>
      <h3>{detail.candidates}</h3>
      {candidates.length === 0 && (
        <p className="quiet">{sent.size > 0 ? detail.noFurther : detail.noCandidates}</p>
      )}
      <ul className="candidates">
        {candidates.map((candidate, index) => (
          <Proposal
            key={candidate.unit.id}
            {...{ candidate, incident }}
            isChosen={candidate.unit.id === unit?.id}
            buttonRef={index === 0 ? first : undefined}
          />
        ))}
      </ul>
      <AnotherUnit incident={incident} units={units.filter(({ id }) => !sent.has(id))} />
    </>
  );
}

/** Whether whoever asked from a row has gone on to nothing else while the proposal was awaited. */
function isStillAt(incidentId: string): boolean {
  const { activeElement: at, body } = document;
  return at === null || at === body || at.closest<HTMLElement>('[data-row]')?.dataset['row'] === incidentId;
}

function Proposal(props: {
  readonly candidate: Proposed;
  readonly incident: Detail;
  readonly isChosen: boolean;
  readonly buttonRef: React.Ref<HTMLButtonElement> | undefined;
}) {
  const { detail, unitStatus, reasons: reasonWords } = useWords();
  const { unit, distanceMetres, etaSeconds, sameBeat, reasons } = props.candidate;
  const [command, intent] = [useCommand(), `dispatch ${props.incident.id} ${unit.id}`];
  const send = () => void command(DispatchPatrol, { incidentId: props.incident.id, unitId: unit.id }, intent);
  const about = [
    unitStatus[unit.status],
    distanceMetres === null ? undefined : detail.metres(distanceMetres),
    etaSeconds === null ? undefined : detail.eta(Math.ceil(etaSeconds / 60)),
    sameBeat ? detail.sameBeat : undefined,
    ...reasons
      .map((reason) => reasonWords[reason])
      .filter((text) => text !== undefined && text !== detail.sameBeat),
  ].filter((text) => text !== undefined);
  return (
    <li className={props.isChosen ? 'of-chosen' : undefined}>
      <button type="button" className="candidate" ref={props.buttonRef} onClick={send}>
        <strong>{detail.dispatchThis(unit.code)}</strong>
        <span>{about.join(' · ')}</span>
      </button>
      <CommandState intent={intent} onAgain={send} />
    </li>
  );
}

/** A unit that was not proposed can be sent, with a reason (BR-I4). */
function AnotherUnit({
  incident,
  units,
}: {
  readonly incident: Detail;
  readonly units: readonly RoomUnit[];
}) {
  const [{ sala, override, unitStatus }, own] = [useWords(), useRoomWords(decisionWords)];
  const [chosen, choose] = useState('');
  const [reason, setReason] = useState<DispatchOverrideReason>(
    incident.proposal ? 'LOCAL_KNOWLEDGE' : 'NO_PROPOSAL',
  );
  const can = units.filter(
    ({ status }) => status === 'AVAILABLE' || status === 'BUSY' || status === 'EN_ROUTE',
  );
  const unit = can.find(({ id }) => id === chosen);
  return (
    <Order
      order="DispatchPatrol"
      document={DispatchPatrol}
      input={{ incidentId: incident.id, unitId: chosen, overrideReason: reason }}
      about={`${incident.id} ${chosen}`}
      isIdle={!unit}
    >
      <Choose
        label={sala.unit}
        value={unit ? chosen : ''}
        onChange={choose}
        choices={[
          { value: '', label: '—' },
          ...can.map(({ id, code, status, incident: at }) => {
            const taken = at !== null && at !== incident.id ? ` · ${own.reassigned}` : '';
            return { value: id, label: `${code} · ${unitStatus[status]}${taken}` };
          }),
        ]}
      />
      <Choose
        label={own.why}
        value={reason}
        onChange={(value) => setReason(value as DispatchOverrideReason)}
        choices={choicesOf(override)}
      />
    </Order>
  );
}
