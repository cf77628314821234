import { useState } from 'react';
import { Choose } from '../../design/components.tsx';
import {
  NameOwner,
  type OwnerReliefReason,
  RelieveOwner,
  type StaffingQuery,
} from '../../documents/documents.gen.ts';
import { useRoomWords } from '../../words/settings.ts';
import { useDay } from '../academia/use-day.ts';
import { Order, Reasoned } from '../order.tsx';
import { shortOf } from '../sala/board.ts';
import { OfficerField } from './officer-field.tsx';
import { ownerWords } from './owner-words.ts';
import { UNKNOWN } from './watch.ts';

interface Props {
  readonly beat: NonNullable<StaffingQuery['beat']>;
  readonly officers: readonly string[];
}

const RELIEVED = [
  ...(['REASSIGNED', 'LEFT', 'RETIRED', 'REMOVED', 'DIED', 'NAMED_BY_MISTAKE'] as const),
] as const satisfies readonly OwnerReliefReason[];

/** Who owns the beat, whoever owns its shifts, where the model has named owners (BR-B13). */
export function Owners({ beat: { id: beatId, owners, ownersInModel }, officers }: Props) {
  const [own, day] = [useRoomWords(ownerWords), useDay()];
  // Who was named under an earlier model stays until relieved.
  if (ownersInModel === 0 && owners.length === 0) return null;
  const holders = owners.flatMap(({ officer }) => officer?.id ?? []);
  return (
    <section aria-label={own.title}>
      <h3>{own.title}</h3>
      {owners.length === 0 && <p className="quiet">{own.none}</p>}
      <ul className="lines">
        {owners.map(({ officer, from }) => (
          <li key={officer?.id ?? from}>
            <span className="number">{officer ? shortOf(officer.id) : UNKNOWN}</span>
            <span className="quiet">{own.since(day(from))}</span>
            {officer && (
              <Reasoned
                order="RelieveOwner"
                document={RelieveOwner}
                about={`${beatId} ${officer.id}`}
                of={shortOf(officer.id)}
                among={RELIEVED}
                input={(reason) => ({ beatId, officerId: officer.id, reason })}
              />
            )}
          </li>
        ))}
      </ul>
      {ownersInModel > 0 && (
        <Name
          {...{ beatId, holders, seats: ownersInModel, isFull: owners.length >= ownersInModel }}
          officers={officers.filter((each) => !holders.includes(each))}
        />
      )}
    </section>
  );
}

interface NameProps {
  readonly beatId: string;
  readonly holders: readonly string[];
  readonly seats: number;
  readonly isFull: boolean;
  readonly officers: readonly string[];
}

function Name({ beatId, holders, seats, isFull, officers }: NameProps) {
  const own = useRoomWords(ownerWords);
  const [officerId, setOfficer] = useState('');
  const [chosen, setReplaced] = useState('');
  const inPlaceOf = holders.includes(chosen) ? chosen : '';
  return (
    <Order
      order="NameOwner"
      document={NameOwner}
      about={`${beatId} ${officerId} ${inPlaceOf}`}
      input={{ beatId, officerId, ...(inPlaceOf !== '' && { inPlaceOf }) }}
      isIdle={isFull && inPlaceOf === ''}
      onDone={() => {
        setOfficer('');
        setReplaced('');
      }}
    >
      <p className="quiet">{isFull ? own.full : own.seats(seats)}</p>
      <OfficerField {...{ officers }} value={officerId} onChange={setOfficer} />
      {holders.length > 0 && (
        <Choose
          label={own.inPlaceOf}
          value={inPlaceOf}
          onChange={setReplaced}
          choices={[
            { value: '', label: own.nobody },
            ...holders.map((each) => ({ value: each, label: shortOf(each) })),
          ]}
        />
      )}
    </Order>
  );
}
