import { Choose, choicesOf } from '../design/components.tsx';
import { FORMS } from '../documents/forms.gen.ts';
import { useRoomWords } from '../words/settings.ts';
import { Line } from './cuadrante/line.tsx';
import { beatWords } from './cuadrante/words.ts';
import { type PersonWritten, plateIn, type VehicleWritten } from './parts.ts';
import { partsWords } from './parts-words.ts';

interface Writing<Written> {
  readonly fields: Written;
  readonly write: (changes: Partial<Written>) => void;
}

/** Which vehicle it was, and its part. */
export function VehicleFields({ fields, write }: Writing<VehicleWritten>) {
  const own = useRoomWords(partsWords);
  return (
    <>
      <Choose
        label={own.kind}
        value={fields.kind}
        onChange={(kind) => write({ kind: kind as VehicleWritten['kind'] })}
        choices={choicesOf(own.kinds)}
      />
      <Choose
        label={own.part}
        value={fields.part}
        onChange={(part) => write({ part: part as VehicleWritten['part'] })}
        choices={choicesOf(own.parts)}
      />
      <Line
        label={own.plate}
        value={fields.plate}
        form={FORMS['TellVehicle plate']}
        onChange={(text) => write({ plate: plateIn(text) })}
      />
    </>
  );
}

/** Who it was; of somebody who is or may be a minor, who cares for them (BR-C5). */
export function PersonFields({ fields, write }: Writing<PersonWritten>) {
  const [own, { victim }] = [useRoomWords(partsWords), useRoomWords(beatWords)];
  const isAdult = fields.ageBand === 'ADULT';
  const part = isAdult ? 'adult' : 'minor';
  return (
    <>
      <Choose
        label={own.who}
        value={fields.part}
        onChange={(who) => write({ part: who as PersonWritten['part'] })}
        choices={choicesOf(own.whos)}
      />
      <Choose
        label={own.age}
        value={fields.ageBand}
        onChange={(age) => write({ ageBand: age as PersonWritten['ageBand'] })}
        choices={choicesOf(victim.ages)}
      />
      <Line
        label={isAdult ? victim.name : victim.minorName}
        value={fields.name}
        form={FORMS[`TellInvolved ${part}.name`]}
        onChange={(name) => write({ name })}
      />
      {!isAdult && (
        <Line
          label={victim.caregiver}
          value={fields.caregiver}
          form={FORMS['TellInvolved minor.caregiver']}
          onChange={(caregiver) => write({ caregiver })}
        />
      )}
      <Line
        label={isAdult ? victim.way : victim.caregiverWay}
        value={fields.way}
        form={FORMS[`TellInvolved ${part}.way`]}
        onChange={(way) => write({ way })}
      />
    </>
  );
}
