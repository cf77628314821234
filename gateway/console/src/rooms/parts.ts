import type {
  AgeBand,
  InvolvedPart,
  PartRetractionReason,
  TellInvolvedInput,
  TellVehicleInput,
  VehicleKind,
  VehiclePart,
} from '../documents/documents.gen.ts';

/** Why somebody or something recorded of an incident is taken back. */
export const RETRACTED = [
  'WRONG_INCIDENT',
  'REPORTED_BY_MISTAKE',
] as const satisfies readonly PartRetractionReason[];

/** A vehicle, as it is being written. */
export interface VehicleWritten {
  readonly kind: VehicleKind;
  readonly part: VehiclePart;
  readonly plate: string;
}
export const NO_VEHICLE: VehicleWritten = { kind: 'CAR', part: 'SEEN', plate: '' };

/** A victim or a witness, as they are being written. */
export interface PersonWritten {
  readonly part: InvolvedPart;
  readonly ageBand: AgeBand;
  readonly name: string;
  readonly caregiver: string;
  readonly way: string;
}
/** Whose age nobody told may be a minor (BR-C5). */
export const NOBODY: PersonWritten = {
  ...{ part: 'VICTIM', ageBand: 'UNKNOWN' },
  ...{ name: '', caregiver: '', way: '' },
};

/** In the one spelling by which equal plates are found. */
export const plateIn = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

/** What a correction begins with: a text that stands for an erased plate is none. */
export function vehicleOf(known: Omit<VehicleWritten, 'plate'> & { readonly plate: string | null }) {
  const { kind, part, plate } = known;
  return { kind, part, plate: plate !== null && plateIn(plate) === plate ? plate : '' };
}

export function vehicleTold({
  kind,
  part,
  plate,
}: VehicleWritten): Pick<TellVehicleInput, 'kind' | 'part' | 'plate'> {
  return { kind, part, ...(plate !== '' && { plate }) };
}

/** As the platform takes it: somebody who is or may be a minor, through who cares for them (BR-C5). */
export function personTold(written: PersonWritten): Omit<TellInvolvedInput, 'commandId' | 'incidentId'> {
  const { part, ageBand, name, caregiver, way } = written;
  const isAdult = ageBand === 'ADULT';
  const texts = Object.entries(isAdult ? { name, way } : { name, caregiver, way })
    .map(([what, text]) => [what, text.trim()] as const)
    .filter(([, text]) => text !== '');
  return {
    part,
    ageBand,
    ...(texts.length > 0 && { [isAdult ? 'adult' : 'minor']: Object.fromEntries(texts) }),
  };
}
