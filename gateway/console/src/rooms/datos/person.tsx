import { type FormEvent, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Nothing, Panel } from '../../design/components.tsx';
import { KeptPersonNow } from '../../documents/documents.gen.ts';
import { useAnswer, useConnection, usePartAbsence } from '../../graph/use-graph.ts';
import { useRoomWords } from '../../words/settings.ts';
import { Decide } from './deciding.tsx';
import { PersonTold } from './person-told.tsx';
import { tokensIn } from './tokens.ts';
import { dataWords } from './words.ts';

interface Props {
  readonly entity: string;
  readonly person: string | undefined;
}

/** One person, by what records call them: how it stands with their data, and what may be decided. */
export function PersonPanel({ entity, person }: Props) {
  const [own, { session }] = [useRoomWords(dataWords), useConnection()];
  return (
    <Panel title={own.person} name="person">
      <div className="padded">
        <p className="quiet">{own.lead}</p>
        <div className="actions">
          <button type="button" onClick={() => void session.stepUp(location.pathname + location.search)}>
            {own.stepUp}
          </button>
        </div>
        <Find {...{ entity, person }} />
      </div>
      {person !== undefined && <Found key={person} person={person} />}
    </Panel>
  );
}

function Find({ entity, person }: Props) {
  const [own, [, go]] = [useRoomWords(dataWords), useLocation()];
  const [written, write] = useState(person ?? '');
  useEffect(() => write(person ?? ''), [person]);
  const tokens = tokensIn(written.trim().toLowerCase()) ?? [];
  const [token] = tokens;
  const isOne = tokens.length === 1 && token!.startsWith(`${entity}-`);
  const find = (event: FormEvent) => {
    event.preventDefault();
    if (isOne) go(`/datos/${entity}/${token}`);
  };
  return (
    <form className="form" aria-label={own.person} onSubmit={find}>
      <label className="field">
        <span>{own.find}</span>
        <input
          value={written}
          required
          autoComplete="off"
          spellCheck={false}
          placeholder={`${entity}-…`}
          ref={(input) => input?.setCustomValidity(isOne || written === '' ? '' : own.one)}
          onChange={({ target }) => write(target.value)}
        />
      </label>
      <div className="actions">
        <button type="submit">{own.findGo}</button>
      </div>
    </form>
  );
}

function Found({ person }: { readonly person: string }) {
  const own = useRoomWords(dataWords);
  const answer = useAnswer(KeptPersonNow, { subject: person });
  // Somebody of whom nothing was decided has no record of it, which is an answer.
  const isTold = answer?.data !== undefined && answer.troubles.length === 0;
  const absence = usePartAbsence(answer, isTold ? answer.data : undefined);
  const kept = answer?.data?.keptPerson ?? undefined;
  if (absence) return <Nothing kind={absence.kind}>{absence.text}</Nothing>;
  return (
    <ul className="lines">
      <li>
        {kept ? <PersonTold kept={kept} /> : <PersonUntold id={person} says={own.nothingYet} />}
        <Decide id={person} kept={kept} />
      </li>
    </ul>
  );
}

const PersonUntold = ({ id, says }: { readonly id: string; readonly says: string }) => (
  <>
    <span className="number">{id}</span>
    <span className="quiet">{says}</span>
  </>
);
