import { contracts } from '@proximidad/contracts';
import { encode, type EventOf, idFor, parseDateTime, type Recorded, uuidv5 } from '@proximidad/eventsourcing';
import { beatBoundary, boundaryIdOf } from './beat-boundary/beat-boundary.ts';
import { noteBoundary, noteClosing } from './beat-boundary/reactions.ts';
import type { IncidentEvent } from './incident/incident-events.ts';
import { incident } from './incident/incident.ts';
import { published } from './incident/published.ts';
import { proposePatrol } from './incident/reactions.ts';
import { measured } from './testing/measured.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

const incidentId = idFor('09', 'incident', 1);
const unitId = idFor('09', 'unit', 101);
const beatId = idFor('09', 'beat', 1);
const at = parseDateTime('2026-11-14T21:37:05-06:00');
const point = { lon: -99.0921, lat: 19.3579 };
const job = { jobId: uuidv5('job'), unitId };

const reported: Of<'IncidentReported'> = {
  ...{ type: 'IncidentReported', callIds: [], place: { municipality: '09007', beatId, point } },
  ...{ initialCode: '30421', catalogueVersion: '3.0', priority: 'ALTA', folio: 'F-1', exercise: false },
  ...{ happenedAt: at, callStartedAt: null, reportedAt: at, rural: false },
  ...measured,
};
const closed: Of<'IncidentClosed'> = {
  ...{ type: 'IncidentClosed', outcome: 'RESOLVED', finalCode: '30421', catalogueVersion: '3.0', victims: 1 },
  ...{
    rndNumber: null,
    rndDelayReason: null,
    unitIds: [unitId],
    initialCode: '30421',
    municipality: '09007',
    beatId,
  },
  ...{ sensitive: false, exercise: false, closedAt: at },
};

/** What is published, once the contract has checked it. */
function leaving(event: IncidentEvent) {
  const metadata = { jurisdiction: { municipality: '09007' } };
  const executed = published(event, { id: incidentId, metadata } as Recorded);
  if (executed.public) encode(contracts.incidents.public, executed.public);
  if (executed.restricted) encode(contracts.incidents.restricted, executed.restricted);
  return executed;
}

