import { type CommandOf, idFor, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import type { IncidentEvent } from '../incident/incident-events.ts';
import type { incident } from '../incident/incident.ts';
import { measured, nationalTargets } from './measured.ts';

export type IncidentCommand = CommandOf<typeof incident>;

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;
type Command<Type extends IncidentCommand['type']> = Extract<IncidentCommand, { type: Type }>;

/** The story of an operator in Mexico City (ST-1). */
export const at = (time: string) => parseDateTime(`2026-11-14T${time}-06:00`);
export const beatId = idFor('09', 'beat', 'IZP-6.1.4');
export const u101 = idFor('09', 'unit', 'U-101');
export const u102 = idFor('09', 'unit', 'U-102');
const point = { lon: -99.0921, lat: 19.3579 };
export const place = { municipality: '09007', beatId, point };
export const callIds = [idFor('09', 'call', 1)];

export const report: Command<'ReportIncident'> = {
  type: 'ReportIncident',
  callIds,
  place,
  code: '30421',
  priority: null,
  folio: 'C5/261114/08751',
  exercise: false,
  happenedAt: at('21:37:05'),
  callStartedAt: at('21:37:05'),
  rural: false,
  ...nationalTargets,
  at: at('21:37:30'),
};
export const reported: Of<'IncidentReported'> = {
  type: 'IncidentReported',
  callIds,
  place,
  initialCode: '30421',
  catalogueVersion: '3.0',
  priority: 'ALTA',
  folio: 'C5/261114/08751',
  exercise: false,
  happenedAt: at('21:37:05'),
  callStartedAt: at('21:37:05'),
  reportedAt: at('21:37:30'),
  rural: false,
  ...measured,
};
const candidate = {
  unitId: u101,
  distanceMetres: 397,
  etaSeconds: 71,
  sameBeat: true,
  score: 0.91,
  reasons: ['SAME_BEAT'],
};
const ranking = { round: 0, candidates: [candidate], modelVersion: 'p1-1' };
export const propose: Command<'NotePatrolCandidates'> = {
  type: 'NotePatrolCandidates',
  ...ranking,
  at: at('21:37:31'),
};
export const proposed: Of<'PatrolProposed'> = {
  type: 'PatrolProposed',
  ...ranking,
  proposedAt: at('21:37:31'),
};
const jobId = uuidv5('job', 1);
export const dispatch: Command<'DispatchPatrol'> = {
  type: 'DispatchPatrol',
  jobId,
  unitId: u101,
  unit: { retired: false, free: true, status: 'AVAILABLE', leaves: null, crew: [] },
  overrideReason: null,
  at: at('21:37:48'),
};
export const dispatched: Of<'PatrolDispatched'> = {
  type: 'PatrolDispatched',
  jobId,
  unitId: u101,
  proposalAccepted: true,
  proposalRank: 1,
  overrideReason: null,
  unitStatus: 'AVAILABLE',
  leaves: null,
  crew: [],
  dispatchedAt: at('21:37:48'),
};
const job = { jobId, unitId: u101 };
export const acknowledge: IncidentCommand = { type: 'AcknowledgeDispatch', unitId: u101, at: at('21:38:10') };
export const acknowledged = {
  type: 'DispatchAcknowledged',
  ...job,
  acknowledgedAt: at('21:38:10'),
  late: false,
} as const;
export const goEnRoute: IncidentCommand = { type: 'ReportEnRoute', unitId: u101, at: at('21:38:30') };
export const enRoute = { type: 'UnitEnRoute', ...job, enRouteAt: at('21:38:30'), late: false } as const;
export const arrive: IncidentCommand = { type: 'ReportArrival', unitId: u101, at: at('21:43:31') };
export const arrived = { type: 'UnitArrived', ...job, arrivedAt: at('21:43:31'), late: false } as const;
export const cancel: IncidentCommand = {
  type: 'CancelDispatch',
  unitId: u101,
  reason: 'CLOSER_UNIT',
  at: at('21:39:00'),
};
export const cancelled = {
  type: 'DispatchCancelled',
  ...job,
  reason: 'CLOSER_UNIT',
  cancelledAt: at('21:39:00'),
} as const;
export const close: Command<'CloseIncident'> = {
  type: 'CloseIncident',
  outcome: 'RESOLVED',
  finalCode: '30421',
  victims: 1,
  rndNumber: null,
  rndDelayReason: null,
  at: at('22:20:00'),
};
export const closed: Of<'IncidentClosed'> = {
  type: 'IncidentClosed',
  outcome: 'RESOLVED',
  finalCode: '30421',
  catalogueVersion: '3.0',
  victims: 1,
  rndNumber: null,
  rndDelayReason: null,
  unitIds: [u101],
  initialCode: '30421',
  municipality: '09007',
  beatId,
  sensitive: false,
  exercise: false,
  closedAt: at('22:20:00'),
};
export const asked = (
  round: number,
  reason: Of<'CandidatesRequested'>['reason'],
  time: string,
): Of<'CandidatesRequested'> => ({
  ...{ type: 'CandidatesRequested', round, reason, place, code: '30421', priority: 'ALTA' },
  requestedAt: at(time),
});
export const onScene = [reported, proposed, dispatched, acknowledged, enRoute, arrived];
