import { useState } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import {
  Annullable,
  type ClosingCorrectionReason,
  type CommitmentRecordQuery,
  type CommitmentReopenReason,
  ContactAnnulled,
  type ContactAnnulmentReason,
  CorrectClosing,
  Corrigible,
  type CorrigibleQuery,
  type FollowUpRecordQuery,
  type FollowUpReopenReason,
  type IncidentOutcome,
  type ReclassificationReason,
  ReclassifyIncident,
  ReopenCommitment,
  type ReopenCommitmentInput,
  ReopenFollowUp,
  type RndDelayReason,
  type UnitRecordQuery,
} from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useAnswer, useAsked, useConnection } from '../../graph/use-graph.ts';
import { supervises } from '../../shell/rooms.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { Order, Reasoned } from '../order.tsx';
import { orderWords } from '../order-words.ts';
import { Reason } from '../reason.tsx';
import { Retire } from '../retire.tsx';
import { CodeField } from '../sala/code-field.tsx';
import { Detention, rndOf } from '../sala/decisions.tsx';
import { Waive } from '../waive.tsx';
import { Relocate } from './relocate.tsx';

type FollowUp = NonNullable<FollowUpRecordQuery['record']>;
type Commitment = NonNullable<CommitmentRecordQuery['record']>;
type Unit = NonNullable<UnitRecordQuery['record']>;
type Closed = NonNullable<CorrigibleQuery['incident']>;

interface Done {
  /** The record has another step. */
  readonly onDone: () => void;
}

interface Props extends Done {
  readonly kind: string;
  readonly id: string;
  readonly record: object;
}

/** What whoever supervises may decide of a record, where its life is read. */
export function OrdersOf({ kind, id, record, onDone }: Props) {
  const { viewer } = useConnection().session;
  if (!supervises(viewer, id.slice(0, 2))) return null;
  switch (kind) {
    case 'seguimiento':
      return <OfFollowUp followUp={record as FollowUp} onDone={onDone} />;
    case 'compromiso':
      return <OfCommitment commitment={record as Commitment} onDone={onDone} />;
    case 'contacto':
      return <OfContact {...{ id, onDone }} />;
    case 'unidad':
      return <OfUnit unit={record as Unit} onDone={onDone} />;
    case 'incidente':
      return <OfIncident {...{ id, onDone }} />;
    default:
      return null;
  }
}

const NO_CONTACT = [
  ...(['RECORDED_TWICE', 'NEVER_HAPPENED', 'RECORDED_WRONGLY'] as const),
] as const satisfies readonly ContactAnnulmentReason[];

/** One that counts is annulled by who commands, however long ago it was recorded (BR-C12). */
function OfContact({ id, onDone }: Done & { readonly id: string }) {
  const contact = useAnswer(Annullable, { id })?.data?.contact;
  if (!contact || contact.annulment !== null) return null;
  return (
    <Reasoned
      {...{ onDone }}
      order="AnnulContact"
      document={ContactAnnulled}
      about={id}
      among={NO_CONTACT}
      input={(reason) => ({ contactId: id, reason })}
    />
  );
}

/** In use and at no incident, it can be retired. */
function OfUnit({ unit: { id, retiredAt, incident }, onDone }: Done & { readonly unit: Unit }) {
  return retiredAt === null && incident === null ? <Retire unitId={id} onDone={onDone} /> : null;
}

const OWED_AGAIN = [
  'RECORDED_BY_MISTAKE',
  'VICTIM_TURNED_UP',
  'VICTIM_ASKED_AGAIN',
] as const satisfies readonly FollowUpReopenReason[];
/** What the incident ended, the incident alone brings back. */
const OF_INCIDENT: ReadonlySet<string | null> = new Set(['INCIDENT_CORRECTED', 'INCIDENT_REOPENED']);

/** Owed, it can be waived; ended by somebody, it can be owed again (BR-C3). */
function OfFollowUp({
  followUp: { id, status, waivedBecause },
  onDone,
}: Done & { readonly followUp: FollowUp }) {
  if (status === 'REQUESTED' || status === 'OVERDUE') return <Waive {...{ id, onDone }} />;
  if (OF_INCIDENT.has(waivedBecause)) return null;
  return (
    <Reasoned
      {...{ onDone }}
      order="ReopenFollowUp"
      document={ReopenFollowUp}
      about={id}
      among={OWED_AGAIN}
      input={(reason) => ({ followUpId: id, reason })}
    />
  );
}

const KEPT_NOT = [
  'RECORDED_BY_MISTAKE',
  'FOUND_NOT_KEPT',
] as const satisfies readonly CommitmentReopenReason[];
const BROKEN_NOT = [
  'RECORDED_BY_MISTAKE',
  'TAKEN_UP_AFTER_ALL',
] as const satisfies readonly CommitmentReopenReason[];

