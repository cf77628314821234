import { useState } from 'react';
import { Choose } from '../../design/components.tsx';
import { EndDuty, ResumeDuty, type StaffingQuery, StartDuty } from '../../documents/documents.gen.ts';
import { useRoomWords } from '../../words/settings.ts';
import { useClock } from '../../words/time.tsx';
import { Order, Reasoned } from '../order.tsx';
import { useToldAt } from './told-at.tsx';
import { supervisionWords } from './words.ts';

type Beat = NonNullable<StaffingQuery['beat']>;
type Listed = Beat['shifts']['edges'][number]['node']['roster'][number];
export type Unit = Beat['units'][number];

/** Officers come for a shift this long before it begins. */
export const AHEAD_MS = 2 * 3_600_000;

interface Props {
  readonly officer: NonNullable<Listed['officer']>;
  /** What names the officer among the others. */
  readonly of: string;
  readonly units: readonly Unit[];
  /** From when on somebody may have come for the shift: a duty that ended before was another. */
  readonly sinceMs: number;
}

export const isServing = ({ officer }: Listed): boolean => officer?.duty?.endedAt === null;

/** Whether one who is in the roster has come, and what is told of it: present, gone, or gone by mistake. */
export function RollCall({ officer: { id: officerId, duty: last }, of, units, sinceMs }: Props) {
  const [own, clock] = [useRoomWords(supervisionWords), useClock()];
  const duty = dutySince(last, sinceMs);
  if (duty?.endedAt === null)
    return (
      <>
        <span>{[own.cameAt(clock(duty.startedAt)), ...(duty.unit ? [duty.unit.code] : [])].join(' · ')}</span>
        <Reasoned
          order="EndDuty"
          document={EndDuty}
          about={officerId}
          of={of}
          among={['NORMAL', 'RELIEVED', 'INJURY', 'TIMEOUT', 'STARTED_BY_MISTAKE'] as const}
          input={(reason) => ({ officerId, reason })}
        />
      </>
    );
  return (
    <>
      <span className="late">{duty ? own.wentAt(clock(duty.endedAt!)) : own.absent}</span>
      <Start {...{ officerId, of, units }} />
      {duty && (
        <Reasoned
          order="ResumeDuty"
          document={ResumeDuty}
          about={officerId}
          of={of}
          among={['ENDED_BY_MISTAKE', 'ANOTHER_MEANT'] as const}
          input={(reason) => ({ officerId, reason })}
        />
      )}
    </>
  );
}

function dutySince(duty: Props['officer']['duty'], sinceMs: number) {
  if (duty?.endReason === 'STARTED_BY_MISTAKE') return null;
  return duty && (duty.endedAt === null || Date.parse(duty.endedAt) >= sinceMs) ? duty : null;
}

interface StartProps extends Pick<Props, 'of' | 'units'> {
  readonly officerId: string;
}

function Start({ officerId, of, units }: StartProps) {
  const [own, [unitId, setUnit]] = [useRoomWords(supervisionWords), useState('')];
  const told = useToldAt(own.came, officerId);
  return (
    <Order
      order="StartDuty"
      document={StartDuty}
      about={`${officerId} ${unitId} ${told.key}`}
      of={of}
      input={{
        ...{ officerId, method: 'ROLLCALL' as const },
        ...(unitId !== '' && { unitId }),
        ...told.input,
      }}
    >
      <Choose
        label={own.withUnit}
        value={unitId}
        onChange={setUnit}
        choices={[
          { value: '', label: own.withoutUnit },
          ...units.map(({ id, code }) => ({ value: id, label: code })),
        ]}
      />
      {told.field}
    </Order>
  );
}
