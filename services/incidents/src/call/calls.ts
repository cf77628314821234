import { type Instant, only, readModel } from '@proximidad/eventsourcing';
import { incident } from '../incident/incident.ts';
import { call, type CallChannel, type CallStatus } from './call.ts';

export interface CallRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
  readonly channel: CallChannel;
  readonly c2Id: string | null;
  readonly startedAt: Instant;
  readonly status: CallStatus;
  readonly code: string | null;
  readonly proper: boolean | null;
  /** The one it was reported as, or that it is a duplicate of. */
  readonly incidentId: string | null;
}

/** Calls to the centres, and what became of each. */
export const calls = readModel<CallRow>()({
  name: 'calls',
  version: 1,
  of: [call, only(incident, 'IncidentReported')],
  columns: { entity: 'text', municipality: 'text' },
  keys: (event, { id }) => (event.type === 'IncidentReported' ? event.callIds : [id]),
  project(row, event, { id, entity }) {
    switch (event.type) {
      case 'CallReceived': {
        const { channel, c2Id, municipality, startedAt } = event;
        const place = { id, entity, municipality, channel, c2Id, startedAt };
        return { ...place, status: 'RECEIVED', code: null, proper: null, incidentId: null };
      }
      case 'CallClassified': {
        const status = event.closes ? 'CLOSED' : row?.incidentId ? row.status : 'CLASSIFIED';
        return row && { ...row, code: event.code, proper: event.proper, status };
      }
      case 'CallAbandoned':
        return row && { ...row, status: 'ABANDONED' };
      case 'CallLinkedToIncident':
        return row && { ...row, status: 'LINKED', incidentId: event.incidentId };
      case 'IncidentReported':
        return row && { ...row, status: 'REPORTED', incidentId: id };
    }
  },
});
