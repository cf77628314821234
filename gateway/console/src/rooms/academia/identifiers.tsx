import { useState } from 'react';
import { Nothing } from '../../design/components.tsx';
import { IdentifyOfficer, OfficerKeys } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useAsked, useConnection, usePartAbsence } from '../../graph/use-graph.ts';
import { useRoomWords } from '../../words/settings.ts';
import { Denied, Fold } from '../opened-of.tsx';
import { openedWords } from '../opened-words.ts';
import { Order } from '../order.tsx';
import { entityOf } from './officer.ts';
import { academyWords } from './words.ts';

interface Props {
  readonly id: string;
}

/** The keys of an officer in the registers: opened by a press, since each opening is noted, and recorded. */
export function Identifiers({ id }: Props) {
  const [own, { viewer }] = [useRoomWords(academyWords), useConnection().session];
  return (
    <>
      {/* They are opened to nobody of elsewhere, the national academy included. */}
      {viewer.entity === entityOf(id) && (
        <Fold summary={own.identifiers} of={undefined}>
          <Opened id={id} />
        </Fold>
      )}
      <Identify id={id} />
    </>
  );
}

const OPENING = {
  purpose: 'SUPERVISION',
  isEnough: (data: { readonly officer: object | null } | undefined) => Boolean(data?.officer),
};

function Opened({ id }: Props) {
  const { untold } = useRoomWords(openedWords);
  const answer = useAsked(OfficerKeys, { id }, OPENING);
  const officer = answer?.data?.officer;
  const absence = usePartAbsence(answer, officer);
  if (absence || !officer) return <Nothing kind={absence?.kind ?? 'empty'}>{absence?.text}</Nothing>;
  const { cuip = null, curp = null } = officer.identifiers ?? {};
  return (
    <>
      <Denied answer={answer} />
      {cuip === null && curp === null && answer?.troubles.length === 0 && (
        <Nothing kind="empty">{untold}</Nothing>
      )}
      <dl className="facts">
        <Key name="CUIP" value={cuip} />
        <Key name="CURP" value={curp} />
      </dl>
    </>
  );
}

function Key({ name, value }: { readonly name: string; readonly value: string | null }) {
  if (value === null) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd className="number">{value}</dd>
    </>
  );
}

const NOTHING = { cuip: '', curp: '' };

function Identify({ id }: Props) {
  const { fields } = useRoomWords(academyWords);
  const [told, tell] = useState(NOTHING);
  const { cuip, curp } = told;
  const written = (text: string) => text.trim().toUpperCase();
  return (
    <Order
      order="IdentifyOfficer"
      document={IdentifyOfficer}
      about={id}
      input={{ officerId: id, ...(cuip !== '' && { cuip }), ...(curp !== '' && { curp }) }}
      isIdle={cuip === '' && curp === ''}
      onDone={() => tell(NOTHING)}
    >
      <label className="field">
        <span>{fields.cuip}</span>
        <input
          value={cuip}
          {...FORMS['IdentifyOfficer cuip']}
          title={fields.cuipHint}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => tell({ ...told, cuip: written(target.value) })}
        />
      </label>
      <label className="field">
        <span>{fields.curp}</span>
        <input
          value={curp}
          {...FORMS['IdentifyOfficer curp']}
          title={fields.curpHint}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => tell({ ...told, curp: written(target.value) })}
        />
      </label>
    </Order>
  );
}