describe('what leaves the service', () => {
  test('everybody hears what happened and roughly where, the state’s services exactly where', () =>
    expect(leaving(reported)).toEqual({
      public: {
        ...{ type: 'IncidentReported', incidentId, municipality: '09007', beatId, code: '30421' },
        ...{ priority: 'ALTA', reportedAt: at },
      },
      restricted: {
        ...{ type: 'IncidentReported', incidentId, municipality: '09007', beatId, point, code: '30421' },
        ...{ priority: 'ALTA', reportedAt: at },
      },
    }));

  test('of sensitive kinds everybody hears the subtype and the municipality only', () => {
    const place = { ...reported.place, point: null };
    const executed = leaving({ ...reported, initialCode: '30502', place });
    expect(executed.public).toMatchObject({ code: '305', beatId: null });
    expect(executed.restricted).toMatchObject({ code: '30502', beatId });
    expect(leaving({ ...closed, sensitive: true }).public).toMatchObject({ beatId: null });
  });

  test('a closing tells the state’s services what they need for a follow-up and for the units', () => {
    const { public: toAll, restricted } = leaving(closed);
    expect(restricted).toMatchObject({
      victims: 1,
      unitIds: [unitId],
      finalCode: '30421',
      outcome: 'RESOLVED',
    });
    expect(toAll).not.toHaveProperty('victims');
    expect(toAll).not.toHaveProperty('unitIds');
  });

  test('everybody hears of a reclassification, of sensitive codes the subtype, and not who decided it or why', () => {
    const reclassified: Of<'IncidentReclassified'> = {
      ...{
        type: 'IncidentReclassified',
        system: 'CNIE',
        from: '30906',
        to: '30909',
        catalogueVersion: '3.0',
      },
      ...{
        validFrom: at,
        reason: 'FORENSIC_FINDING',
        authorisedBy: 'dev:commander-09',
        statPeriod: '2026-11',
      },
      ...{ sensitive: false, municipality: '09007', beatId, exercise: false, reclassifiedAt: at },
      closing: null,
    };
    expect(leaving(reclassified)).toEqual({
      public: {
        ...{ type: 'IncidentReclassified', incidentId, municipality: '09007', beatId, system: 'CNIE' },
        ...{ from: '30906', to: '30909', validFrom: at, statPeriod: '2026-11', reclassifiedAt: at },
      },
    });
    const guarded = { ...reclassified, sensitive: true };
    expect(leaving({ ...guarded, to: '30903' }).public).toMatchObject({
      ...{ from: '30906', to: '309', beatId: null },
    });
    expect(leaving({ ...guarded, from: '30701' }).public).toMatchObject({
      ...{ from: '307', to: '30909', beatId: null },
    });
    expect(leaving(guarded).public).toMatchObject({ beatId: null });
    expect(leaving({ ...reclassified, exercise: true })).toEqual({});
  });

  test('a relocation stays inside', () =>
    expect(
      leaving({
        ...{ type: 'IncidentRelocated', from: { municipality: '09007', beatId }, reason: 'LOCATION_ERROR' },
        ...{ to: { municipality: '09015', beatId: null, point }, authorisedBy: 'dev:commander-09' },
        ...{ statPeriod: '2026-11', relocatedAt: at },
      }),
    ).toEqual({}));

  test('a unit is named within the state only', () => {
    const sent = leaving({
      ...{ type: 'PatrolDispatched', ...job, proposalAccepted: true, overrideReason: null, dispatchedAt: at },
      ...{ proposalRank: 1, unitStatus: 'AVAILABLE', leaves: null, crew: [] },
    });
    expect(sent.restricted).toEqual({ type: 'PatrolDispatched', incidentId, unitId, dispatchedAt: at });
    expect(sent.public).toEqual({ type: 'PatrolDispatched', incidentId, dispatchedAt: at });
    const cancelled = leaving({ type: 'DispatchCancelled', ...job, reason: 'NOT_NEEDED', cancelledAt: at });
    expect(cancelled).toEqual({ restricted: { type: 'DispatchCancelled', incidentId, unitId, at } });
  });

  test('a late report does not move the unit', () => {
    const enRoute = (late: boolean) => leaving({ type: 'UnitEnRoute', ...job, enRouteAt: at, late });
    expect(enRoute(false).restricted).toEqual({ type: 'UnitEnRoute', incidentId, unitId, at });
    expect(enRoute(true)).toEqual({});
    const arrived = leaving({ type: 'UnitArrived', ...job, arrivedAt: at, late: true });
    expect(arrived).toEqual({ public: { type: 'UnitArrived', incidentId, arrivedAt: at } });
  });

  test('everyone who heard that it was over hears that it is open again', () => {
    const merged: Of<'IncidentMerged'> = {
      ...{ type: 'IncidentMerged', into: incidentId, calls: 1, municipality: '09007', beatId },
      ...{
        initialCode: '30421',
        sensitive: false,
        priority: null,
        awaited: [],
        exercise: false,
        mergedAt: at,
      },
    };
    const over = { type: 'IncidentClosed', incidentId, municipality: '09007', beatId, closedAt: at };
    expect(leaving(merged)).toEqual({ public: { ...over, outcome: 'DUPLICATE' } });
    const reverted: Of<'MergeReverted'> = {
      ...{ type: 'MergeReverted', into: incidentId, calls: 1, exercise: false, revertedAt: at },
    };
    const again = { type: 'IncidentReopened', incidentId, reopenedAt: at };
    expect(leaving(reverted)).toEqual({ public: again });
    const reopened: Of<'IncidentReopened'> = {
      ...{ type: 'IncidentReopened', reason: 'STILL_GOING_ON', exercise: false, reopenedAt: at },
    };
    expect(leaving(reopened)).toEqual({ public: again, restricted: { ...again, municipality: '09007' } });
    for (const event of [merged, reverted, reopened])
      expect(leaving({ ...event, exercise: true })).toEqual({});
  });

  test('nothing about a drill is published', () => {
    expect(leaving({ ...reported, exercise: true })).toEqual({});
    expect(leaving({ ...closed, exercise: true })).toEqual({});
    expect(
      leaving({
        ...{ type: 'PriorityChanged', from: 'ALTA', to: 'BAJA', reason: 'CORRECTION', exercise: true },
        changedAt: at,
      }),
    ).toEqual({});
  });

  test('an arrival that is taken back after the work ended does not send the unit on its way again', () => {
    const retracted: Of<'ArrivalRetracted'> = {
      ...{ type: 'ArrivalRetracted', ...job, reason: 'WRONG_UNIT', retractedAt: at, late: false },
    };
    const back = { type: 'ArrivalRetracted', incidentId, unitId: job.unitId, at };
    expect(leaving(retracted)).toEqual({ restricted: back });
    expect(leaving({ ...retracted, late: true })).toEqual({});
  });

  test('a departure that is taken back is told, unless the unit was further or its work had ended', () => {
    const retracted: Of<'EnRouteRetracted'> = {
      ...{ type: 'EnRouteRetracted', ...job, reason: 'WRONG_UNIT', retractedAt: at, late: false },
    };
    const back = { type: 'EnRouteRetracted', incidentId, unitId: job.unitId, at };
    expect(leaving(retracted)).toEqual({ restricted: back });
    expect(leaving({ ...retracted, late: true })).toEqual({});
  });

  test('proposals and acknowledgements stay inside', () => {
    expect(
      leaving({ type: 'PatrolProposed', round: 0, candidates: [], modelVersion: 'p1', proposedAt: at }),
    ).toEqual({});
    expect(leaving({ type: 'DispatchAcknowledged', ...job, acknowledgedAt: at, late: false })).toEqual({});
  });
});