/** One that was recorded as kept, or as not to be kept, is owed again (BR-C8). */
function OfCommitment({ commitment: { id, status }, onDone }: Done & { readonly commitment: Commitment }) {
  if (status !== 'KEPT' && status !== 'BROKEN') return null;
  return (
    <Reasoned<CommitmentReopenReason, ReopenCommitmentInput>
      {...{ onDone }}
      order="ReopenCommitment"
      document={ReopenCommitment}
      about={id}
      among={status === 'KEPT' ? KEPT_NOT : BROKEN_NOT}
      input={(reason) => ({ commitmentId: id, reason })}
    />
  );
}

/** A closed incident that stands alone and is no history: its code, its closing and its place are corrected (BR-I11). */
function OfIncident({ id, onDone }: Done & { readonly id: string }) {
  const incident = useAsked(Corrigible, { id })?.data?.incident;
  if (!incident || incident.status !== 'CLOSED' || incident.historical || incident.mergedInto) return null;
  return (
    <>
      <Reclassify {...{ incident, onDone }} />
      <Correct {...{ incident, onDone }} />
      <Relocate {...{ incident, onDone }} />
    </>
  );
}

interface ClosedProps extends Done {
  readonly incident: Closed;
}

const OTHER_CODE = [
  ...(['NEW_EVIDENCE', 'FORENSIC_FINDING', 'PROSECUTOR_FINDING', 'LATER_CONSEQUENCE'] as const),
  'CODING_ERROR',
] as const satisfies readonly ReclassificationReason[];

function Reclassify({ incident: { id, finalCode }, onDone }: ClosedProps) {
  const { detail } = useWords();
  const [code, setCode] = useState(finalCode?.code ?? '');
  const [victims, setVictims] = useState('');
  const [reason, setReason] = useState<ReclassificationReason>(OTHER_CODE[0]);
  return (
    <Order
      {...{ onDone }}
      order="ReclassifyIncident"
      document={ReclassifyIncident}
      about={id}
      input={{ incidentId: id, finalCode: code, reason, ...victimsIn(victims) }}
      isIdle={code === finalCode?.code}
    >
      <CodeField label={detail.finalCode} value={code} onChange={setCode} />
      <Victims value={victims} onChange={setVictims} />
      <Reason value={reason} among={OTHER_CODE} onChange={setReason} />
    </Order>
  );
}

const OTHER_CLOSING = [
  ...(['RECORDED_WRONGLY', 'NEW_EVIDENCE', 'VICTIMS_FOUND', 'WAS_A_DRILL'] as const),
] as const satisfies readonly ClosingCorrectionReason[];

function Correct({ incident: { id, outcome: before, exercise }, onDone }: ClosedProps) {
  const [{ detail, outcomes }, own] = [useWords(), useRoomWords(orderWords)];
  const [outcome, setOutcome] = useState<IncidentOutcome | ''>('');
  const [rnd, setRnd] = useState<{ number: string; delay: RndDelayReason | '' }>({ number: '', delay: '' });
  const [victims, setVictims] = useState('');
  const [drill, setDrill] = useState<'' | 'yes' | 'no'>('');
  const [reason, setReason] = useState<ClosingCorrectionReason>(OTHER_CLOSING[0]);
  const given = {
    ...{ incidentId: id, reason, ...victimsIn(victims) },
    ...(outcome !== '' && { outcome, ...rndOf(outcome, rnd) }),
    ...(drill !== '' && { exercise: drill === 'yes' }),
  };
  const asBefore = { value: '', label: own.asBefore };
  return (
    <Order
      {...{ onDone }}
      order="CorrectClosing"
      document={CorrectClosing}
      about={id}
      input={given}
      isIdle={outcome === '' && victims === '' && drill === ''}
    >
      <Choose
        label={detail.outcome}
        value={outcome}
        onChange={(value) => setOutcome(value as IncidentOutcome | '')}
        choices={[asBefore, ...choicesOf(outcomes).filter(({ value }) => value !== before)]}
      />
      {outcome === 'DETAINED' && <Detention {...rnd} onChange={setRnd} />}
      <Victims value={victims} onChange={setVictims} />
      <Choose
        label={own.drill}
        value={drill}
        onChange={(value) => setDrill(value as typeof drill)}
        choices={[
          asBefore,
          exercise ? { value: 'no', label: own.drills.no } : { value: 'yes', label: own.drills.yes },
        ]}
      />
      <Reason value={reason} among={OTHER_CLOSING} onChange={setReason} />
    </Order>
  );
}

const victimsIn = (victims: string) => (victims === '' ? {} : { victims: Number(victims) });

/** How many there were; blank, it stays as it is. */
function Victims({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const own = useRoomWords(orderWords);
  return (
    <label className="field">
      <span>{own.victims}</span>
      <input
        type="number"
        {...FORMS['CloseIncident victims']}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}
