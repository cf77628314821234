import { type FormEvent, type ReactNode, useState } from 'react';
import { Choose, choicesOf, Dialog, Nothing } from '../../design/components.tsx';
import {
  ByNumber,
  ByPerson,
  ByPlate,
  type Document,
  type FoundIncidentFragment,
} from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useAsked, usePartAbsence } from '../../graph/use-graph.ts';
import { callWords } from '../../words/calls.ts';
import { findingWords, type FoundBy } from '../../words/finding.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { Line } from '../cuadrante/line.tsx';
import { Denied } from '../opened-of.tsx';
import { plateIn } from '../parts.ts';
import { nameAmong, whereOf } from './board.ts';
import { numberIn } from './caller.ts';
import { CallTold, GoOn } from './calls-dialog.tsx';
import type { ListedCall } from './listed-calls.ts';

interface Props {
  readonly onClose: () => void;
  readonly onSelect: (incident: string) => void;
  /** Goes on with a call that is open. */
  readonly onGoOn: (call: ListedCall) => void;
}

const PURPOSE = 'DISPATCH';

interface Search {
  readonly by: FoundBy;
  readonly text: string;
  readonly round: number;
}

/** What is found in the entity by something sealed; each search is noted. What is searched for is in no address, and nowhere kept. */
export function FindDialog(props: Props) {
  const [{ purposes }, own] = [useWords(), useRoomWords(findingWords)];
  const [by, setBy] = useState<FoundBy>('plate');
  const [text, write] = useState('');
  const [asked, ask] = useState<Search>();
  const send = (event: FormEvent) => {
    event.preventDefault();
    ask({ by, text: by === 'number' ? numberIn(text)! : text.trim(), round: (asked?.round ?? 0) + 1 });
  };
  const choose = (next: string) => {
    setBy(next as FoundBy);
    write('');
    ask(undefined);
  };
  return (
    <Dialog title={own.find} onClose={props.onClose} wide>
      <form className="form" aria-label={own.find} onSubmit={send}>
        <Choose label={own.by} value={by} onChange={choose} choices={choicesOf(own.bys)} />
        <Text key={by} {...{ by, text, write }} />
        <p className="quiet">
          {own.hint[by]} {own.noted(purposes[PURPOSE]!)}
        </p>
        <button type="submit" className="primary">
          {own.find}
        </button>
      </form>
      {asked && <Found key={asked.round} {...asked} {...props} />}
    </Dialog>
  );
}

interface TextProps extends Pick<Search, 'by' | 'text'> {
  readonly write: (text: string) => void;
}

function Text({ by, text, write }: TextProps) {
  const [{ noNumber }, own] = [useRoomWords(callWords), useRoomWords(findingWords)];
  const isNumber = text.trim() === '' || numberIn(text) !== undefined;
  const form = {
    plate: FORMS['TellVehicle plate'],
    name: FORMS['TellInvolved adult.name'],
    number: {
      ...{ type: 'tel', placeholder: '55 1234 5678' },
      ref: (input: HTMLInputElement | null) => input?.setCustomValidity(isNumber ? '' : noNumber),
    },
  }[by];
  return (
    <Line
      label={own.text[by]}
      value={text}
      form={{ ...form, required: true, spellCheck: false }}
      onChange={(written) => write(by === 'plate' ? plateIn(written) : written)}
    />
  );
}

function Found({ by, text, onSelect, onGoOn }: Search & Omit<Props, 'onClose'>) {
  const incident = (one: FoundIncidentFragment) => <FoundIncident key={one.id} {...{ one, onSelect }} />;
  switch (by) {
    case 'plate':
      return <List {...{ by }} document={ByPlate} given={{ plate: text }} line={incident} />;
    case 'name':
      return <List {...{ by }} document={ByPerson} given={{ name: text }} line={incident} />;
    case 'number':
      return (
        <List
          {...{ by }}
          document={ByNumber}
          given={{ number: text }}
          line={(call) => <FoundCall key={call.id} {...{ call, onSelect, onGoOn }} />}
        />
      );
  }
}

interface ListProps<One, Given> extends Pick<Search, 'by'> {
  readonly document: Document<{ readonly found: readonly One[] | null }, Given>;
  readonly given: Given;
  readonly line: (one: One) => ReactNode;
}

/** Each search is noted and counted, so it is not repeated because something else in the answer is missing. */
const FINDING = {
  purpose: PURPOSE,
  isEnough: (data: { readonly found: object | null } | undefined) => Boolean(data?.found),
};

function List<One, Given extends object>({ by, document, given, line }: ListProps<One, Given>) {
  const own = useRoomWords(findingWords);
  const answer = useAsked(document, given, FINDING);
  const found = answer?.data?.found;
  const absence = usePartAbsence(answer, found);
  if (absence?.kind === 'denied') return <Denied answer={answer} />;
  if (!found) return <Nothing kind={absence?.kind ?? 'loading'}>{absence?.text}</Nothing>;
  return (
    <div role="status">
      {found.length === 0 && <Nothing kind="empty">{own.none[by]}</Nothing>}
      <ul className="calls">{found.map(line)}</ul>
    </div>
  );
}

interface IncidentProps extends Pick<Props, 'onSelect'> {
  readonly one: FoundIncidentFragment;
}

function FoundIncident({ one, onSelect }: IncidentProps) {
  const { sala, incidentStatus } = useWords();
  return (
    <li>
      <At at={one.reportedAt} />{' '}
      <button type="button" className="link" onClick={() => onSelect(one.id)}>
        {nameAmong(one)}
      </button>
      <span className="quiet"> · {[incidentStatus[one.status], whereOf(one, sala.noTown)].join(' · ')}</span>
    </li>
  );
}

function FoundCall({ call, onSelect, onGoOn }: Omit<Props, 'onClose'> & { readonly call: ListedCall }) {
  return (
    <li>
      <CallTold {...{ call, onSelect }} />
      <GoOn {...{ call, onGoOn }} />
    </li>
  );
}