describe('what the service does about others’ facts', () => {
  type Designed = Extract<EventOf<typeof contracts.beats.public>, { type: 'BeatDesigned' }>;
  const boundary: Omit<Designed, 'type'> = {
    ...{ beatId, code: 'IZP-6.1.4', edition: '2023', municipality: '09007', version: 2 },
    polygon: { type: 'Polygon', coordinates: [] },
  };
  const id = boundaryIdOf('09', beatId);

  test('a beat designed or redrawn is noted with its version', () => {
    const noted = (validFrom: typeof at | null) => {
      const command = { type: 'NoteBeatBoundary', ...boundary, validFrom };
      return { aggregate: beatBoundary, id, municipality: '09007', command };
    };
    expect(noteBoundary({ type: 'BeatDesigned', ...boundary })).toEqual(noted(null));
    expect(noteBoundary({ type: 'BeatRedrawn', ...boundary, validFrom: at })).toEqual(noted(at));
  });

  test('a closed beat is noted as closed', () =>
    expect(
      noteClosing({ type: 'BeatClosed', beatId, version: 3, validFrom: at, successorBeatIds: [] }),
    ).toEqual({ aggregate: beatBoundary, id, command: { type: 'NoteBeatClosed', beatId, validFrom: at } }));

  test('a ranking becomes a proposal of the incident, at the time it was made', () => {
    const ranking = { round: 0, candidates: [], modelVersion: 'p1' };
    const ranked = { type: 'PatrolCandidatesRanked', incidentId, ...ranking } as const;
    expect(proposePatrol(ranked, at, '09007', () => true)).toEqual({
      ...{ aggregate: incident, id: incidentId, municipality: '09007' },
      command: { type: 'NotePatrolCandidates', ...ranking, at },
    });
  });
});
