import { useState } from 'react';
import { Link } from 'wouter';
import { Choose, choicesOf, named, Nothing, Panel } from '../../design/components.tsx';
import {
  type DataRefusalGround,
  DataRequests,
  type DataRequestsQuery,
  type DataReopenReason,
  type DataResolution,
  type DataRight,
  ExtendDataRequest,
  FulfilDataRequest,
  ReceiveDataRequest,
  ReopenDataRequest,
  ResolveDataRequest,
} from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { useTerm } from '../../words/time.tsx';
import { Order, Reasoned } from '../order.tsx';
import { Reason } from '../reason.tsx';
import { shortOf } from '../sala/board.ts';
import { partOf } from '../sala/room-seen.ts';
import { tokensIn } from './tokens.ts';
import { dataWords } from './words.ts';

type DataRequest = NonNullable<DataRequestsQuery['dataRequests']>['edges'][number]['node'];

const OWED = { status: ['RECEIVED', 'GRANTED'] } as const;
const OVER = { status: ['REFUSED', 'FULFILLED'] } as const;

/** What people asked about the data kept on them, and by when it is to be answered and done. */
export function DataRequestsPanel({ entity }: { readonly entity: string }) {
  const [{ sala }, own] = [useWords(), useRoomWords(dataWords)];
  const owed = usePages(DataRequests, { entity, ...OWED }, ({ dataRequests }) => dataRequests);
  const over = usePages(DataRequests, { entity, ...OVER }, ({ dataRequests }) => dataRequests, 1);
  const absence = usePartAbsence(owed, owed?.data);
  const requests = owed?.data?.edges.map(({ node }) => node) ?? [];
  const ended = over?.data?.edges.map(({ node }) => node) ?? [];
  return (
    <Panel title={own.dataRequests} name="data-requests" note={partOf(owed?.data, sala)}>
      <div className="padded">
        <Receive entity={entity} />
      </div>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && requests.length === 0 && <Nothing kind="empty">{own.dataRequestsNone}</Nothing>}
      <ul className="lines">
        {requests.map((request) => (
          <Line key={request.id} {...{ entity, request }} />
        ))}
      </ul>
      {ended.length > 0 && (
        <details className="another">
          <summary>{own.dataRequestsOver}</summary>
          <ul className="lines">
            {ended.map((request) => (
              <Line key={request.id} {...{ entity, request }} />
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function Receive({ entity }: { readonly entity: string }) {
  const own = useRoomWords(dataWords);
  const [right, setRight] = useState<DataRight>('ACCESS');
  const [folio, setFolio] = useState('');
  const [persons, setPersons] = useState('');
  return (
    <Order
      order="ReceiveDataRequest"
      document={ReceiveDataRequest}
      about={`${entity} ${folio}`}
      input={{ entity, right, folio, subjects: tokensIn(persons) ?? [] }}
      onDone={() => {
        setFolio('');
        setPersons('');
      }}
    >
      <Choose
        label={own.right}
        value={right}
        onChange={(value) => setRight(value as DataRight)}
        choices={choicesOf(own.rights)}
      />
      <label className="field">
        <span>{own.folio}</span>
        <input
          value={folio}
          required
          {...FORMS['ReceiveDataRequest folio']}
          placeholder="ARCO-2026-7"
          onChange={({ target }) => setFolio(target.value.toUpperCase())}
        />
      </label>
      <Persons label={own.personsField} value={persons} onChange={setPersons} />
    </Order>
  );
}

interface PersonsProps {
  readonly label: string;
  readonly value: string;
  readonly required?: boolean;
  readonly onChange: (text: string) => void;
}

/** Of whom, by what records call them: the office that received a request knows the name, the platform does not. */
function Persons({ label, value, required = false, onChange }: PersonsProps) {
  const own = useRoomWords(dataWords);
  return (
    <label className="field">
      <span>{label}</span>
      <input
        {...{ value, required }}
        autoComplete="off"
        spellCheck={false}
        ref={(input) => input?.setCustomValidity(tokensIn(value) ? '' : own.noPersons)}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

interface Props {
  readonly request: DataRequest;
}

function Line({ entity, request }: Props & { readonly entity: string }) {
  const [own, reasons] = [useRoomWords(dataWords), useRoomWords(reasonWords)];
  const { right, folio, status, resolution, ground, reopenedBecause, subjects } = request;
  return (
    <li>
      <strong>{own.rights[right]}</strong>
      <span className="number">{folio}</span>
      <span>
        {own.dataStatuses[status]}
        {resolution === 'PARTLY' && ` · ${own.resolutions[resolution]}`}
        {ground !== null && ` · ${reasons[ground]}`}
      </span>
      {status === 'RECEIVED' && <Term at={request.answerBy} says={own.answerIn} />}
      {status === 'GRANTED' && request.effectBy !== null && <Term at={request.effectBy} says={own.doneIn} />}
      <span className="quiet">
        {own.personsNamed(subjects.length)}
        {status === 'RECEIVED' && request.extended && ` · ${own.extended}`}
        {reopenedBecause !== null && ` · ${own.reopened(reasons[reopenedBecause]!)}`}
      </span>
      {subjects.map((subject) => (
        <Link
          key={subject}
          href={`/datos/${entity}/${subject}`}
          {...named(own.look, shortOf(subject), folio)}
        >
          {own.look} <span className="number">{shortOf(subject)}</span>
        </Link>
      ))}
      {status === 'RECEIVED' && <Answer request={request} />}
      {status === 'GRANTED' && (
        <Order
          order="FulfilDataRequest"
          document={FulfilDataRequest}
          about={request.id}
          of={folio}
          input={{ dataRequestId: request.id }}
        />
      )}
      {status !== 'RECEIVED' && <Reopen request={request} />}
    </li>
  );
}

interface TermProps {
  readonly at: string;
  readonly says: (time: string, late: boolean) => string;
}

function Term({ at, says }: TermProps) {
  const { late, time } = useTerm(Date.parse(at));
  return <span className={late ? 'late' : undefined}>{says(time, late)}</span>;
}

const GROUNDS = [
  ...(['NOT_IDENTIFIED', 'NOTHING_KEPT', 'LEGAL_IMPEDIMENT', 'JUDICIAL_OBSTRUCTION'] as const),
  ...(['OTHERS_RIGHTS', 'NOT_COMPETENT'] as const),
] as const satisfies readonly DataRefusalGround[];

/** An answer, or once more time for it. */
function Answer({ request: { id: dataRequestId, right, folio, extended, answerBy, subjects } }: Props) {
  const own = useRoomWords(dataWords);
  const [resolution, setResolution] = useState<DataResolution>('GRANTED');
  const [ground, setGround] = useState<DataRefusalGround>(GROUNDS[0]);
  const [persons, setPersons] = useState('');
  const { late } = useTerm(Date.parse(answerBy));
  const given = { dataRequestId, resolution, subjects: tokensIn(persons) ?? [] };
  return (
    <>
      <Order
        order="ResolveDataRequest"
        document={ResolveDataRequest}
        about={dataRequestId}
        of={folio}
        input={resolution === 'GRANTED' ? given : { ...given, ground }}
      >
        <Choose
          label={own.resolution}
          value={resolution}
          onChange={(value) => setResolution(value as DataResolution)}
          choices={choicesOf(own.resolutions)}
        />
        {resolution !== 'GRANTED' && <Reason value={ground} among={GROUNDS} onChange={setGround} />}
        <Persons
          label={own.morePersons}
          value={persons}
          required={right === 'CANCELLATION' && resolution !== 'REFUSED' && subjects.length === 0}
          onChange={setPersons}
        />
      </Order>
      {!extended && !late && (
        <Order
          order="ExtendDataRequest"
          document={ExtendDataRequest}
          about={dataRequestId}
          of={folio}
          input={{ dataRequestId }}
        />
      )}
    </>
  );
}

const ANSWERED_NOT = ['RECORDED_BY_MISTAKE', 'SET_ASIDE'] as const satisfies readonly DataReopenReason[];
const DONE_NOT = [
  ...(['RECORDED_BY_MISTAKE', 'FOUND_NOT_DONE', 'SET_ASIDE'] as const),
] as const satisfies readonly DataReopenReason[];

/** The way back from an answer, and from that it was done. */
const Reopen = ({ request: { id: dataRequestId, folio, status } }: Props) => (
  <Reasoned<DataReopenReason, { dataRequestId: string; reason: DataReopenReason; commandId: string }>
    order="ReopenDataRequest"
    document={ReopenDataRequest}
    about={dataRequestId}
    of={folio}
    among={status === 'FULFILLED' ? DONE_NOT : ANSWERED_NOT}
    input={(reason) => ({ dataRequestId, reason })}
  />
);
