import { useState } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import {
  type AgreementKind,
  Institutions,
  type PolicingFunction,
  SignAgreement,
} from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useTimeZone } from '../../words/settings.ts';
import { Line } from '../cuadrante/line.tsx';
import { MomentField } from '../moment-field.tsx';
import { Order } from '../order.tsx';
import { momentOf, wallClock } from '../wall-clock.ts';
import { placeOf } from '../zone.ts';
import { agreementWords } from './agreement-words.ts';
import { useTowns } from './place-fields.tsx';
import { Several } from './several.tsx';

const NATIONAL = '00';
const [DAY_MS, YEAR_DAYS] = [86_400_000, 365];
const PARTIES_MIN = 2;

/** What an institution is called, or the code under which it is registered. */
export const nameOf = ({ code, title }: { readonly code: string; readonly title: string | null }) =>
  title ?? code;

/** Records an agreement that was signed; what the law asks of its form is said beside the field. */
export function Sign({ entity }: { readonly entity: string }) {
  const [own, zone, known] = [useRoomWords(agreementWords), useTimeZone(), useInstitutions(entity)];
  const { viewer } = useConnection().session;
  const [given, setGiven] = useState(() => ({
    ...{ kind: 'CONVENIO' as AgreementKind, folio: '', liaison: '', commands: '' },
    ...{ parties: [] as readonly string[], functions: [] as readonly PolicingFunction[] },
    ...{ where: viewer.municipality ?? entity, from: wallClock(presentMs(), zone) },
    until: wallClock(presentMs() + YEAR_DAYS * DAY_MS, zone),
  }));
  const set = (change: Partial<typeof given>) => setGiven((before) => ({ ...before, ...change }));
  const { kind, folio, liaison, parties, functions, where, from, until } = given;
  const [fromMs, untilMs] = [momentOf(from, zone), momentOf(until, zone)];
  const commands = parties.includes(given.commands) ? given.commands : (parties[0] ?? '');
  const isTold = fromMs !== undefined && untilMs !== undefined && fromMs < untilMs;
  const at = (ms: number | undefined) => new Date(ms ?? 0).toISOString();
  return (
    <Order
      order="SignAgreement"
      document={SignAgreement}
      about={folio}
      input={{
        ...{ entity, kind, folio, parties, functions, territory: [where], commandingAuthority: commands },
        ...{ validFrom: at(fromMs), validUntil: at(untilMs) },
        ...(kind === 'INSTANCIA' && { liaison }),
      }}
      isIdle={!isTold || parties.length < PARTIES_MIN || functions.length === 0}
      onDone={() => set({ folio: '' })}
    >
      <Choose
        label={own.kind}
        value={kind}
        onChange={(value) => set({ kind: value as AgreementKind })}
        choices={choicesOf(own.kinds)}
      />
      <Line
        {...{ label: own.folio, value: folio }}
        form={{ ...FORMS['SignAgreement folio'], required: true, title: own.folioHint, spellCheck: false }}
        onChange={(value) => set({ folio: value.toUpperCase() })}
      />
      <Parties {...{ known, parties, commands }} onChange={set} />
      <Where {...{ entity, where }} onChange={(value) => set({ where: value })} />
      <Several
        label={own.functions}
        among={choicesOf(own.functionNames)}
        chosen={functions}
        onChange={(chosen) => set({ functions: chosen as readonly PolicingFunction[] })}
      />
      <MomentField
        {...{ label: own.from, place: placeOf(entity), value: from }}
        required
        onChange={(value) => set({ from: value })}
      />
      <MomentField
        {...{ label: own.until, place: placeOf(entity), value: until }}
        required
        onChange={(value) => set({ until: value })}
      />
      {kind === 'INSTANCIA' && (
        <Line
          {...{ label: own.liaison, value: liaison }}
          form={{ ...FORMS['SignAgreement liaison'], required: true, spellCheck: false }}
          onChange={(value) => set({ liaison: value })}
        />
      )}
    </Order>
  );
}

/** Those that may sign: of the entity, and of the federation; undefined until both are known. */
export function useInstitutions(entity: string) {
  const own = usePages(Institutions, { entity }, ({ authorities }) => authorities)?.data;
  const federal = usePages(Institutions, { entity: NATIONAL }, ({ authorities }) => authorities)?.data;
  if (!own || !federal) return undefined;
  return [...own.edges, ...federal.edges].map(({ node }) => ({ value: node.code, label: nameOf(node) }));
}

interface PartiesProps {
  readonly known: ReturnType<typeof useInstitutions>;
  readonly parties: readonly string[];
  /** The party that commands. */
  readonly commands: string;
  readonly onChange: (change: { readonly parties?: readonly string[]; readonly commands?: string }) => void;
}

function Parties({ known, parties, commands, onChange }: PartiesProps) {
  const own = useRoomWords(agreementWords);
  return (
    <>
      {known?.length === 0 && <p className="late">{own.noParties}</p>}
      <Several
        label={own.parties}
        among={known ?? []}
        chosen={parties}
        onChange={(chosen) => onChange({ parties: chosen })}
      />
      {parties.length > 0 && (
        <Choose
          label={own.commands}
          value={commands}
          onChange={(value) => onChange({ commands: value })}
          choices={(known ?? []).filter(({ value }) => parties.includes(value))}
        />
      )}
    </>
  );
}

interface WhereProps {
  readonly entity: string;
  readonly where: string;
  readonly onChange: (where: string) => void;
}

function Where({ entity, where, onChange }: WhereProps) {
  const [own, towns, { viewer }] = [useRoomWords(agreementWords), useTowns(entity), useConnection().session];
  const whole = viewer.municipality === undefined ? [{ value: entity, label: own.everywhere }] : [];
  return <Choose label={own.where} value={where} onChange={onChange} choices={[...whole, ...towns]} />;
}
