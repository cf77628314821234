import { useEffect, useRef, useState } from 'react';
import type { ContactOutcome } from '../../documents/documents.gen.ts';
import { useRoomWords } from '../../words/settings.ts';
import type { ContactKinds } from './contact-kinds.ts';
import type { ContactStep, Steps } from './contact-steps.ts';
import { type Headcount, isCounted, isPossible, leastPeople, MOST } from './headcount.ts';
import { Tap } from './tap.tsx';
import { beatWords } from './words.ts';

interface Contact {
  readonly kind: string;
  readonly outcome: ContactOutcome;
  readonly people: Headcount;
  readonly durationSeconds: number;
}

interface Props {
  readonly kinds: ContactKinds;
  readonly steps: Steps;
  readonly onSave: (contact: Contact, label: string) => Promise<void>;
}

const NOBODY = { adults: 0, minors: 0 };
const MINUTES = [5, 10, 20, 40] as const;
const MINUTE_S = 60;

/** A contact in four taps: that there was one, where, what came of it, and save. The rest has the usual values. */
export function ContactForm({ kinds, steps, onSave }: Props) {
  const own = useRoomWords(beatWords);
  const { step, go, change, back } = steps;
  const [kind, outcome] = knownOf(step, kinds, own.outcomes);
  if (kind === undefined)
    return (
      <Step
        title={own.where}
        words={kinds}
        onChoose={(chosen) => go({ kind: chosen })}
        onBack={() => back(undefined)}
      />
    );
  if (outcome === undefined)
    return (
      <Step
        title={own.came}
        words={own.outcomes}
        onChoose={(came) => go({ kind, outcome: came })}
        onBack={() => back({})}
      />
    );
  const people = peopleIn(step, outcome);
  const minutes = MINUTES.find((each) => each === step?.minutes) ?? MINUTES[0];
  const given = { kind, outcome, ...people, minutes };
  const label = `${kinds[kind] ?? kind} · ${own.outcomes[outcome]}`;
  return (
    <div className="step">
      <Head>{label}</Head>
      {isCounted(outcome) && (
        <People {...{ outcome, people }} onChange={(who) => change({ ...given, ...who })} />
      )}
      <fieldset className="choices">
        <legend>{own.minutes}</legend>
        {MINUTES.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === minutes}
            onClick={() => change({ ...given, minutes: each })}
          >
            {each}
          </button>
        ))}
      </fieldset>
      <Tap
        className="primary big"
        onTap={() => onSave({ kind, outcome, people, durationSeconds: minutes * MINUTE_S }, label)}
      >
        {own.save}
      </Tap>
      <button type="button" onClick={() => back({ kind })}>
        {own.back}
      </button>
    </div>
  );
}

function People(props: {
  readonly outcome: ContactOutcome;
  readonly people: Headcount;
  readonly onChange: (people: Partial<Headcount>) => void;
}) {
  const own = useRoomWords(beatWords);
  const { outcome, people, onChange } = props;
  return (
    <>
      <Count
        label={own.people}
        value={people.adults}
        least={leastPeople(outcome) - people.minors}
        most={MOST.adults}
        onChange={(adults) => onChange({ adults })}
      />
      <Count
        label={own.minors}
        value={people.minors}
        least={leastPeople(outcome) - people.adults}
        most={MOST.minors}
        onChange={(minors) => onChange({ minors })}
      />
    </>
  );
}

/** How many the address says, one where it says nothing: as many as an outcome can have. */
function peopleIn(step: ContactStep | undefined, outcome: ContactOutcome): Headcount {
  if (!isCounted(outcome)) return NOBODY;
  const { adults = 1, minors = 0 } = step ?? {};
  return isPossible({ adults, minors }, outcome) ? { adults, minors } : { adults: 1, minors: 0 };
}

/** The kind and the outcome in the address, if they exist. */
function knownOf(
  step: ContactStep | undefined,
  kinds: ContactKinds,
  outcomes: Readonly<Record<ContactOutcome, string>>,
): readonly [kind: string | undefined, outcome: ContactOutcome | undefined] {
  const kind = step?.kind !== undefined && Object.hasOwn(kinds, step.kind) ? step.kind : undefined;
  const outcome = (Object.keys(outcomes) as ContactOutcome[]).find((each) => each === step?.outcome);
  return [kind, outcome];
}

/** The current question: the button that led here is gone, so a user of the keyboard or a screen reader starts at the question. */
function Head({ children }: { readonly children: string }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <h2 ref={ref} tabIndex={-1}>
      {children}
    </h2>
  );
}

function Step<Word extends string>(props: {
  readonly title: string;
  readonly words: Readonly<Record<Word, string>>;
  readonly onChoose: (word: Word) => void;
  readonly onBack: () => void;
}) {
  const own = useRoomWords(beatWords);
  return (
    <div className="step">
      <Head key={props.title}>{props.title}</Head>
      <div className="choices">
        {(Object.entries(props.words) as [Word, string][]).map(([word, label]) => (
          <button key={word} type="button" className="big" onClick={() => props.onChoose(word)}>
            {label}
          </button>
        ))}
      </div>
      <button type="button" onClick={props.onBack}>
        {own.back}
      </button>
    </div>
  );
}

/** A number that is counted or typed. */
export function Count(props: {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}) {
  const { label, value, most, onChange } = props;
  const [least, [typed, setTyped]] = [Math.max(0, props.least), useState<string>()];
  const write = (text: string) => {
    setTyped(text);
    const count = Number(text);
    if (text !== '' && Number.isInteger(count) && count >= least && count <= most) onChange(count);
  };
  const step = (by: number) => {
    setTyped(undefined);
    onChange(value + by);
  };
  return (
    <div className="count" role="group" aria-label={label}>
      <span>{label}</span>
      <button
        type="button"
        className="big"
        aria-label={`${label} −`}
        disabled={value <= least}
        onClick={() => step(-1)}
      >
        −
      </button>
      {/* A school is not counted one by one. */}
      <input
        className="number"
        type="number"
        inputMode="numeric"
        aria-label={label}
        min={least}
        max={most}
        value={typed ?? value}
        onChange={({ target }) => write(target.value)}
        onBlur={() => setTyped(undefined)}
      />
      <button
        type="button"
        className="big"
        aria-label={`${label} +`}
        disabled={value === most}
        onClick={() => step(1)}
      >
        +
      </button>
    </div>
  );
}
