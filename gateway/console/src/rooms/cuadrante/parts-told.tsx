import { type ReactNode, useEffect, useRef, useState } from 'react';
import { named } from '../../design/components.tsx';
import { useWritten } from '../../session/written.ts';
import { commandWords } from '../../words/commands.ts';
import { useRoomWords } from '../../words/settings.ts';
import { orderWords } from '../order-words.ts';
import { PersonFields, VehicleFields } from '../part-fields.tsx';
import { NO_VEHICLE, NOBODY, personTold, RETRACTED, vehicleOf, vehicleTold } from '../parts.ts';
import { People, Vehicles } from '../parts-there.tsx';
import { partsWords } from '../parts-words.ts';
import { Reason } from '../reason.tsx';
import type { Sending, What } from './sending.ts';
import { Tap } from './tap.tsx';

interface Props {
  readonly id: string;
  readonly unit: string;
  readonly of: string;
  readonly name: string;
  readonly sending: Sending;
}

/** The vehicles of an incident and who was there, as the first responder tells, corrects and takes them back. */
export function PartsTold({ id, unit, of, name, sending }: Props) {
  const given = { incidentId: id, unitId: unit };
  const told = { name, sending };
  const opened = { id, of, told: useSent(sending) };
  return (
    <>
      <Vehicles
        {...opened}
        acts={({ incidentId, number, ...known }, which) => (
          <>
            {incidentId === id && (
              <TellVehicle
                {...told}
                given={{ ...given, number }}
                begin={vehicleOf(known)}
                of={`${which}, ${of}`}
              />
            )}
            <TakeBack
              {...{ ...told, what: 'vehicleRetracted', order: 'RetractVehicle' }}
              given={{ ...given, incidentId, number }}
              of={`${which}, ${of}`}
            />
          </>
        )}
      />
      <TellVehicle {...{ ...told, given, of }} begin={NO_VEHICLE} />
      <People
        {...opened}
        acts={({ incidentId, number, part, ageBand }, which) => (
          <>
            {incidentId === id && (
              <TellPerson
                {...told}
                given={{ ...given, number }}
                begin={{ ...NOBODY, part, ageBand }}
                of={`${which}, ${of}`}
              />
            )}
            <TakeBack
              {...{ ...told, what: 'involvedRetracted', order: 'RetractInvolved' }}
              given={{ ...given, incidentId, number }}
              of={`${which}, ${of}`}
            />
          </>
        )}
      />
      <TellPerson {...{ ...told, given, of }} begin={NOBODY} />
    </>
  );
}

const PARTS: ReadonlySet<string> = new Set(['vehicle', 'vehicleRetracted', 'involved', 'involvedRetracted']);

/** How often everything told of them had been sent: what is open is then asked for anew. */
function useSent({ waiting = [] }: Sending): number {
  const [times, setTimes] = useState(0);
  const isSent = !waiting.some(({ what }) => PARTS.has(what));
  useEffect(() => {
    if (isSent) setTimes((before) => before + 1);
  }, [isSent]);
  return times;
}

interface Given {
  readonly incidentId: string;
  readonly unitId: string;
  /** The one that is corrected. */
  readonly number?: number;
}

interface TellProps<Written> extends Omit<Props, 'id' | 'unit'> {
  readonly given: Given;
  readonly begin: Written;
}

function TellVehicle({ given, begin, ...shown }: TellProps<typeof NO_VEHICLE>) {
  const form = useWritten(`vehicle ${given.incidentId} ${given.number ?? ''}`, () => begin);
  return (
    <Telling
      {...{ ...shown, given, form }}
      what="vehicle"
      order="TellVehicle"
      told={() => vehicleTold(form.fields)}
    >
      <VehicleFields {...form} />
    </Telling>
  );
}

function TellPerson({ given, begin, ...shown }: TellProps<typeof NOBODY>) {
  const form = useWritten(`involved ${given.incidentId} ${given.number ?? ''}`, () => begin);
  return (
    <Telling
      {...{ ...shown, given, form }}
      what="involved"
      order="TellInvolved"
      told={() => personTold(form.fields)}
    >
      <PersonFields {...form} />
    </Telling>
  );
}

interface TellingProps extends Omit<TellProps<unknown>, 'begin'> {
  readonly what: What;
  readonly order: 'TellVehicle' | 'TellInvolved';
  readonly form: Pick<ReturnType<typeof useWritten>, 'isOpen' | 'setOpen' | 'fold'>;
  readonly told: () => object;
  readonly children: ReactNode;
}

/** What is written is kept on no device until it is told. */
function Telling({ what, order, form, told, given, of, name, sending, children }: TellingProps) {
  const [names, own] = [useRoomWords(commandWords), useRoomWords(partsWords)];
  const title = names[order]!;
  const element = useRef<HTMLFormElement>(null);
  const tell = async () => {
    if (!element.current!.reportValidity()) return;
    if (await sending.tell(what, { ...given, ...told() }, `${title} · ${name}`)) form.fold();
  };
  return (
    <details
      className="another"
      open={form.isOpen}
      onToggle={({ currentTarget }) => form.setOpen(currentTarget.open)}
    >
      <summary {...named(title, of)}>{title}</summary>
      <form ref={element} {...named(title, of)} className="step" onSubmit={(event) => event.preventDefault()}>
        {children}
        <p className="quiet">{given.number === undefined ? own.sealed : own.whole}</p>
        <Tap of={of} onTap={tell}>
          {title}
        </Tap>
      </form>
    </details>
  );
}

interface BackProps extends Omit<Props, 'id' | 'unit'> {
  readonly what: What;
  readonly order: 'RetractVehicle' | 'RetractInvolved';
  readonly given: Given;
}

/** One that was recorded by mistake. */
function TakeBack({ what, order, given, of, name, sending }: BackProps) {
  const [names, { says }] = [useRoomWords(commandWords), useRoomWords(orderWords)];
  const [reason, setReason] = useState<(typeof RETRACTED)[number]>(RETRACTED[0]);
  const title = names[order]!;
  return (
    <details className="another">
      <summary {...named(title, of)}>{title}</summary>
      <div className="step">
        <p className="quiet">{says[order]}</p>
        <Reason among={RETRACTED} value={reason} onChange={setReason} />
        <Tap of={of} onTap={() => sending.tell(what, { ...given, reason }, `${title} · ${name}`)}>
          {title}
        </Tap>
      </div>
    </details>
  );
}
