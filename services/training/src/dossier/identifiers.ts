import { personal } from '@proximidad/eventsourcing';
import { z } from 'zod';

/* The keys of an officer in the registers: the only data about an officer that name one. */

/** Key in the national register of police officers: as long as that register writes it. */
const CUIP = /^[A-Z]{4}\d{6}[HM]\d{8,9}$/;
const CURP = /^[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d$/;
const ofOfficer = { class: 'PERSONAL', subject: 'officer' } as const;
export const officerCuip = personal({
  ...{ of: 'OfficerIdentified.cuip', plain: z.string().regex(CUIP, 'a CUIP') },
  ...ofOfficer,
});
export const officerCurp = personal({
  ...{ of: 'OfficerIdentified.curp', plain: z.string().regex(CURP, 'a CURP') },
  ...ofOfficer,
});
