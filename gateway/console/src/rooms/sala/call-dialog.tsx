import { cnie, duplicateCode } from '@proximidad/catalogues/cnie';
import { type FormEvent, useRef, useState } from 'react';
import { Choose, choicesOf, Dialog } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import { type CallChannel, DuplicatesOf } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useAsked, usePartAbsence } from '../../graph/use-graph.ts';
import { useDraft } from '../../session/draft.ts';
import { callListWords } from '../../words/call-list.ts';
import { callWords } from '../../words/calls.ts';
import { clockFrom } from '../../words/clock.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { nameAmong, type OpenIncident, pointIn, sideOf } from './board.ts';
import { begun, callDraftOf, type Ended, type Given, type Same, useCall } from './call.ts';
import { CallerFields, NUMBER } from './caller-fields.tsx';
import { CodeField } from './code-field.tsx';
import { CommandState } from './command-state.tsx';
import { endsCall, type ListedCall, mayBeAbout } from './listed-calls.ts';
import { type Beat, centreOf, type Place } from './places.ts';

interface Props {
  readonly entity: string;
  readonly beats: readonly Beat[];
  /** What is open. */
  readonly incidents: readonly OpenIncident[];
  /** The call to go on with; one that comes in now if left out. */
  readonly known?: ListedCall | undefined;
  readonly onClose: () => void;
  /** Receives the incident of the call. */
  readonly onDone: (incidentId: string) => void;
}

/** Takes a call: what, where, and whether it is known already. One press records the call and what comes of it. */
export function CallDialog({ entity, beats, incidents, known, onClose, onDone }: Props) {
  const [words, own, listed] = [useWords(), useRoomWords(callWords), useRoomWords(callListWords)];
  const [first] = useState(() => begun(entity, known));
  const { fields: given, write, forget, ...draft } = useDraft(callDraftOf(entity, known), first);
  const beat = beats.find(({ id }) => id === given.beat);
  const point = pointIn(given.point) ?? (beat && centreOf(beat));
  const { end, hungUp, intent } = useCall({
    ...{ entity, given, point, isKnown: known !== undefined },
    municipality: beat?.municipality ?? known?.municipality?.cvegeo,
    onTold: (isTold) => write({ isTold }),
  });
  const { ask, askAgain } = useAsking();
  const [closesCall, isToldAlready] = [endsCall(given.code), given.code === duplicateCode];
  const title = known ? listed.goOnTitle : own.take;
  const leave = () => {
    if (forget()) onClose();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isToldAlready) ask(() => void end().then(finish));
  };
  const onSame = (same: Same) => ask(() => void end(same).then(finish));
  const finish = (ended: Ended | undefined) => {
    if (!ended || !forget()) return;
    if (ended.incident !== undefined) onDone(ended.incident);
    onClose();
  };
  return (
    <Dialog {...{ title }} onClose={leave} isWritten={draft.isWritten}>
      <form onSubmit={send} className="form" aria-label={title}>
        {draft.isBack && <Back since={given.startedAt} />}
        <Choose
          label={own.channel}
          value={given.channel}
          isFixed={given.isTold}
          onChange={(channel) => write({ channel: channel as CallChannel })}
          choices={choicesOf(own.channels)}
        />
        <CodeField label={words.report.code} value={given.code} onChange={(code) => write({ code })} />
        <WhereFields {...{ beats, given, change: write }} />
        {!known && <CallerFields {...{ given, change: write }} channel={given.channel} />}
        {isToldAlready && <p className="quiet">{listed.alreadyTold}</p>}
        {closesCall ? (
          <p className="quiet">{own.notIncident}</p>
        ) : (
          <>
            <Duplicates {...{ point, onSame }} code={given.code} at={given.startedAt} />
            <LinkAnother {...{ incidents, onSame }} code={given.code} />
          </>
        )}
        <div className="actions">
          {!isToldAlready && (
            <button type="submit" className="primary">
              {closesCall ? own.endCall : own.report}
            </button>
          )}
          <button
            type="button"
            onClick={({ currentTarget: { form } }) =>
              isNumberRight(form!) && ask(() => void hungUp().then((done) => done && leave()))
            }
          >
            {own.hungUp}
          </button>
        </div>
        <CommandState intent={intent} onAgain={askAgain} />
      </form>
    </Dialog>
  );
}

/** What is asked again is what was asked last. */
function useAsking() {
  const last = useRef(() => {});
  return {
    ask(act: () => void) {
      last.current = act;
      act();
    },
    askAgain: () => last.current(),
  };
}

