import { type FormEvent, useMemo, useRef, useState } from 'react';
import { Choose, choicesOf, Dialog } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import {
  AbandonCall,
  type CallChannel,
  ClassifyCall,
  DuplicatesOf,
  type DuplicatesOfQuery,
  LinkDuplicate,
  ReceiveCall,
  ReportIncident,
} from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import type { Outcome } from '../../graph/outcome.ts';
import { useAsked, useConnection, usePartAbsence } from '../../graph/use-graph.ts';
import { callWords } from '../../words/calls.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { pointIn } from './board.ts';
import { CodeField } from './code-field.tsx';
import { CommandState } from './command-state.tsx';
import { type Beat, centreOf, type Place } from './places.ts';

interface Props {
  readonly entity: string;
  readonly beats: readonly Beat[];
  readonly onClose: () => void;
  /** The incident that the call is of. */
  readonly onDone: (incidentId: string) => void;
}

/** Calls about other things than incidents (types 6 and 7). */
const NO_INCIDENT = /^[67]/;
const CODE = /^\d{5}$/;

/** Somebody tells of something: what, where, and whether it is known already. One press records the call and what comes of it. */
export function CallDialog({ entity, beats, onClose, onDone }: Props) {
  const [words, own] = [useWords(), useRoomWords(callWords)];
  const [given, setGiven] = useState(NOTHING);
  const change = (changes: Partial<Given>) => setGiven((before) => ({ ...before, ...changes }));
  const beat = beats.find(({ id }) => id === given.beat);
  const point = pointIn(given.point) ?? (beat && centreOf(beat));
  const [call, { end, hungUp, intent }] = useCall({ entity, given, point, municipality: beat?.municipality });
  const closesCall = NO_INCIDENT.test(given.code);
  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    finish(await end());
  };
  const finish = (ended: Ended | undefined) => {
    if (!ended) return;
    if (ended.incident !== undefined) onDone(ended.incident);
    onClose();
  };
  return (
    <Dialog title={own.take} onClose={onClose} isWritten={given !== NOTHING}>
      <form onSubmit={(event) => void send(event)} className="form" aria-label={own.take}>
        <Choose
          label={own.channel}
          value={given.channel}
          onChange={(channel) => change({ channel: channel as CallChannel })}
          choices={choicesOf(own.channels)}
        />
        <CodeField label={words.report.code} value={given.code} onChange={(code) => change({ code })} />
        <WhereFields {...{ beats, given, change }} />
        {closesCall ? (
          <p className="quiet">{own.notIncident}</p>
        ) : (
          <Duplicates
            {...{ point }}
            code={given.code}
            at={call.startedAt}
            onSame={(found) => void end(found).then(finish)}
          />
        )}
        <div className="actions">
          <button type="submit" className="primary">
            {closesCall ? own.endCall : own.report}
          </button>
          <button type="button" onClick={() => void hungUp().then((done) => done && onClose())}>
            {own.hungUp}
          </button>
        </div>
        <CommandState intent={intent} onAgain={() => void send()} />
      </form>
    </Dialog>
  );
}

interface Given {
  readonly channel: CallChannel;
  readonly code: string;
  readonly beat: string;
  readonly point: string;
  readonly folio: string;
  readonly exercise: boolean;
}

/** Nothing at all, or coordinates that there are. */
const isPlace = (text: string) => text.trim() === '' || pointIn(text) !== undefined;

const NOTHING: Given = { channel: 'C911', code: '', beat: '', point: '', folio: '', exercise: false };

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
            maxLength={32}
            pattern="[A-Z0-9\/_.\-]*"
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

type Candidate = NonNullable<DuplicatesOfQuery['duplicateCandidates']>[number];

function Duplicates(props: {
  readonly code: string;
  readonly at: string;
  readonly point: Place | undefined;
  readonly onSame: (found: Candidate) => void;
}) {
  const [words, own] = [useWords(), useRoomWords(callWords)];
  const { code, at, point } = props;
  const asked = CODE.test(code) && point !== undefined;
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
          const { incident, distanceMetres, secondsApart, score } = each;
          const { id, priority, initialCode, folio } = incident;
          return (
            <li key={id}>
              <button type="button" className="candidate" onClick={() => props.onSame(each)}>
                <strong className="what">
                  {priority && <Sign name={priority} label={words.priority[priority]} />}
                  {own.same} · {folio ?? initialCode.label ?? initialCode.code}
                </strong>
                <span>
                  {own.about(distanceMetres, Math.round(secondsApart / 60), Math.round(score * 100))}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What the call is of, unless it was of no incident. */
interface Ended {
  readonly incident?: string;
}

interface CallParts {
  readonly entity: string;
  readonly given: Given;
  readonly point: Place | undefined;
  readonly municipality: string | undefined;
}

/** The commands of one call, in their order. What was accepted is not told again, whatever came behind it. */
function useCall({ entity, given, point, municipality }: CallParts) {
  const [command, { viewer }] = [useCommand(), useConnection().session];
  const call = useMemo(
    () => ({
      callId: `${entity}-${crypto.randomUUID()}`,
      incidentId: `${entity}-${crypto.randomUUID()}`,
      startedAt: new Date(presentMs()).toISOString(),
    }),
    [entity],
  );
  const told = useRef(new Set<string>());
  const [intent, setIntent] = useState('');
  const { callId, incidentId, startedAt } = call;
  const { channel, code, folio, exercise } = given;
  const step = async (name: string, send: (intent: string) => Promise<Outcome>) => {
    const wanted = `call ${callId} ${name}`;
    if (told.current.has(wanted)) return true;
    setIntent(wanted);
    const { state } = await send(wanted);
    if (state === 'accepted') told.current.add(wanted);
    return state === 'accepted';
  };
  const where = municipality ?? viewer.municipality;
  const place = where === undefined ? {} : { municipality: where };
  const receive = () =>
    step('receive', (wanted) =>
      command(ReceiveCall, { callId, entity, channel, startedAt, ...place }, wanted),
    );
  const end = async (same?: Candidate): Promise<Ended | undefined> => {
    if (!(await receive())) return undefined;
    const classified = await step(`classify ${code}`, (wanted) =>
      command(ClassifyCall, { callId, code }, wanted),
    );
    if (!classified) return undefined;
    if (NO_INCIDENT.test(code)) return {};
    if (same) {
      const { incident } = same;
      const link = { callId, incidentId: incident.id, rule: 'OPERATOR' } as const;
      const linked = await step(`link ${incident.id}`, (wanted) => command(LinkDuplicate, link, wanted));
      return linked ? { incident: incident.id } : undefined;
    }
    const report = {
      ...{ incidentId, entity, code, exercise, callIds: [callId], ...place },
      ...(folio !== '' && { folio }),
      ...(point && { point }),
    };
    const reported = await step('report', (wanted) => command(ReportIncident, report, wanted));
    return reported ? { incident: incidentId } : undefined;
  };
  const hungUp = async () =>
    (await receive()) && step('abandon', (wanted) => command(AbandonCall, { callId }, wanted));
  return [call, { end, hungUp, intent }] as const;
}
