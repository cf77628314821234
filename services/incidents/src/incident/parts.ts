import { closedList, type Fields, Instant, optional, PublicId } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

/* Who and what was there: each person and each vehicle of an incident is a record of its own, with a number in the incident. */

/** Why somebody or something that was recorded of an incident is taken back. */
export const PartRetractionReason = closedList(
  'PartRetractionReason',
  {
    WRONG_INCIDENT: 'It belongs to another incident.',
    REPORTED_BY_MISTAKE: 'It should never have been recorded.',
  },
  'Why a person or a vehicle recorded of an incident is taken back.',
);

/** That one was taken back. */
export const partRetracted = z.object({
  incidentId: PublicId,
  number: z.int(),
  unitId: PublicId.nullable(),
  reason: PartRetractionReason,
  retractedAt: Instant,
});

/** The number of one of up to `max`, as a command names it; left out for one that is new. */
export function partNumber(what: 'person' | 'vehicle', max: number) {
  const number = z.int().min(1).max(max);
  return {
    known: number.describe(`Number of the ${what} within the incident.`),
    any: optional(number).describe(
      `Number of the ${what} within the incident: the latest report about it counts. Leave it out for one that was not recorded yet: the platform numbers it.`,
    ),
  };
}

export const retracting = {
  unitId: optional(PublicId).describe('The unit that takes it back; leave it out where the centre does.'),
  reason: PartRetractionReason.describe('Why.'),
};

/** Looked up before the decision; `sent` where no unit is named, too. */
export interface Retractable {
  readonly incidentId: string;
  readonly number: number;
  readonly sent: boolean;
}
export interface Tellable extends Retractable {
  readonly open: boolean;
}

/** Takes one back, if what was told of it last stands, as an event of this type. */
export function retract<Type extends string>(type: Type) {
  return (
    { stands }: { readonly stands: boolean },
    given: Fields<typeof retracting> & Retractable & { readonly at: Instant },
  ) => {
    const { incidentId, number, unitId, reason, sent, at: retractedAt } = given;
    if (!sent) return refuse('NotDispatched');
    if (!stands) return refuse('NotRecorded');
    return [{ type, incidentId, number, unitId, reason, retractedAt }];
  };
}

export interface Part {
  readonly id: string;
  readonly number: number;
}

/**
 * A record of the incident among those that it has, also those that were taken back: the one with the number, or a new one
 * with the lowest that none has had, whose id follows from what reports it.
 */
export function partOf(
  parts: readonly Part[],
  number: number | null,
  idOf: (which: number | string) => string,
  commandId: string,
): Part {
  if (number !== null) return parts.find((each) => each.number === number) ?? { id: idOf(number), number };
  const given = new Set(parts.map((each) => each.number));
  let lowest = 1;
  while (given.has(lowest)) lowest++;
  return { id: idOf(commandId), number: lowest };
}
