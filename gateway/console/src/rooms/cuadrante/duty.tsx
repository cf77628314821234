import { useState } from 'react';
import { Choose, choicesOf, Nothing, Panel } from '../../design/components.tsx';
import { silentOf } from '../../graph/absence.ts';
import { useRoomWords } from '../../words/settings.ts';
import { useClock } from '../../words/time.tsx';
import { supervisionWords } from '../supervision/words.ts';
import { dutyOf, type KnownDuty } from './duty.ts';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import type { OfDay } from './tasks.tsx';
import { beatWords } from './words.ts';

interface Props extends OfDay {
  readonly officer: string;
  /** The own unit's id; empty where there is none. */
  readonly unit: string;
  readonly sending: Sending;
}

/** Whether the officer is on duty: presence counts from then on (BR-B5). Where nobody says, either may be told. */
export function Duty({ answer, day, officer, unit, sending }: Props) {
  const { duty: own } = useRoomWords(beatWords);
  const duty = dutyOf(day, answer ? silentOf(answer) : []);
  const isOn = duty?.endedAt === null;
  const given = { officerId: officer };
  const resume = () => sending.tell('dutyResumed', { ...given, reason: 'ENDED_BY_MISTAKE' }, own.resume);
  return (
    <Panel title={own.title} name="duty">
      <div className="padded step">
        <State {...{ duty }} />
        {!isOn && <Begin {...{ given, unit, code: day.unit?.code, sending }} />}
        {duty && !isOn && duty.endReason !== 'STARTED_BY_MISTAKE' && <Tap onTap={resume}>{own.resume}</Tap>}
        {(isOn || duty === null) && <End {...{ given, sending }} />}
      </div>
    </Panel>
  );
}

function State({ duty }: { readonly duty: KnownDuty | null | undefined }) {
  const [{ duty: own }, { why }, clock] = [
    useRoomWords(beatWords),
    useRoomWords(supervisionWords),
    useClock(),
  ];
  if (duty === null) return <Nothing kind="failed">{own.unknown}</Nothing>;
  if (!duty) return <strong>{own.off}</strong>;
  const { startedAt, endedAt, endReason, unit, flag, overran } = duty;
  if (endReason === 'STARTED_BY_MISTAKE') return <strong>{own.off}</strong>;
  if (endedAt !== null) return <strong>{`${own.off} · ${own.ended(clock(endedAt))}`}</strong>;
  return (
    <>
      <strong>{[own.on(clock(startedAt)), ...(unit ? [unit.code] : [])].join(' · ')}</strong>
      {flag?.clearedAt === null && <span className="late">{why[flag.reason]}</span>}
      {overran && <span className="late">{why.OVERRAN}</span>}
    </>
  );
}

interface Acting {
  readonly given: { readonly officerId: string };
  readonly sending: Sending;
}

function Begin(props: Acting & { readonly unit: string; readonly code: string | undefined }) {
  const { duty: own } = useRoomWords(beatWords);
  const { given, unit, code, sending } = props;
  const start = (how: object, label: string) =>
    sending.tell('dutyBegun', { ...given, ...how, method: 'DEVICE' }, label);
  if (unit === '') return <Tap onTap={() => start({}, own.begin)}>{own.begin}</Tap>;
  const together = own.beginWith(code ?? own.ownUnit);
  return (
    <>
      <Tap onTap={() => start({ unitId: unit }, together)}>{together}</Tap>
      <details className="another">
        <summary>{own.alone}</summary>
        <Tap onTap={() => start({}, own.beginAlone)}>{own.beginAlone}</Tap>
      </details>
    </>
  );
}

function End({ given, sending }: Acting) {
  const { duty: own, why } = useRoomWords(beatWords);
  const [reason, setReason] = useState<keyof typeof own.reasons>('NORMAL');
  return (
    <details className="another">
      <summary>{own.end}</summary>
      <div className="step">
        <Choose
          label={why}
          value={reason}
          onChange={(value) => setReason(value as keyof typeof own.reasons)}
          choices={choicesOf(own.reasons)}
        />
        <Tap onTap={() => sending.tell('dutyEnded', { ...given, reason }, own.end)}>{own.end}</Tap>
      </div>
    </details>
  );
}
