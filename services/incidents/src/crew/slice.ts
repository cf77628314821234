import { reaction } from '@proximidad/bus';
import { execution } from '@proximidad/eventsourcing';
import type { Slice } from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';
import { crewDuty, crewDutyId } from './crew-duty.ts';
import { crewOfficers } from './crew-officers.ts';

const beats = { context: 'beats', kind: 'restricted' } as const;

/** Who is on duty in which unit, as this service has learned. */
export const crewSlice: Slice<Places> = {
  aggregate: crewDuty,
  readModels: [crewOfficers],
  reactions: () => [
    reaction({
      ...{ ...beats, name: 'note-crew-duty', type: 'OfficerDutyStarted' },
      react: ({ officerId, municipality, unitId, startedAt }) =>
        execution(
          crewDuty,
          crewDutyId(officerId, startedAt),
          { type: 'NoteCrewDuty', officerId, municipality, unitId, startedAt },
          { municipality },
        ),
    }),
    reaction({
      ...{ ...beats, name: 'note-crew-duty-end', type: 'OfficerDutyEnded' },
      react: ({ officerId, unitId, startedAt, endedAt }, { municipality }) =>
        execution(
          crewDuty,
          crewDutyId(officerId, startedAt),
          { type: 'NoteCrewDutyEnd', officerId, unitId, startedAt, endedAt },
          { municipality },
        ),
    }),
    reaction({
      ...{ ...beats, name: 'note-crew-duty-resumption', type: 'OfficerDutyResumed' },
      react: ({ officerId, unitId, startedAt, endedAt, resumedAt }, { municipality }) =>
        execution(
          crewDuty,
          crewDutyId(officerId, startedAt),
          { type: 'NoteCrewDutyResumption', officerId, unitId, startedAt, endedAt, resumedAt },
          { municipality },
        ),
    }),
  ],
};
