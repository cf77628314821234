import { useState } from 'react';
import { Choose } from '../../design/components.tsx';
import { BeginJointPatrol, type StaffingQuery } from '../../documents/documents.gen.ts';
import { useRoomWords } from '../../words/settings.ts';
import { Order } from '../order.tsx';
import { shortOf } from '../sala/board.ts';
import { OfficerField } from './officer-field.tsx';
import { patrolWords } from './patrol-words.ts';
import { useToldAt } from './told-at.tsx';

/** As many as a patrol takes. */
const MEMBERS_MAX = 12;

type Corps = NonNullable<StaffingQuery['beat']>['jointPatrolCorps'][number];

interface Member {
  readonly officerId: string;
  readonly corps: string;
}

interface Props {
  readonly beatId: string;
  readonly corps: readonly Corps[];
  readonly officers: readonly string[];
}

/** They are written one by one: below the last there is always room for another, and whoever is emptied is out. */
export function BeginPatrol({ beatId, corps, officers }: Props) {
  const own = useRoomWords(patrolWords);
  const [[rows, setRows], [chosen, setCommander]] = [useState<readonly Member[]>([]), useState('')];
  const told = useToldAt(own.began, beatId);
  const corpsAt = (index: number) => rows[index]?.corps ?? (corps[index] ?? corps.at(-1)!).code;
  const members = rows.filter(({ officerId }) => officerId !== '');
  const commanding = corps.filter(({ commands }) => commands).map(({ code }) => code);
  const able = members.filter((member) => commanding.includes(member.corps));
  const commander = able.find(({ officerId }) => officerId === chosen) ?? able[0];
  return (
    <Order
      order="BeginJointPatrol"
      document={BeginJointPatrol}
      about={`${beatId} ${members.map(({ officerId }) => officerId).join(' ')}`}
      input={{ beatId, members, commanderId: commander?.officerId ?? '', ...told.input }}
      isIdle={commander === undefined}
      onDone={() => setRows([])}
    >
      <p className="quiet">{own.together(corps.map(({ code }) => code).join(', '))}</p>
      {Array.from({ length: Math.min(rows.length + 1, MEMBERS_MAX) }, (_, index) => (
        <MemberFields
          key={index}
          {...{ index, corps }}
          officers={officers.filter((each) =>
            rows.every(({ officerId }, at) => at === index || officerId !== each),
          )}
          member={{ officerId: rows[index]?.officerId ?? '', corps: corpsAt(index) }}
          onChange={(member) => setRows(withRow(rows, index, member))}
        />
      ))}
      {commander === undefined ? (
        <p className="quiet">{own.noCommander(commanding.join(', '))}</p>
      ) : (
        <Choose
          label={own.commander}
          value={commander.officerId}
          onChange={setCommander}
          choices={able.map(({ officerId }) => ({ value: officerId, label: shortOf(officerId) }))}
        />
      )}
      {told.field}
    </Order>
  );
}

const withRow = (rows: readonly Member[], index: number, member: Member): readonly Member[] =>
  index < rows.length ? rows.map((row, at) => (at === index ? member : row)) : [...rows, member];

interface FieldProps {
  readonly index: number;
  readonly member: Member;
  readonly corps: readonly Corps[];
  readonly officers: readonly string[];
  readonly onChange: (member: Member) => void;
}

function MemberFields({ index, member, corps, officers, onChange }: FieldProps) {
  const own = useRoomWords(patrolWords);
  return (
    <fieldset className="several">
      <legend>{own.member(index + 1)}</legend>
      <OfficerField
        {...{ officers }}
        isOptional={index > 0}
        value={member.officerId}
        onChange={(officerId) => onChange({ ...member, officerId })}
      />
      <Choose
        label={own.corps}
        value={member.corps}
        onChange={(code) => onChange({ ...member, corps: code })}
        choices={corps.map(({ code }) => ({ value: code, label: code }))}
      />
    </fieldset>
  );
}
