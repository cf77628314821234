import { type ReactNode, useState } from 'react';
import { Nothing } from '../design/components.tsx';
import {
  PeopleThere,
  type PeopleThereQuery,
  VehiclesThere,
  type VehiclesThereQuery,
} from '../documents/documents.gen.ts';
import { useAsked, usePartAbsence } from '../graph/use-graph.ts';
import { useRoomWords } from '../words/settings.ts';
import { At } from '../words/time.tsx';
import { beatWords } from './cuadrante/words.ts';
import { Denied, Fold } from './opened-of.tsx';
import { partsWords } from './parts-words.ts';

export type Vehicle = NonNullable<NonNullable<VehiclesThereQuery['incident']>['vehicles']>[number];
export type Person = NonNullable<NonNullable<PeopleThereQuery['incident']>['people']>[number];

/** Each request to open is noted, so it is not repeated because another part is unavailable. */
const OPENING = {
  purpose: 'DISPATCH',
  isEnough: (data: { readonly incident: object | null } | undefined) => Boolean(data?.incident),
};

interface Props<Part> {
  readonly id: string;
  /** Of which incident, if several are shown. */
  readonly of?: string;
  /** How many were recorded here meanwhile: what is open is asked for anew. */
  readonly told?: number;
  /** What can be done about one of them, by its name; `again` asks for all of them anew. */
  readonly acts: (part: Part, name: string, again: () => void) => ReactNode;
}

interface OpenedProps<Part> extends Pick<Props<Part>, 'id' | 'acts'> {
  readonly again: () => void;
}

/** The vehicles of an incident, opened by one press, which is noted. */
export function Vehicles({ of, told = 0, ...opened }: Props<Vehicle>) {
  const [own, [round, setRound]] = [useRoomWords(partsWords), useState(0)];
  return (
    <Fold summary={own.vehicles} of={of}>
      <OpenedVehicles key={`${round} ${told}`} {...opened} again={() => setRound(round + 1)} />
    </Fold>
  );
}

/** The people of an incident, opened by one press, which is noted. */
export function People({ of, told = 0, ...opened }: Props<Person>) {
  const [own, [round, setRound]] = [useRoomWords(partsWords), useState(0)];
  return (
    <Fold summary={own.people} of={of}>
      <OpenedPeople key={`${round} ${told}`} {...opened} again={() => setRound(round + 1)} />
    </Fold>
  );
}

function OpenedVehicles({ id, acts, again }: OpenedProps<Vehicle>) {
  const own = useRoomWords(partsWords);
  const answer = useAsked(VehiclesThere, { id }, OPENING);
  const told = answer?.data?.incident?.vehicles;
  const absence = usePartAbsence(answer, told);
  if (absence || !told) return <Nothing kind={absence?.kind ?? 'empty'}>{absence?.text}</Nothing>;
  return (
    <>
      <Denied answer={answer} />
      {told.length === 0 && <Nothing kind="empty">{own.none}</Nothing>}
      <ul>
        {told.map((vehicle) => {
          const { incidentId, number, kind, part, plate, toldAt } = vehicle;
          return (
            <li key={`${incidentId} ${number}`} data-line={`${incidentId} ${number}`} tabIndex={-1}>
              <strong>
                {number}: {own.kinds[kind]}
              </strong>{' '}
              · {own.parts[part]}
              {plate !== null && <strong className="number"> · {plate}</strong>} · <At at={toldAt} />
              {acts(vehicle, `${number}: ${own.kinds[kind]}`, again)}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function OpenedPeople({ id, acts, again }: OpenedProps<Person>) {
  const [own, { victim }] = [useRoomWords(partsWords), useRoomWords(beatWords)];
  const answer = useAsked(PeopleThere, { id }, OPENING);
  const told = answer?.data?.incident?.people;
  const absence = usePartAbsence(answer, told);
  if (absence || !told) return <Nothing kind={absence?.kind ?? 'empty'}>{absence?.text}</Nothing>;
  return (
    <>
      <Denied answer={answer} />
      {told.length === 0 && <Nothing kind="empty">{own.none}</Nothing>}
      <ul>
        {told.map((person) => {
          const { incidentId, number, part, ageBand, toldAt } = person;
          const { name, way, minorName, caregiver, caregiverWay } = person;
          const texts = [name, way, minorName, caregiver, caregiverWay].filter((text) => text !== null);
          return (
            <li key={`${incidentId} ${number}`} data-line={`${incidentId} ${number}`} tabIndex={-1}>
              <strong>
                {number}: {own.whos[part]}
              </strong>{' '}
              · {[victim.ages[ageBand], ...texts].join(' · ')} · <At at={toldAt} />
              {acts(person, `${number}: ${own.whos[part]}`, again)}
            </li>
          );
        })}
      </ul>
    </>
  );
}
