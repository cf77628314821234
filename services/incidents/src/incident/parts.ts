import { closedList } from '@proximidad/eventsourcing';

/** Why somebody or something that was recorded of an incident is taken back. */
export const PartRetractionReason = closedList(
  'PartRetractionReason',
  {
    WRONG_INCIDENT: 'It belongs to another incident.',
    REPORTED_BY_MISTAKE: 'It should never have been recorded.',
  },
  'Why a person or a vehicle recorded of an incident is taken back.',
);

interface Part {
  readonly id: string;
  readonly number: number;
}

/** A record of the incident among those that it has: the one with the number, or a new one, whose id follows from what reports it. */
export function partOf(
  parts: readonly Part[],
  number: number | null,
  idOf: (which: number | string) => string,
  commandId: string,
): Part {
  if (number === null)
    return { id: idOf(commandId), number: Math.max(0, ...parts.map((each) => each.number)) + 1 };
  return parts.find((each) => each.number === number) ?? { id: idOf(number), number };
}
