import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import { Link } from 'wouter';
import { Heads, Nothing, Panel } from '../../design/components.tsx';
import type { Answer } from '../../graph/graph.ts';
import { usePartAbsence, useAnswer, useAsked } from '../../graph/use-graph.ts';
import { commandWords } from '../../words/commands.ts';
import { eventWords } from '../../words/events.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { span } from '../../words/time.tsx';
import { ClockOf } from '../moment-field.tsx';
import { placeOf } from '../zone.ts';
import { Comparison } from './comparison.tsx';
import { useTelling } from './field-words.ts';
import { KINDS, type Step } from './kinds.ts';
import { useModelWords } from './model-words.ts';
import { OrdersOf } from './orders.tsx';
import { type Telling, valueTold } from './told.ts';
import { auditWords } from './words.ts';

interface Props {
  readonly kind: string;
  readonly id: string;
}

/** A record's life, read anew once something was decided here. */
export function RecordLife(props: Props) {
  const [decided, setDecided] = useState(0);
  return <Life key={decided} {...props} onDecided={() => setDecided(decided + 1)} />;
}

/** Step by step; the chosen step is part of the address, so that it can be shown to somebody else. */
function Life({ kind, id, onDecided }: Props & { readonly onDecided: () => void }) {
  const [own, [parameters, setParameters]] = [useRoomWords(auditWords), useSearchParams()];
  const asked = Number(parameters.get('paso'));
  const { steps, total, absence, more, isReading } = useSteps({ kind, id }, asked);
  const chosen = steps.find(({ revision }) => revision + 1 === asked);
  const choose = (step: Step) => setParameters({ paso: String(step.revision + 1) }, { replace: true });
  const now = useAsked(KINDS[kind]!.record, { id });
  const telling = useTelling(useModelWords(now?.data?.record));
  return (
    <div className="audit">
      <Panel
        title={`${own.life} · ${own.kinds[kind] ?? kind}`}
        name="life"
        note={absence ? undefined : own.steps(steps.length, total)}
        tools={
          <>
            <span className="quiet">
              <ClockOf place={placeOf(id)} at={undefined} />
            </span>
            <span className="number quiet">{id}</span>
          </>
        }
      >
        {absence ? (
          <Nothing kind={absence.kind}>{absence.text}</Nothing>
        ) : (
          <Steps {...{ steps, chosen, choose, telling }} />
        )}
        {now?.data?.record && <OrdersOf {...{ kind, id }} record={now.data.record} onDone={onDecided} />}
        {more && (
          <div className="actions">
            <button type="button" onClick={more}>
              {own.more}
            </button>
          </div>
        )}
      </Panel>
      <Panel title={chosen ? own.chosen(chosen.revision + 1) : own.then} name="comparison">
        {chosen ? (
          <Compare {...{ kind, id, now, telling }} step={chosen} />
        ) : (
          <Unchosen asked={absence ? 0 : asked} isMore={more !== undefined} isReading={isReading} />
        )}
      </Panel>
    </div>
  );
}

interface UnchosenProps {
  /** The step in the address; below one or no number if there is none. */
  readonly asked: number;
  readonly isMore: boolean;
  readonly isReading: boolean;
}

/** No step is compared: none was chosen, or the one in the address has not been read. */
function Unchosen({ asked, isMore, isReading }: UnchosenProps) {
  const [own, { live }] = [useRoomWords(auditWords), useWords()];
  if (!(asked >= 1)) return <Nothing kind="empty">{own.choose}</Nothing>;
  if (isReading) return <Nothing kind="loading">{live.waiting}</Nothing>;
  return <Nothing kind="empty">{isMore ? own.further(asked) : own.noStep(asked)}</Nothing>;
}

/** A link to a step is followed as far as this without being asked. */
const STEPS_READ_MAX = 1_000;

/** Pages of a history, one after the other: as many as the step that is asked for needs, and more when that is asked. */
function useSteps({ kind, id }: Props, asked: number) {
  const own = useRoomWords(auditWords);
  const [after, setAfter] = useState<string>();
  const [held, setHeld] = useState<{ readonly id: string; readonly steps: readonly Step[] }>({
    id,
    steps: [],
  });
  const answer = useAsked(KINDS[kind]!.steps, { id, after });
  const history = answer?.data?.record?.history;
  useEffect(() => {
    if (!history) return;
    const read = history.edges.map(({ node }) => node);
    setHeld((before) => {
      const kept = before.id === id ? before.steps : [];
      const known = new Set(kept.map(({ revision }) => revision));
      return { id, steps: [...kept, ...read.filter(({ revision }) => !known.has(revision))] };
    });
  }, [history, id]);
  const steps = held.id === id ? held.steps : [];
  const why = usePartAbsence(answer, history);
  const missing = answer && !history ? ({ kind: 'empty', text: own.notFound } as const) : undefined;
  const next = history?.pageInfo.hasNextPage ? (history.pageInfo.endCursor ?? undefined) : undefined;
  const last = history?.edges.at(-1)?.node.revision ?? 0;
  const isAhead = next !== undefined && last + 1 < asked && steps.length < STEPS_READ_MAX;
  useEffect(() => {
    if (isAhead) setAfter(next);
  }, [next, isAhead]);
  return {
    steps,
    total: history?.totalCount ?? steps.length,
    absence: steps.length > 0 ? undefined : (why ?? missing),
    more: next === undefined ? undefined : () => setAfter(next),
    isReading: !history || isAhead || !steps.some(({ revision }) => revision === last),
  };
}

