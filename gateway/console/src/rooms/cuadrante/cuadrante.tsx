import { useEffect, useRef, useState } from 'react';
import { Choose, Nothing } from '../../design/components.tsx';
import { MyContactKinds, MyDay, MyTies, type MyTiesQuery } from '../../documents/documents.gen.ts';
import { silentOf } from '../../graph/absence.ts';
import { isOld } from '../../graph/line.ts';
import { useAbsence, useAnswer, useAsked, useConnection, useLine } from '../../graph/use-graph.ts';
import { keyOf } from '../../session/session.ts';
import { TimeZoneProvider, useRoomWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { Freshness } from '../sala/freshness.tsx';
import { zoneOf } from '../zone.ts';
import { Commitments } from './commitments.tsx';
import { ContactForm } from './contact-form.tsx';
import { type Steps, useContactSteps } from './contact-steps.ts';
import { kindsOf } from './contact-kinds.ts';
import { isUndrawn, withoutNone } from './drawn.ts';
import { Duty } from './duty.tsx';
import { OwedVisits } from './owed-visits.tsx';
import { Planned } from './planned.tsx';
import { Recent } from './recent.tsx';
import { type Sending, useSending } from './sending.ts';
import { Tap } from './tap.tsx';
import { Tasks } from './tasks.tsx';
import { beatWords } from './words.ts';

const NO_VARIABLES = {};

/** A beat officer's day on a phone: what to do now, who is owed a visit, and a contact in a few taps, with or without signal. */
export function Cuadrante() {
  const [own, { viewer }] = [useRoomWords(beatWords), useConnection().session];
  const [tied, absence] = useTies();
  const [chosen, setChosen] = useState<string>();
  if (!tied) return <Nothing kind={absence?.kind ?? 'loading'}>{absence?.text}</Nothing>;
  const beat = chosen ?? tied.beats[0];
  if (tied.officer === null || beat === undefined) return <Nothing kind="empty">{own.noBeat}</Nothing>;
  return (
    <TimeZoneProvider value={zoneOf(viewer.entity ?? '')}>
      <Day
        {...{ beat }}
        beats={tied.beats}
        officer={tied.officer}
        unit={tied.unit ?? ''}
        onBeat={setChosen}
      />
    </TimeZoneProvider>
  );
}

/** As last told in this page: a user who comes back from another room where there is no signal goes on. */
const toldTies = new Map<string, MyTiesQuery['viewer']>();

function useTies() {
  const key = keyOf(useConnection().session.viewer);
  const ties = useAsked(MyTies, NO_VARIABLES);
  const absence = useAbsence(ties);
  if (ties?.data) toldTies.set(key, ties.data.viewer);
  return [toldTies.get(key), absence] as const;
}

interface DayProps {
  readonly beat: string;
  readonly beats: readonly string[];
  readonly officer: string;
  readonly unit: string;
  readonly onBeat: (beat: string) => void;
}

/** A contact can be started once it is known in which beat, and goes on when another beat is chosen. */
function Day({ beat, beats, officer, unit, onBeat }: DayProps) {
  const [own, sending, line] = [useRoomWords(beatWords), useSending(), useLine()];
  const steps = useContactSteps();
  const kinds = kindsOf(useAsked(MyContactKinds, { beat })?.data, beat, own.kinds);
  const answer = useAnswer(MyDay, { beat, unit, officer });
  const absence = useAbsence(answer);
  const told = answer?.data;
  const code = told?.beat?.code ?? '…';
  const isDrawn = (told !== undefined && told.beat !== null) || beats.length === 1;
  // A beat that nobody has drawn yet is not one to start in.
  const next = beats[beats.indexOf(beat) + 1];
  const isMissing = told !== undefined && isUndrawn(told, silentOf(answer!));
  const isGoingOn = isMissing && next !== undefined;
  const day = isGoingOn ? undefined : told && (isDrawn ? told : withoutNone(told));
  // Without a line there is no waiting for an answer.
  const isKnown = (answer !== undefined && !isGoingOn) || beats.length === 1 || isOld(line);
  useEffect(() => {
    if (isGoingOn) onBeat(next);
  }, [isGoingOn, next, onBeat]);
  return (
    <div className="phone">
      <h1>
        {own.title} · {code}
      </h1>
      <Freshness cut={answer?.cut} servicesDown={answer ? silentOf(answer) : []} reporting={undefined} />
      <QueueState sending={sending} />
      {steps.step ? (
        <ContactForm
          {...{ kinds, steps }}
          onSave={async (contact, label) => {
            const input = { beatId: beat, officerIds: [officer], topics: [], ...contact };
            const among = isDrawn ? undefined : beats.slice(beats.indexOf(beat));
            if (await sending.tell('contact', input, label, among)) steps.leave();
          }}
        />
      ) : (
        <Begin {...{ isKnown, steps }} />
      )}
      {absence || !day ? (
        <Nothing kind={absence?.kind ?? 'loading'}>{absence?.text}</Nothing>
      ) : (
        <>
          <Duty {...{ answer, day, officer, unit, sending }} />
          <Tasks {...{ answer, day, unit, sending }} />
          {day.beat && <Planned beat={day.beat} {...{ officer, sending }} />}
          <OwedVisits {...{ answer, day, sending }} />
          <Commitments {...{ answer, day, beat, officer, sending }} />
          <Recent {...{ answer, day, beat, kinds, officer, sending }} />
        </>
      )}
      {beats.length > 1 && (
        <Choose
          label={own.beat}
          value={beat}
          onChange={onBeat}
          choices={beats.map((id, index) => ({ value: id, label: id === beat ? code : `${index + 1}` }))}
        />
      )}
    </div>
  );
}

/** An officer who has recorded a contact, or went back from it, starts here: the button that led back is gone. */
function Begin({ isKnown, steps }: { readonly isKnown: boolean; readonly steps: Steps }) {
  const [own, ref] = [useRoomWords(beatWords), useRef<HTMLButtonElement>(null)];
  useEffect(() => {
    // A button that cannot be pressed yet takes no focus.
    if (!isKnown) return;
    if (steps.wasIn.current && document.activeElement === document.body) ref.current?.focus();
    steps.wasIn.current = false;
  }, [isKnown, steps.wasIn]);
  return (
    <button ref={ref} type="button" className="primary big" disabled={!isKnown} onClick={() => steps.go({})}>
      {own.contact}
    </button>
  );
}

/** What is waiting on this device, and what was refused. */
function QueueState({
  sending: { waiting, refused, full, isUnsafe, hasNoRoom, dismiss },
}: {
  readonly sending: Sending;
}) {
  const [{ queue }, count] = [useRoomWords(beatWords), waiting?.length];
  return (
    <div role="status" className={`queue ${count ? 'queue-waiting' : ''}`}>
      <strong>
        {count === undefined ? queue.reading : count === 0 ? queue.empty : queue.waiting(count)}
      </strong>
      {full && <p className="refused">{queue.full}</p>}
      {isUnsafe && <p className="refused">{queue.unsafe}</p>}
      {hasNoRoom && <p className="refused">{queue.noRoom}</p>}
      <ul>
        {refused.map((each) => (
          <li key={each.input.commandId} className="refused">
            {queue.refused}: {each.label} · <At at={each.at} /> · {each.refusal}{' '}
            <Tap of={each.label} onTap={() => dismiss(each)}>
              {queue.read}
            </Tap>
          </li>
        ))}
      </ul>
    </div>
  );
}