/** Of who hung up no more is asked than a number that can be one, where something was written as such. */
function isNumberRight({ elements }: HTMLFormElement): boolean {
  const number = elements.namedItem(NUMBER) as HTMLInputElement | null;
  return number === null || number.reportValidity();
}

/** The call was begun before the page was left. */
function Back({ since }: { readonly since: string }) {
  const [{ language }, own, timeZone] = [useWords(), useRoomWords(callWords), useTimeZone()];
  return (
    <p className="quiet" role="status">
      {own.isBack(clockFrom(presentMs(), since, { language, timeZone }))}
    </p>
  );
}

/** Empty, or valid coordinates. */
const isPlace = (text: string) => text.trim() === '' || pointIn(text) !== undefined;

function WhereFields(props: {
  readonly beats: readonly Beat[];
  readonly given: Given;
  readonly change: (changes: Partial<Given>) => void;
}) {
  const [{ report, sala, detail }, own] = [useWords(), useRoomWords(callWords)];
  const { beats, given, change } = props;
  return (
    <>
      <div className="row-form">
        <Choose
          label={sala.beat}
          value={given.beat}
          onChange={(beat) => change({ beat })}
          choices={[
            { value: '', label: report.unknownPlace },
            ...beats.map(({ id, code: name }) => ({ value: id, label: name })),
          ]}
        />
        <label className="field">
          <span>{own.point}</span>
          <input
            value={given.point}
            ref={(input) => input?.setCustomValidity(isPlace(given.point) ? '' : own.noPlace)}
            placeholder="19.4326, -99.1332"
            onChange={({ target }) => change({ point: target.value })}
          />
        </label>
        <label className="field">
          <span>{detail.folio}</span>
          <input
            value={given.folio}
            {...FORMS['ReportIncident folio']}
            onChange={({ target }) => change({ folio: target.value.toUpperCase() })}
          />
        </label>
      </div>
      <p className="quiet">{own.pointHint}</p>
      <label className="check">
        <input
          type="checkbox"
          checked={given.exercise}
          onChange={({ target }) => change({ exercise: target.checked })}
        />{' '}
        {sala.exercise}
      </label>
    </>
  );
}

function Duplicates(props: {
  readonly code: string;
  readonly at: string;
  readonly point: Place | undefined;
  readonly onSame: (same: Same) => void;
}) {
  const [words, own] = [useWords(), useRoomWords(callWords)];
  const { code, at, point } = props;
  const asked = cnie(code) !== undefined && point !== undefined;
  const answer = useAsked(DuplicatesOf, asked ? { code, at, point } : undefined);
  const absence = usePartAbsence(answer, answer?.data?.duplicateCandidates);
  const found = answer?.data?.duplicateCandidates ?? [];
  return (
    <section aria-label={own.duplicates} aria-live="polite">
      <h3>{own.duplicates}</h3>
      {!asked && <p className="quiet">{own.placeFirst}</p>}
      {asked && found.length === 0 && <p className="quiet">{absence?.text ?? own.noDuplicates}</p>}
      <ul className="candidates">
        {found.map((each) => {
          const { incident } = each;
          const { id, priority } = incident;
          return (
            <li key={id}>
              <button
                type="button"
                className="candidate"
                onClick={({ currentTarget: { form } }) => form!.reportValidity() && props.onSame(each)}
              >
                <strong className="what">
                  {priority && <Sign name={priority} label={words.priority[priority]} />}
                  {own.same} · {nameAmong(incident)}
                </strong>
                <span>{own.about(each, sideOf(at, incident))}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** An incident that is open and was not found nearby: as the operator knows it. */
function LinkAnother(props: {
  readonly code: string;
  readonly incidents: readonly OpenIncident[];
  readonly onSame: (same: Same) => void;
}) {
  const [{ sala }, own, [id, choose]] = [useWords(), useRoomWords(callListWords), useState('')];
  const can = props.incidents.filter((each) => !each.exercise && mayBeAbout(props.code, each.initialCode));
  const incident = can.find((each) => each.id === id);
  if (can.length === 0) return null;
  return (
    <details className="another">
      <summary>{own.another}</summary>
      <div className="row-form">
        <Choose
          label={sala.incident}
          value={incident ? id : ''}
          onChange={choose}
          choices={[
            { value: '', label: '—' },
            ...can.map((each) => ({ value: each.id, label: nameAmong(each) })),
          ]}
        />
        <button
          type="button"
          disabled={!incident}
          onClick={({ currentTarget: { form } }) =>
            incident && form!.reportValidity() && props.onSame({ incident })
          }
        >
          {own.link}
        </button>
      </div>
    </details>
  );
}
