import { isSensitive } from '@proximidad/catalogues';
import type { contracts } from '@proximidad/contracts';
import type { EventOf, Recorded } from '@proximidad/eventsourcing';
import type { IncidentEvent } from './incident-events.ts';
import { generalised } from './values.ts';

interface Published {
  readonly public?: EventOf<typeof contracts.incidents.public>;
  readonly restricted?: EventOf<typeof contracts.incidents.restricted>;
}

const NOTHING: Published = {};

/**
 * What the service publishes about an incident. To everybody: for sensitive kinds no point, no beat and only the
 * subtype. To the state's own services: what they need to act. Nothing is published about drills (BR-I14), and a
 * unit's late report does not move the unit again (BR-I5). Calls and historical incidents stay here.
 */
export function published(event: IncidentEvent, { id: incidentId, metadata }: Recorded): Published {
  switch (event.type) {
    case 'IncidentReported':
      return event.exercise ? NOTHING : reported(event, incidentId);
    case 'PriorityChanged': {
      const { type, from, to, changedAt, exercise } = event;
      return exercise ? NOTHING : { public: { type, incidentId, from, to, changedAt } };
    }
    case 'PatrolDispatched': {
      const { type, unitId, dispatchedAt } = event;
      return {
        public: { type, incidentId, dispatchedAt },
        restricted: { type, incidentId, unitId, dispatchedAt },
      };
    }
    case 'UnitEnRoute': {
      const { type, unitId, enRouteAt: at } = event;
      return event.late ? NOTHING : { restricted: { type, incidentId, unitId, at } };
    }
    case 'UnitArrived': {
      const { type, unitId, arrivedAt } = event;
      const toAll = { public: { type, incidentId, arrivedAt } };
      return event.late ? toAll : { ...toAll, restricted: { type, incidentId, unitId, arrivedAt } };
    }
    case 'DispatchCancelled': {
      const { type, unitId, cancelledAt: at } = event;
      return { restricted: { type, incidentId, unitId, at } };
    }
    case 'IncidentMerged':
      return event.exercise ? NOTHING : merged(event, incidentId);
    case 'MergeReverted':
    case 'IncidentReopened':
      return event.exercise ? NOTHING : openAgain(event, incidentId, metadata);
    case 'IncidentClosed':
      return event.exercise ? NOTHING : closed(event, incidentId);
    case 'IncidentReclassified':
      return event.exercise ? NOTHING : reclassified(event, incidentId);
    case 'ClosingCorrected':
      return closingCorrected(event, incidentId);
    case 'CandidatesRequested': {
      const { type, round, reason, code, priority, requestedAt } = event;
      return { restricted: { type, incidentId, ...event.place, round, reason, code, priority, requestedAt } };
    }
    case 'UnitCleared':
      return { restricted: { type: event.type, incidentId, unitId: event.unitId, at: event.clearedAt } };
    case 'EnRouteRetracted':
    case 'ArrivalRetracted': {
      const { type, unitId, retractedAt: at } = event;
      return event.late ? NOTHING : { restricted: { type, incidentId, unitId, at } };
    }
    case 'SupportRequested': {
      const { type, kind, requestedAt } = event;
      return { public: { type, incidentId, kind, requestedAt } };
    }
    case 'PatrolProposed':
    case 'DispatchAcknowledged':
    case 'DispatchCrewNoted':
    case 'DispatchReassigned':
    case 'SupportEnded':
    case 'SceneReported':
    case 'SceneRetracted':
    case 'DeadlinePassed':
    case 'DeadlineAcknowledged':
    case 'DeadlineEscalated':
    case 'IncidentRelocated':
    case 'IncidentLinked':
    case 'IncidentUnlinked':
      return NOTHING;
  }
}

function reported(
  event: Extract<IncidentEvent, { type: 'IncidentReported' }>,
  incidentId: string,
): Published {
  const { type, initialCode: code, priority, reportedAt } = event;
  const { municipality, beatId, point } = event.place;
  const facts = { type, incidentId, municipality, priority, reportedAt };
  const publicBeat = isSensitive(code) ? null : beatId;
  return {
    public: { ...facts, beatId: publicBeat, code: generalised(code) },
    restricted: { ...facts, beatId, point, code },
  };
}

function closed(event: Extract<IncidentEvent, { type: 'IncidentClosed' }>, incidentId: string): Published {
  const { type, municipality, beatId, sensitive, finalCode, outcome, victims, unitIds, closedAt } = event;
  const facts = { type, incidentId, municipality, outcome, closedAt };
  return {
    public: { ...facts, beatId: sensitive ? null : beatId },
    restricted: { ...facts, beatId, finalCode, victims, unitIds },
  };
}

/** The reason stays inside. A merge published nothing to the state's own services that would have to be taken back. */
function openAgain(
  event: Extract<IncidentEvent, { type: 'IncidentReopened' | 'MergeReverted' }>,
  incidentId: string,
  { jurisdiction }: Recorded['metadata'],
): Published {
  const reopenedAt = 'reopenedAt' in event ? event.reopenedAt : event.revertedAt;
  const facts = { type: 'IncidentReopened', incidentId, reopenedAt } as const;
  if (event.type === 'MergeReverted') return { public: facts };
  return { public: facts, restricted: { ...facts, municipality: jurisdiction.municipality ?? null } };
}

/** Who authorised it, and why, stays inside. */
function reclassified(
  event: Extract<IncidentEvent, { type: 'IncidentReclassified' }>,
  incidentId: string,
): Published {
  const { type, system, municipality, beatId, validFrom, statPeriod, reclassifiedAt, sensitive } = event;
  const { closing, to: finalCode } = event;
  const facts = { incidentId, municipality, beatId, finalCode, correctedAt: reclassifiedAt };
  return {
    ...(closing && { restricted: { type: 'ClosingCorrected', ...facts, ...closing } }),
    public: {
      ...{ type, incidentId, municipality, beatId: sensitive ? null : beatId, system },
      ...{ from: generalised(event.from), to: generalised(event.to), validFrom, statPeriod, reclassifiedAt },
    },
  };
}

/** Published to everybody as closed as a duplicate; its victims are those of the other incident. */
function merged(event: Extract<IncidentEvent, { type: 'IncidentMerged' }>, incidentId: string): Published {
  const { municipality, beatId, sensitive, mergedAt: closedAt } = event;
  const place = { municipality, beatId: sensitive ? null : beatId };
  return { public: { type: 'IncidentClosed', incidentId, ...place, outcome: 'DUPLICATE', closedAt } };
}

function closingCorrected(
  {
    type,
    municipality,
    beatId,
    finalCode,
    correctedAt,
    to,
  }: Extract<IncidentEvent, { type: 'ClosingCorrected' }>,
  incidentId: string,
): Published {
  return { restricted: { type, incidentId, municipality, beatId, finalCode, ...to, correctedAt } };
}
