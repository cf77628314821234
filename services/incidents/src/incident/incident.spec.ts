import { type CommandOf, idFor, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { z } from 'zod';
import type { IncidentEvent } from './incident-events.ts';
import { DISPATCHES_MAX, PROPOSALS_MAX } from './dispatching.ts';
import { CHANGES_MAX, incident } from './incident.ts';
import { measured, nationalTargets } from '../testing/measured.ts';

type IncidentCommand = CommandOf<typeof incident>;

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;
type Command<Type extends IncidentCommand['type']> = Extract<IncidentCommand, { type: Type }>;

/** The story of an operator in Mexico City (ST-1). */
const at = (time: string) => parseDateTime(`2026-11-14T${time}-06:00`);
const beatId = idFor('09', 'beat', 'IZP-6.1.4');
const u101 = idFor('09', 'unit', 'U-101');
const u102 = idFor('09', 'unit', 'U-102');
const point = { lon: -99.0921, lat: 19.3579 };
const place = { municipality: '09007', beatId, point };
const callIds = [idFor('09', 'call', 1)];

const report: Command<'ReportIncident'> = {
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
const reported: Of<'IncidentReported'> = {
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
const propose: Command<'NotePatrolCandidates'> = {
  type: 'NotePatrolCandidates',
  ...ranking,
  at: at('21:37:31'),
};
const proposed: Of<'PatrolProposed'> = { type: 'PatrolProposed', ...ranking, proposedAt: at('21:37:31') };
const jobId = uuidv5('job', 1);
const dispatch: Command<'DispatchPatrol'> = {
  type: 'DispatchPatrol',
  jobId,
  unitId: u101,
  unit: { retired: false, free: true, status: 'AVAILABLE', leaves: null },
  overrideReason: null,
  at: at('21:37:48'),
};
const dispatched: Of<'PatrolDispatched'> = {
  type: 'PatrolDispatched',
  jobId,
  unitId: u101,
  proposalAccepted: true,
  proposalRank: 1,
  overrideReason: null,
  unitStatus: 'AVAILABLE',
  leaves: null,
  dispatchedAt: at('21:37:48'),
};
const job = { jobId, unitId: u101 };
const acknowledge: IncidentCommand = { type: 'AcknowledgeDispatch', unitId: u101, at: at('21:38:10') };
const acknowledged = {
  type: 'DispatchAcknowledged',
  ...job,
  acknowledgedAt: at('21:38:10'),
  late: false,
} as const;
const goEnRoute: IncidentCommand = { type: 'ReportEnRoute', unitId: u101, at: at('21:38:30') };
const enRoute = { type: 'UnitEnRoute', ...job, enRouteAt: at('21:38:30'), late: false } as const;
const arrive: IncidentCommand = { type: 'ReportArrival', unitId: u101, at: at('21:43:31') };
const arrived = { type: 'UnitArrived', ...job, arrivedAt: at('21:43:31'), late: false } as const;
const cancel: IncidentCommand = {
  type: 'CancelDispatch',
  unitId: u101,
  reason: 'CLOSER_UNIT',
  at: at('21:39:00'),
};
const cancelled = {
  type: 'DispatchCancelled',
  ...job,
  reason: 'CLOSER_UNIT',
  cancelledAt: at('21:39:00'),
} as const;
const close: Command<'CloseIncident'> = {
  type: 'CloseIncident',
  outcome: 'RESOLVED',
  finalCode: '30421',
  victims: 1,
  rndNumber: null,
  rndDelayReason: null,
  at: at('22:20:00'),
};
const closed: Of<'IncidentClosed'> = {
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
  exercise: false,
  closedAt: at('22:20:00'),
};
const asked = (
  round: number,
  reason: Of<'CandidatesRequested'>['reason'],
  time: string,
): Of<'CandidatesRequested'> => ({
  ...{ type: 'CandidatesRequested', round, reason, place, code: '30421', priority: 'ALTA' },
  requestedAt: at(time),
});
const onScene = [reported, proposed, dispatched, acknowledged, enRoute, arrived];

describe('reporting', () => {
  test('an incident takes its priority from the catalogue unless the operator gives one', () => {
    given(incident, []).when(report).expects([reported]);
    given(incident, [])
      .when({ ...report, priority: 'MEDIA' })
      .expects([{ ...reported, priority: 'MEDIA' }]);
  });

  test('an incident is reported once', () =>
    given(incident, [reported]).when(report).expects('AlreadyReported'));

  test('each call that tells of it counts once', () =>
    given(incident, [])
      .when({ ...report, callIds: [...callIds, ...callIds] })
      .expects([reported]));

  test('it happened when the first call began, else when it is told, if nothing else is said', () => {
    const unsaid = { ...report, happenedAt: null };
    given(incident, [])
      .when({ ...unsaid, callStartedAt: at('21:36:00') })
      .expects([{ ...reported, happenedAt: at('21:36:00'), callStartedAt: at('21:36:00') }]);
    given(incident, [])
      .when({ ...unsaid, callStartedAt: null })
      .expects([{ ...reported, happenedAt: report.at, callStartedAt: null }]);
  });

  test('BR-I1: types 6 and 7 are no incidents', () =>
    given(incident, [])
      .when({ ...report, code: '60205' })
      .expects('NotAnIncidentCode'));

  test('a code that the catalogue does not hold is refused', () =>
    given(incident, [])
      .when({ ...report, code: '12345' })
      .expects('UnknownCode'));

  test.each(['30502', '30503', '30701', '30903', '30413', '30414'])('no point is kept of a %s', (code) => {
    given(incident, [])
      .when({ ...report, code })
      .expects('PointOnSensitiveKind');
    const without = { ...report, code, place: { ...place, point: null } };
    const decision = incident.decide(incident.initialState, without);
    expect(decision).toMatchObject([{ type: 'IncidentReported', place: { point: null, beatId } }]);
  });

  test('a folio that looks like a telephone or a CURP does not parse', () => {
    const input = z.object(incident.commands.ReportIncident.input);
    for (const folio of ['5512345678', 'GOMC800101MDFLRR08', 'señora de la esquina']) {
      expect(input.safeParse({ ...report, folio }).success).toBe(false);
    }
    expect(input.safeParse(report).success).toBe(true);
  });
});

describe('the system proposes, a person decides', () => {
  test('candidates become a proposal, and nobody is sent by it', () =>
    given(incident, [reported]).when(propose).expects([proposed]));

  test('a proposed unit is sent without a reason', () =>
    given(incident, [reported, proposed]).when(dispatch).expects([dispatched]));

  test('a unit that was not proposed needs a reason', () => {
    given(incident, [reported, proposed])
      .when({ ...dispatch, unitId: u102 })
      .expects('OverrideReasonRequired');
    given(incident, [reported]).when(dispatch).expects('OverrideReasonRequired');
    given(incident, [reported, proposed])
      .when({ ...dispatch, unitId: u102, overrideReason: 'LOCAL_KNOWLEDGE' })
      .expects([
        {
          ...{ ...dispatched, unitId: u102, proposalAccepted: false, proposalRank: null },
          overrideReason: 'LOCAL_KNOWLEDGE',
        },
      ]);
  });

  test('the reason counts for nothing when the unit was proposed', () =>
    given(incident, [reported, proposed])
      .when({ ...dispatch, overrideReason: 'CLOSER_UNIT' })
      .expects([dispatched]));

  test('a unit at work is not sent again, a cancelled one may be', () => {
    given(incident, [reported, proposed, dispatched]).when(dispatch).expects('AlreadyDispatched');
    given(incident, [reported, proposed, dispatched, cancelled]).when(dispatch).expects([dispatched]);
  });

  test('proposals and dispatches are bounded', () => {
    const again = Array.from({ length: PROPOSALS_MAX + 1 }, (_, round) => ({ ...proposed, round }));
    given(incident, [reported, ...again])
      .when({ ...propose, round: PROPOSALS_MAX + 1 })
      .expects('TooManyProposals');
    const sent = Array.from({ length: DISPATCHES_MAX }, () => [dispatched, cancelled]).flat();
    given(incident, [reported, proposed, ...sent])
      .when(dispatch)
      .expects('TooManyDispatches');
  });
});

describe('drills', () => {
  const drill = { ...reported, exercise: true };

  test('a drill code is always a drill', () => {
    given(incident, [])
      .when({ ...report, code: '60210' })
      .expects([{ ...reported, initialCode: '60210', exercise: true, priority: 'BAJA' }]);
  });

  test('no unit is proposed or sent to a drill', () => {
    given(incident, [drill]).when(propose).expects('ExerciseIncident');
    given(incident, [drill])
      .when({ ...dispatch, overrideReason: 'NO_PROPOSAL' })
      .expects('ExerciseIncident');
  });

  test('a drill stays one when it closes', () =>
    given(incident, [drill])
      .when(close)
      .expects([{ ...closed, unitIds: [], exercise: true }]));
});

describe('what units report', () => {
  const sent = [reported, proposed, dispatched];

  test('acknowledged, en route, on scene', () => {
    given(incident, sent).when(acknowledge).expects([acknowledged]);
    given(incident, [...sent, acknowledged])
      .when(goEnRoute)
      .expects([enRoute]);
    given(incident, [...sent, acknowledged, enRoute])
      .when(arrive)
      .expects([arrived]);
  });

  test('a fact told twice is recorded once', () => given(incident, onScene).when(arrive).expects([]));

  test('a fact that comes late is recorded as late', () =>
    given(incident, [...sent, arrived])
      .when(acknowledge)
      .expects([{ ...acknowledged, late: true }]));

  test('a unit may tell of its arrival after the incident closed, but not of one after the closing', () => {
    given(incident, [...sent, { ...closed, unitIds: [u101] }])
      .when(arrive)
      .expects([{ ...arrived, late: true }]);
    given(incident, [...sent, closed])
      .when({ type: 'ReportArrival', unitId: u101, at: at('22:20:01') })
      .expects('AlreadyClosed');
  });

  test('an arrival before its dispatch is refused beyond what clocks may differ', () => {
    const early = (time: string): IncidentCommand => ({ type: 'ReportArrival', unitId: u101, at: at(time) });
    given(incident, sent).when(early('21:35:47')).expects('BeforeDispatch');
    given(incident, sent)
      .when(early('21:35:48'))
      .expects([{ ...arrived, arrivedAt: at('21:35:48') }]);
  });

  test('a unit that was not sent has nothing to report', () => {
    given(incident, [reported, proposed]).when(arrive).expects('NotDispatched');
    given(incident, [...sent, cancelled])
      .when(arrive)
      .expects('DispatchEnded');
  });

  test('a dispatch is cancelled before the unit arrives, not after', () => {
    given(incident, [...sent, acknowledged])
      .when(cancel)
      .expects([cancelled, asked(1, 'DISPATCH_ENDED', '21:39:00')]);
    given(incident, onScene).when(cancel).expects('AlreadyArrived');
    given(incident, [...sent, cancelled])
      .when(cancel)
      .expects('DispatchEnded');
    given(incident, [reported]).when(cancel).expects('NotDispatched');
  });
});

describe('priority', () => {
  const calm: IncidentCommand = {
    type: 'ChangePriority',
    priority: 'BAJA',
    reason: 'SITUATION_CALMED',
    at: at('21:40:00'),
  };
  const calmed: IncidentEvent = {
    type: 'PriorityChanged',
    from: 'ALTA',
    to: 'BAJA',
    reason: 'SITUATION_CALMED',
    exercise: false,
    changedAt: at('21:40:00'),
  };

  test('it changes with a reason, and to itself not at all', () => {
    given(incident, [reported]).when(calm).expects([calmed]);
    given(incident, [reported, calmed]).when(calm).expects([]);
  });

  test('it changes a bounded number of times', () => {
    const often = Array.from({ length: CHANGES_MAX }, () => ({ ...calmed, to: 'ALTA' as const }));
    given(incident, [reported, ...often])
      .when(calm)
      .expects('TooManyChanges');
  });
});

describe('closing', () => {
  test('it ends the work of the units that are there', () => {
    given(incident, onScene).when(close).expects([closed]);
    given(incident, [reported, proposed, dispatched, cancelled])
      .when(close)
      .expects([{ ...closed, unitIds: [] }]);
  });

  test('a closed incident stays closed', () => {
    const history = [...onScene, closed];
    given(incident, history).when(close).expects('AlreadyClosed');
    given(incident, history)
      .when({ ...dispatch, unitId: u102 })
      .expects('AlreadyClosed');
    given(incident, history).when(cancel).expects('AlreadyClosed');
    given(incident, history).when(propose).expects('AlreadyClosed');
    given(incident, history)
      .when({ type: 'ChangePriority', priority: 'BAJA', reason: 'CORRECTION', at: at('22:30:00') })
      .expects('AlreadyClosed');
  });

  test('the final code must be in force when it happened', () => {
    given(incident, onScene)
      .when({ ...close, finalCode: '30704' })
      .expects('CodeNotInForce');
  });

  test('A1: what happened under an older catalogue closes with a code of that one, and what is older than it with one of the first', () => {
    const closing = (happened: string, finalCode: string) => {
      const happenedAt = parseDateTime(happened);
      return given(incident, [{ ...reported, happenedAt }]).when({ ...close, finalCode });
    };
    const executed = (version: string, finalCode: string) => {
      return [{ ...closed, unitIds: [], finalCode, catalogueVersion: version }];
    };
    closing('2019-03-01T10:00:00-06:00', '30421').expects(executed('2.0', '30421'));
    closing('2019-03-01T10:00:00-06:00', '50201').expects(executed('2.0', '50201'));
    closing('2016-03-01T10:00:00-06:00', '30704').expects(executed('1.0', '30704'));
    closing('2009-03-01T10:00:00-06:00', '30421').expects(executed('1.0', '30421'));
    closing('2019-03-01T10:00:00-06:00', '31201').expects('CodeNotInForce');
    closing('2026-03-01T10:00:00-06:00', '50201').expects('CodeNotInForce');
  });

  test('A2: a detention closes with its number in the register, which stands in for the reason of a delay', () =>
    given(incident, onScene)
      .when({ ...close, outcome: 'DETAINED', rndNumber: 'FC/CDMX/000123456' })
      .expects([{ ...closed, outcome: 'DETAINED', rndNumber: 'FC/CDMX/000123456' }]));

  test('B2: what is for calls and drills closes no real incident that came to something', () => {
    const closing = (change: object) => given(incident, [reported]).when({ ...close, ...change });
    closing({ finalCode: '60210' }).expects('NotAFinalCode');
    closing({ finalCode: '70104' }).expects('NotAFinalCode');
    closing({ finalCode: '60210', outcome: 'UNFOUNDED', victims: 0 }).expects('NotAFinalCode');
    const unfounded = { finalCode: '70104', outcome: 'UNFOUNDED', victims: 0 } as const;
    closing(unfounded).expects([{ ...closed, ...unfounded, unitIds: [] }]);
  });

  test('B5: where it is done to people their number is said, be it 0', () => {
    const closing = (change: object) => given(incident, [reported]).when({ ...close, ...change });
    closing({ victims: null }).expects('VictimsNotTold');
    closing({ victims: 0 }).expects([{ ...closed, victims: 0, unitIds: [] }]);
    const light = { finalCode: '40103', victims: null };
    closing(light).expects([{ ...closed, finalCode: '40103', victims: 0, unitIds: [] }]);
    const other = { outcome: 'DUPLICATE', victims: null } as const;
    closing(other).expects([{ ...closed, outcome: 'DUPLICATE', victims: 0, unitIds: [] }]);
  });

  test('B7: nothing happened after it was told', () =>
    given(incident, [])
      .when({ ...report, happenedAt: at('21:37:31') })
      .expects('HappenedAfterReported'));

  test('it does not close before it was reported', () =>
    given(incident, onScene)
      .when({ ...close, at: at('21:37:29') })
      .expects('ClosedBeforeReported'));

  test('a detention needs its register, or the reason of the delay', () => {
    given(incident, onScene)
      .when({ ...close, outcome: 'DETAINED' })
      .expects('RndRequired');
    given(incident, onScene)
      .when({ ...close, outcome: 'DETAINED', rndDelayReason: 'NO_CONNECTION' })
      .expects([{ ...closed, outcome: 'DETAINED', rndDelayReason: 'NO_CONNECTION' }]);
  });

  test('a duplicate incident closes as a duplicate', () =>
    given(incident, [reported])
      .when({ ...close, outcome: 'DUPLICATE', victims: 0 })
      .expects([{ ...closed, outcome: 'DUPLICATE', victims: 0, unitIds: [] }]));
});

test('of what never was reported nothing can be said', () => {
  const calm: IncidentCommand = {
    type: 'ChangePriority',
    priority: 'BAJA',
    reason: 'CORRECTION',
    at: at('21:40:00'),
  };
  for (const command of [calm, propose, dispatch, acknowledge, goEnRoute, arrive, cancel, close]) {
    given(incident, []).when(command).expects('IncidentNotFound');
  }
});
