import { useState } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import { type NeedToKnowBasis, RequestNeedToKnow } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useRoomWords } from '../../words/settings.ts';
import { Line } from '../cuadrante/line.tsx';
import { mandoWords } from '../mando/words.ts';
import { Order } from '../order.tsx';
import { incidentIn } from './incident-in.ts';
import { liaisonWords } from './words.ts';

interface Props {
  /** The incident that was asked for before; any other if left out. */
  readonly known?: string;
  /** Which item of a list it acts on. */
  readonly of?: string;
}

/** Asks the owner of one incident to see it (ST-6). */
export function Ask({ known, of }: Props) {
  const [own, { bases }] = [useRoomWords(liaisonWords), useRoomWords(mandoWords)];
  const [written, write] = useState('');
  const [basis, setBasis] = useState<NeedToKnowBasis>('ACROSS_STATES');
  const [folio, setFolio] = useState('');
  const incidentId = known ?? incidentIn(written);
  return (
    <Order
      order="RequestNeedToKnow"
      document={RequestNeedToKnow}
      about={`${incidentId} ${folio}`}
      of={of}
      input={{ incidentId: incidentId ?? '', basis, folio }}
      onDone={() => {
        write('');
        setFolio('');
      }}
    >
      {known === undefined && (
        <Line
          label={own.incident}
          value={written}
          form={{
            ...{ required: true, spellCheck: false },
            ref: (input: HTMLInputElement | null) =>
              input?.setCustomValidity(written === '' || incidentId !== undefined ? '' : own.noIncident),
          }}
          onChange={write}
        />
      )}
      <Choose
        label={own.basis}
        value={basis}
        onChange={(value) => setBasis(value as NeedToKnowBasis)}
        choices={choicesOf(bases)}
      />
      <Line
        label={own.folio}
        value={folio}
        form={{ ...FORMS['RequestNeedToKnow folio'], required: true }}
        onChange={(text) => setFolio(text.toUpperCase())}
      />
    </Order>
  );
}
