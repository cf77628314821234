import { isRejection } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { z } from 'zod';
import type { IncidentEvent } from './incident-events.ts';
import { DISPATCHES_MAX, PROPOSALS_MAX } from './dispatching.ts';
import { CHANGES_MAX, incident } from './incident.ts';
import {
  type IncidentCommand,
  at,
  beatId,
  u101,
  u102,
  place,
  callIds,
  report,
  reported,
  propose,
  proposed,
  dispatch,
  dispatched,
  acknowledge,
  acknowledged,
  goEnRoute,
  enRoute,
  arrive,
  arrived,
  cancel,
  cancelled,
  close,
  closed,
  asked,
  onScene,
} from '../testing/robbery.ts';

describe('reporting', () => {
  test('an incident takes its priority from the catalogue unless the operator gives one', () => {
    given(incident, []).when(report).expects([reported]);
    given(incident, [])
      .when({ ...report, priority: 'MEDIA' })
      .expects([{ ...reported, priority: 'MEDIA' }]);
  });

  test('an incident is reported once', () =>
    given(incident, [reported]).when(report).expects('AlreadyReported'));

  test('each call about it counts once', () =>
    given(incident, [])
      .when({ ...report, callIds: [...callIds, ...callIds] })
      .expects([reported]));

  test('it happened when the first call began, or else when it is reported, if nothing else is said', () => {
    const unsaid = { ...report, happenedAt: null };
    given(incident, [])
      .when({ ...unsaid, callStartedAt: at('21:36:00') })
      .expects([{ ...reported, happenedAt: at('21:36:00'), callStartedAt: at('21:36:00') }]);
    given(incident, [])
      .when({ ...unsaid, callStartedAt: null })
      .expects([{ ...reported, happenedAt: report.at, callStartedAt: null }]);
  });

  test('BR-I1: types 6 and 7 are not incidents', () =>
    given(incident, [])
      .when({ ...report, code: '60205' })
      .expects('NotAnIncidentCode'));

  test('a code that is not in the catalogue is refused', () =>
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

  test('a folio that looks like a telephone number or a CURP does not parse', () => {
    const input = z.object(incident.commands.ReportIncident.input);
    for (const folio of ['5512345678', 'GOMC800101MDFLRR08', 'señora de la esquina']) {
      expect(input.safeParse({ ...report, folio }).success).toBe(false);
    }
    expect(input.safeParse(report).success).toBe(true);
  });
});

describe('the system proposes, a person decides', () => {
  test('candidates become a proposal, which sends nobody', () =>
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

  test('the reason is ignored when the unit was proposed', () =>
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

  test('a fact reported twice is recorded once', () => given(incident, onScene).when(arrive).expects([]));

  test('a fact that comes late is recorded as late', () =>
    given(incident, [...sent, arrived])
      .when(acknowledge)
      .expects([{ ...acknowledged, late: true }]));

  test('a unit may report its arrival after the incident closed, but not an arrival after the closing', () => {
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

  test('it changes with a reason, and not to itself', () => {
    given(incident, [reported]).when(calm).expects([calmed]);
    given(incident, [reported, calmed]).when(calm).expects([]);
  });

  test('it changes a limited number of times', () => {
    const often = Array.from({ length: CHANGES_MAX }, () => ({ ...calmed, to: 'ALTA' as const }));
    given(incident, [reported, ...often])
      .when(calm)
      .expects('TooManyChanges');
  });
});

test('commands on an incident that was never reported are refused', () => {
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

test('every act on a record that does not exist is refused by its name', () => {
  const acts = Object.entries(incident.commands).filter(
    ([type, { rights }]) => rights && type !== 'ReportIncident',
  );
  expect(acts.length).toBeGreaterThan(20);
  for (const [type] of acts) {
    const decision = incident.decide(incident.initialState, { type } as never);
    expect([type, isRejection(decision) && decision.rejected]).toEqual([type, 'IncidentNotFound']);
  }
});
