import { only, readModel } from '@proximidad/eventsourcing';
import { crewDuty } from './crew-duty.ts';

/** An officer who was ever on duty. */
export interface CrewOfficerRow {
  readonly id: string;
  readonly entity: string;
  /** Where the officer last served; null for one who serves the whole state. */
  readonly municipality: string | null;
}

/** The officers whose dispatches may be asked for, and where they serve. */
export const crewOfficers = readModel<CrewOfficerRow>()({
  name: 'crew-officers',
  version: 1,
  of: [only(crewDuty, 'CrewDutyNoted')],
  columns: { entity: 'text', municipality: 'text' },
  keys: ({ officerId }) => [officerId],
  project: (_row, { officerId: id, municipality }, { entity }) => ({ id, entity, municipality }),
});
