import { Cvegeo, cnie, duplicateCode, isSensitive, wasInForce, zoneOf } from '@proximidad/catalogues';
import { type Instant, localDate, localDateAt, PublicId, closedList } from '@proximidad/eventsourcing';
import { Point } from '@proximidad/geography';
import { z } from 'zod';

/** Where something happened, as precisely as the log may hold it. */
export const Place = z.object({
  municipality: Cvegeo,
  /** The beat that contained the point when it happened, by the boundaries noted by the time of the report. */
  beatId: PublicId.nullable(),
  /** Null where none is known, and always for sensitive kinds. */
  point: Point.nullable(),
});
export type Place = z.infer<typeof Place>;

export const IncidentStatus = closedList(
  'IncidentStatus',
  {
    REPORTED: 'Reported, and no unit is on its way.',
    DISPATCHED: 'A unit was sent.',
    ON_SCENE: 'A unit arrived.',
    CLOSED: 'The work on it has ended.',
  },
  'How far an incident has come.',
);
export type IncidentStatus = z.infer<typeof IncidentStatus>;

export const CnieCode = z.string().regex(/^\d{5}$/, 'five digits: CNIE type, subtype and incident');

/** Ten to thirteen digits are a telephone, and this pattern is a CURP: neither may enter the log (ADR 116). */
const TELEPHONE = /^\d{10,13}$/;
const CURP = /^[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d$/;

const isPersonal = (text: string) => TELEPHONE.test(text) || CURP.test(text);

/** The centre's own number of an incident, for display only (docs/field.md#folio). */
export const Folio = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9/_.-]{0,31}$/, 'capital letters, digits and /_.-, at most 32')
  .refine((text) => !isPersonal(text), 'looks like a telephone number or a CURP');

/** The number given by the national register of detentions: it identifies a record, not a person (BR-I6). */
export const RndNumber = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9/-]{5,29}$/, 'capital letters, digits, / and -, 6 to 30')
  .refine((text) => !isPersonal(text), 'looks like a telephone number or a CURP');

export function isKnownCode(code: string): boolean {
  return cnie(code) !== undefined;
}

/** BR-I12: valid in the catalogue's version that was in force at the instant. */
export function isInForce(code: string, at: Instant): boolean {
  return wasInForce(code, localDate(at));
}

/** The code as published: only the subtype for sensitive kinds (docs/field.md#places). */
export function generalised(code: string): string {
  return isSensitive(code) ? subtypeOf(code) : code;
}

export function subtypeOf(code: string): string {
  return code.slice(0, 3);
}

/** Whether a call with one code may be about an incident with the other (BR-I2); 60205 says so itself. */
export function isSameEvent(called: string, incident: string, by: 'TYPE' | 'SUBTYPE'): boolean {
  if (called === duplicateCode) return true;
  return by === 'TYPE' ? called[0] === incident[0] : subtypeOf(called) === subtypeOf(incident);
}

/** The month whose figures count what happened then and there, by the local clock (BR-I13). */
export function statPeriodOf({ ms }: Instant, municipality: string): string {
  return localDateAt(ms, zoneOf(municipality)).slice(0, 7);
}
