import { useState } from 'react';
import { RetractInvolved, RetractVehicle, TellInvolved, TellVehicle } from '../../documents/documents.gen.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { useRoomWords } from '../../words/settings.ts';
import { Order, Reasoned } from '../order.tsx';
import { PersonFields, VehicleFields } from '../part-fields.tsx';
import {
  NO_VEHICLE,
  NOBODY,
  personTold,
  type PersonWritten,
  RETRACTED,
  vehicleOf,
  vehicleTold,
  type VehicleWritten,
} from '../parts.ts';
import { People, type Person, type Vehicle, Vehicles } from '../parts-there.tsx';
import { partsWords } from '../parts-words.ts';

interface Props {
  readonly id: string;
  /** Whether more may be recorded about it. */
  readonly mayAct: boolean;
  /** Whether the caller may put right what was told. */
  readonly mayCorrect: boolean;
}

/** The vehicles of an incident and who was there, for dispatchers, as the units report them over the radio. */
export function PartsOf(props: Props) {
  const { viewer } = useConnection().session;
  return viewer.role === 'operator' ? <Parts key={props.id} {...props} /> : null;
}

function Parts({ id, mayAct, mayCorrect }: Props) {
  const own = useRoomWords(partsWords);
  const [vehicles, setVehicles] = useState(0);
  const [people, setPeople] = useState(0);
  const may = { id, mayAct, mayCorrect };
  // The platform numbers one that was not recorded yet.
  const given = { incidentId: id, about: id, hint: own.sealed };
  return (
    <>
      <Vehicles
        {...{ id, told: vehicles }}
        acts={(vehicle, name, again) => <OfVehicle {...{ vehicle, name, again, ...may }} />}
      />
      {mayAct && <VehicleForm {...given} begin={NO_VEHICLE} onDone={() => setVehicles(vehicles + 1)} />}
      <People
        {...{ id, told: people }}
        acts={(person, name, again) => <OfPerson {...{ person, name, again, ...may }} />}
      />
      {mayAct && <PersonForm {...given} begin={NOBODY} onDone={() => setPeople(people + 1)} />}
    </>
  );
}

interface FormProps<Written> {
  readonly incidentId: string;
  readonly about: string;
  readonly begin: Written;
  readonly hint: string;
  /** The one that is corrected. */
  readonly number?: number;
  readonly of?: string;
  readonly onDone?: () => void;
}

function VehicleForm({ incidentId, number, begin, hint, onDone, ...order }: FormProps<VehicleWritten>) {
  const [fields, setFields] = useState(begin);
  return (
    <Order
      {...order}
      order="TellVehicle"
      document={TellVehicle}
      input={{ incidentId, ...(number !== undefined && { number }), ...vehicleTold(fields) }}
      onDone={() => {
        setFields(begin);
        onDone?.();
      }}
    >
      <VehicleFields fields={fields} write={(changes) => setFields({ ...fields, ...changes })} />
      <p className="quiet">{hint}</p>
    </Order>
  );
}

function PersonForm({ incidentId, number, begin, hint, onDone, ...order }: FormProps<PersonWritten>) {
  const [fields, setFields] = useState(begin);
  return (
    <Order
      {...order}
      order="TellInvolved"
      document={TellInvolved}
      input={{ incidentId, ...(number !== undefined && { number }), ...personTold(fields) }}
      onDone={() => {
        setFields(begin);
        onDone?.();
      }}
    >
      <PersonFields fields={fields} write={(changes) => setFields({ ...fields, ...changes })} />
      <p className="quiet">{hint}</p>
    </Order>
  );
}

interface OfPart extends Props {
  readonly name: string;
  readonly again: () => void;
}

/** What was recorded of one merged into this incident is corrected no more, and still taken back. */
function OfVehicle({ vehicle, name, again, id, mayAct, mayCorrect }: OfPart & { readonly vehicle: Vehicle }) {
  const own = useRoomWords(partsWords);
  const { incidentId, number } = vehicle;
  const given = { about: `${incidentId} ${number}`, of: name, onDone: again };
  return (
    <>
      {mayAct && incidentId === id && (
        <VehicleForm {...given} {...{ incidentId, number }} begin={vehicleOf(vehicle)} hint={own.whole} />
      )}
      {mayCorrect && (
        <Reasoned
          {...given}
          order="RetractVehicle"
          document={RetractVehicle}
          among={RETRACTED}
          input={(reason) => ({ incidentId, number, reason })}
        />
      )}
    </>
  );
}

function OfPerson({ person, name, again, id, mayAct, mayCorrect }: OfPart & { readonly person: Person }) {
  const own = useRoomWords(partsWords);
  const { incidentId, number, part, ageBand } = person;
  const given = { about: `${incidentId} ${number}`, of: name, onDone: again };
  return (
    <>
      {mayAct && incidentId === id && (
        <PersonForm
          {...given}
          {...{ incidentId, number }}
          begin={{ ...NOBODY, part, ageBand }}
          hint={own.whole}
        />
      )}
      {mayCorrect && (
        <Reasoned
          {...given}
          order="RetractInvolved"
          document={RetractInvolved}
          among={RETRACTED}
          input={(reason) => ({ incidentId, number, reason })}
        />
      )}
    </>
  );
}
