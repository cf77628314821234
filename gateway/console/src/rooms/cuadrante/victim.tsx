import { Choose, choicesOf, named, Nothing } from '../../design/components.tsx';
import { VictimTold } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useAsked, usePartAbsence } from '../../graph/use-graph.ts';
import { useWritten } from '../../session/written.ts';
import { useRoomWords } from '../../words/settings.ts';
import { Denied, Fold } from '../opened-of.tsx';
import { openedWords } from '../opened-words.ts';
import { begun, tellingOf, type Written } from './safe-channel.ts';
import type { Victim as Known } from './safely.ts';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import { beatWords } from './words.ts';
import { Line } from './line.tsx';

interface Props {
  readonly followUp: { readonly id: string; readonly victim: Known | null };
  readonly name: string;
  /** What names it among the others. */
  readonly of: string;
  readonly sending: Sending;
}

/** Who is looked for and where: opened when somebody presses, since each opening is noted. */
export function Victim({ followUp: { id }, of }: Pick<Props, 'followUp' | 'of'>) {
  const own = useRoomWords(beatWords).victim;
  return (
    <Fold summary={own.open} of={of}>
      <Opened id={id} />
    </Fold>
  );
}

/** Each request to open is noted, so it is not repeated because another part is unavailable. */
const OPENING = {
  purpose: 'FOLLOW_UP',
  isEnough: (data: { readonly followUp: object | null } | undefined) => Boolean(data?.followUp),
};

function Opened({ id }: { readonly id: string }) {
  const [own, opened] = [useRoomWords(beatWords).victim, useRoomWords(openedWords)];
  const answer = useAsked(VictimTold, { id }, OPENING);
  const followUp = answer?.data?.followUp;
  const absence = usePartAbsence(answer, followUp);
  if (absence || !followUp) return <Nothing kind={absence?.kind ?? 'empty'}>{absence?.text}</Nothing>;
  const { name = null, way = null, minorName = null } = followUp.victim ?? {};
  const { caregiver = null, caregiverWay = null } = followUp.victim ?? {};
  const facts = [
    ...[[own.name, name] as const, [own.way, way] as const, [own.minorName, minorName] as const],
    ...[[own.caregiver, caregiver] as const, [own.caregiverWay, caregiverWay] as const],
  ].filter(([, text]) => text !== null);
  return (
    <>
      <Denied answer={answer} />
      {facts.length === 0 && answer?.troubles.length === 0 && <Nothing kind="empty">{opened.untold}</Nothing>}
      <dl className="facts">
        {facts.map(([what, text]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Records how the victim may be reached (BR-C4, BR-C5). What is written is kept on no device until it is told. */
export function TellSafely({ followUp: { id, victim }, name, of, sending }: Props) {
  const own = useRoomWords(beatWords);
  const { fields, isOpen, setOpen, write, fold } = useWritten(`channel ${id}`, () => begun(victim));
  const tell = async () => {
    const given = { followUpId: id, ...tellingOf(fields) };
    if (await sending.tell('channel', given, `${own.victim.tell} · ${name}`)) fold();
  };
  return (
    <details className="another" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary {...named(own.victim.tell, of)}>{own.victim.tell}</summary>
      <form {...named(own.victim.tell, of)} className="step" onSubmit={(event) => event.preventDefault()}>
        <How {...{ fields, write }} />
        <Who {...{ fields, write }} />
        <p className="quiet">{own.victim.hint}</p>
        <Tap of={of} onTap={tell}>
          {own.victim.save}
        </Tap>
      </form>
    </details>
  );
}

interface Writing {
  readonly fields: Written;
  readonly write: (changes: Partial<Written>) => void;
}

const HOURS = Array.from({ length: 25 }, (_, hour) => ({ value: String(hour), label: `${hour}:00` }));
const TO_FIRST = '24';

function How({ fields, write }: Writing) {
  const { victim: own, safely } = useRoomWords(beatWords);
  const { channel, from, to } = fields;
  const startAt = (hour: string) => write({ from: hour, to: hour === '' ? '' : to || TO_FIRST });
  return (
    <>
      <Choose
        label={own.how}
        value={channel}
        onChange={(value) => write({ channel: value as Written['channel'] })}
        choices={choicesOf(safely.channels)}
      />
      <Choose
        label={own.from}
        value={from}
        onChange={startAt}
        choices={[{ value: '', label: own.anyHour }, ...HOURS.slice(0, -1)]}
      />
      {from !== '' && (
        <Choose label={own.to} value={to} onChange={(hour) => write({ to: hour })} choices={HOURS.slice(1)} />
      )}
      <Check
        label={own.weekdays}
        value={fields.weekdaysOnly}
        onChange={(is) => write({ weekdaysOnly: is })}
      />
      <Check label={own.sameGender} value={fields.sameGender} onChange={(is) => write({ sameGender: is })} />
    </>
  );
}

function Who({ fields, write }: Writing) {
  const own = useRoomWords(beatWords).victim;
  const { ageBand, keptBy, name, caregiver, way } = fields;
  const isAdult = ageBand === 'ADULT';
  const part = isAdult ? 'adult' : 'minor';
  return (
    <>
      <Choose
        label={own.age}
        value={ageBand}
        onChange={(value) => write({ ageBand: value as Written['ageBand'] })}
        choices={choicesOf(own.ages)}
      />
      <Line
        label={isAdult ? own.name : own.minorName}
        value={name}
        form={FORMS[`TellVictim ${part}.name`]}
        onChange={(text) => write({ name: text })}
      />
      {!isAdult && (
        <Line
          label={own.caregiver}
          value={caregiver}
          form={FORMS['TellVictim minor.caregiver']}
          onChange={(text) => write({ caregiver: text })}
        />
      )}
      <Line
        label={isAdult ? own.way : own.caregiverWay}
        value={way}
        form={FORMS[`TellVictim ${part}.way`]}
        onChange={(text) => write({ way: text })}
      />
      <Choose
        label={own.keptBy}
        value={keptBy}
        onChange={(value) => write({ keptBy: value as Written['keptBy'] })}
        choices={choicesOf(own.grounds)}
      />
    </>
  );
}

function Check(props: {
  readonly label: string;
  readonly value: boolean | null | undefined;
  readonly onChange: (is: boolean) => void;
}) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={props.value ?? false}
        onChange={({ target }) => props.onChange(target.checked)}
      />{' '}
      {props.label}
    </label>
  );
}
