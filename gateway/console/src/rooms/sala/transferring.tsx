import { entities } from '@proximidad/catalogues/entities';
import { useState } from 'react';
import { Choose } from '../../design/components.tsx';
import { TownsOf, TransferCall } from '../../documents/documents.gen.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { callListWords } from '../../words/call-list.ts';
import { useRoomWords } from '../../words/settings.ts';
import { Order } from '../order.tsx';
import type { ListedCall } from './listed-calls.ts';

interface Props {
  readonly call: ListedCall;
  readonly entity: string;
  readonly mark: string;
}

/** Hands a call over to the centre of another place: of the entity, where it stays open, or of another one. */
export function Transferring({ call: { id }, entity, mark }: Props) {
  const [own, { viewer }] = [useRoomWords(callListWords), useConnection().session];
  const [to, setTo] = useState(entity);
  const [town, setTown] = useState('');
  const told = usePages(TownsOf, { entity: to }, ({ municipalities }) => municipalities);
  const towns = told?.data?.edges.map(({ node }) => ({ value: node.id, label: node.name ?? node.id })) ?? [];
  return (
    <Order
      order="TransferCall"
      document={TransferCall}
      about={`${id} ${to} ${town}`}
      of={mark}
      input={{
        callId: id,
        ...(to !== entity && { toEntity: to }),
        ...(town !== '' && { toMunicipality: town }),
      }}
      isIdle={to === entity && town === (viewer.municipality ?? '')}
    >
      <Choose
        label={own.toEntity}
        value={to}
        onChange={(value) => {
          setTo(value);
          setTown('');
        }}
        choices={entities.map(({ code, name }) => ({ value: code, label: name }))}
      />
      <Choose
        label={own.toTown}
        value={town}
        onChange={setTown}
        choices={[{ value: '', label: own.stateCentre }, ...towns]}
      />
    </Order>
  );
}