interface StepsProps {
  readonly steps: readonly Step[];
  readonly chosen: Step | undefined;
  readonly choose: (step: Step) => void;
  readonly telling: Telling;
}

function Steps({ steps, chosen, choose, telling }: StepsProps) {
  const own = useRoomWords(auditWords);
  return (
    <table className="board still" aria-label={own.life}>
      <Heads of={[own.step, own.what, own.when, own.who, own.why]} />
      <tbody>
        {steps.map((step) => (
          <StepRow
            key={step.id}
            {...{ step, telling }}
            isChosen={step === chosen}
            onChoose={() => choose(step)}
          />
        ))}
      </tbody>
    </table>
  );
}

/** A fact recorded later than this after it happened is marked so. */
const LATE_MS = 60_000;

interface StepProps {
  readonly step: Step;
  readonly telling: Telling;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function StepRow(props: StepProps) {
  const [words, own, at] = [useWords(), useRoomWords(auditWords), useMoment()];
  const [names, orders, reasons] = [
    useRoomWords(eventWords),
    useRoomWords(commandWords),
    useRoomWords(reasonWords),
  ];
  const { revision, type, command, kind, occurredAt, recordedAt, by, reason, clockOff, hash } = props.step;
  const lag = Date.parse(recordedAt) - Date.parse(occurredAt);
  return (
    <tr className={props.isChosen ? 'selected' : undefined} data-step={revision + 1}>
      <td>
        <button
          type="button"
          aria-pressed={props.isChosen}
          onClick={props.onChoose}
          title={`${own.hash} ${hash}`}
        >
          {revision + 1}
        </button>
      </td>
      <td>
        <span className="two-lines">
          <strong>
            {names[type] ?? type}
            {kind !== null && `: ${valueTold('kind', kind, props.telling)}`}
          </strong>
          <span className="quiet" title={command ?? type}>
            {command === null ? type : own.order(orders[command] ?? command)}
          </span>
        </span>
      </td>
      <td className="number">
        <span className="two-lines">
          <span>{at(occurredAt)}</span>
          {lag > LATE_MS && <span className="late">{own.late(span(lag, words))}</span>}
          {clockOff && <span className="late">{own.clockOff}</span>}
        </span>
      </td>
      <td>
        <span className="two-lines">
          <span>{words.roles[by.role] ?? by.role}</span>
          <span className="quiet">
            {by.role === 'SYSTEM' ? (words.services[by.actor] ?? by.actor) : by.actor}
            {by.onBehalfOf !== null && ` · ${own.onBehalf(by.onBehalfOf)}`}
          </span>
        </span>
      </td>
      <td>
        <span className="two-lines">
          <span>{reason === null ? '—' : (reasons[reason] ?? reason)}</span>
          <span className="quiet">
            {by.purpose === null ? '' : (words.purposes[by.purpose] ?? by.purpose)} {by.legalBasis}
          </span>
        </span>
      </td>
    </tr>
  );
}

interface CompareProps extends Props {
  readonly step: Step;
  readonly now: Answer<{ readonly record: object | null }> | undefined;
  readonly telling: Telling;
}

function Compare({ kind, id, step, now, telling }: CompareProps) {
  const own = useRoomWords(auditWords);
  const then = useAnswer(KINDS[kind]!.record, { id }, step.position);
  const absence = [usePartAbsence(then, then?.data?.record), usePartAbsence(now, now?.data?.record)].find(
    Boolean,
  );
  if (absence) return <Nothing kind={absence.kind}>{absence.text}</Nothing>;
  return (
    <>
      <Comparison then={then?.data?.record} now={now?.data?.record} telling={telling} />
      <p className="panel-foot">
        <Link href={`/sala/${id.slice(0, 2)}/repeticion?pos=${encodeURIComponent(step.position)}`}>
          {own.compareIn}
        </Link>
      </p>
    </>
  );
}

/** Day and time by the clock of the record's place. */
function useMoment(): (at: string) => string {
  const [{ language }, timeZone] = [useWords(), useTimeZone()];
  const format = new Intl.DateTimeFormat(language, {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
  return (at) => format.format(Date.parse(at));
}
