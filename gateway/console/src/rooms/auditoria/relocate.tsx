import { useState } from 'react';
import { Choose } from '../../design/components.tsx';
import {
  type CorrigibleQuery,
  RelocateIncident,
  type RelocationReason,
  TownsOf,
} from '../../documents/documents.gen.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { callWords } from '../../words/calls.ts';
import { useRoomWords } from '../../words/settings.ts';
import { placeWords } from '../mando/place-words.ts';
import { Order } from '../order.tsx';
import { Reason } from '../reason.tsx';
import { pointIn } from '../sala/board.ts';

const ELSEWHERE = [
  'LOCATION_ERROR',
  'NEW_EVIDENCE',
  'PROSECUTOR_FINDING',
  'BOUNDARY_RULING',
] as const satisfies readonly RelocationReason[];

interface Props {
  readonly incident: NonNullable<CorrigibleQuery['incident']>;
  readonly onDone: () => void;
}

/** Where a closed incident happened after all; whoever serves one municipality moves it within that one. */
export function Relocate({ incident: { id, municipality: before }, onDone }: Props) {
  const [own, calls] = [useRoomWords(placeWords), useRoomWords(callWords)];
  const { viewer } = useConnection().session;
  const told = usePages(TownsOf, { entity: id.slice(0, 2) }, ({ municipalities }) => municipalities);
  const towns = (told?.data?.edges ?? [])
    .map(({ node: { id: value, name } }) => ({ value, label: name ?? value }))
    .filter(({ value }) => viewer.municipality === undefined || value === viewer.municipality);
  const known = before?.cvegeo;
  const [chosen, choose] = useState<string>();
  const [written, write] = useState('');
  const [reason, setReason] = useState<RelocationReason>(ELSEWHERE[0]);
  const [town, point] = [chosen ?? known ?? towns[0]?.value, pointIn(written)];
  const isPlace = written.trim() === '' || point !== undefined;
  return (
    <Order
      {...{ onDone }}
      order="RelocateIncident"
      document={RelocateIncident}
      about={id}
      input={{
        ...{ incidentId: id, reason },
        ...(town !== undefined && { municipality: town }),
        ...(point && { point }),
      }}
      isIdle={town === undefined || (town === known && point === undefined)}
    >
      <Choose label={own.town} value={town ?? ''} onChange={choose} choices={towns} />
      <label className="field">
        <span>{calls.point}</span>
        <input
          value={written}
          autoComplete="off"
          placeholder="19.4326, -99.1332"
          ref={(input) => input?.setCustomValidity(isPlace ? '' : calls.noPlace)}
          onChange={({ target }) => write(target.value)}
        />
      </label>
      <Reason value={reason} among={ELSEWHERE} onChange={setReason} />
    </Order>
  );
}
