import { idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import type { IncidentEvent } from './incident-events.ts';
import { incident } from './incident.ts';
import {
  at,
  u102,
  report,
  reported,
  propose,
  proposed,
  dispatch,
  dispatched,
  cancel,
  cancelled,
  close,
  closed,
  onScene,
  arrived,
} from '../testing/robbery.ts';

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

  test('A1: an incident from the time of an older catalogue closes with one of its codes, and one from before all of them with one of the first', () => {
    const closing = (happened: string, finalCode: string) => {
      const happenedAt = parseDateTime(happened);
      return given(incident, [{ ...reported, happenedAt }]).when({ ...close, finalCode });
    };
    const executed = (version: string, finalCode: string, sensitive = false) => {
      return [{ ...closed, unitIds: [], finalCode, sensitive, catalogueVersion: version }];
    };
    closing('2019-03-01T10:00:00-06:00', '30421').expects(executed('2.0', '30421'));
    closing('2019-03-01T10:00:00-06:00', '50201').expects(executed('2.0', '50201'));
    closing('2016-03-01T10:00:00-06:00', '30704').expects(executed('1.0', '30704', true));
    closing('2009-03-01T10:00:00-06:00', '30421').expects(executed('1.0', '30421'));
    closing('2019-03-01T10:00:00-06:00', '31201').expects('CodeNotInForce');
    closing('2026-03-01T10:00:00-06:00', '50201').expects('CodeNotInForce');
  });

  test('A2: a detention closes with its number in the register, which stands in for the reason of a delay', () =>
    given(incident, onScene)
      .when({ ...close, outcome: 'DETAINED', rndNumber: 'FC/CDMX/000123456' })
      .expects([{ ...closed, outcome: 'DETAINED', rndNumber: 'FC/CDMX/000123456' }]));

  test('B2: codes for calls and drills do not close a real incident with a real outcome', () => {
    const closing = (change: object) => given(incident, [reported]).when({ ...close, ...change });
    closing({ finalCode: '60210' }).expects('NotAFinalCode');
    closing({ finalCode: '70104' }).expects('NotAFinalCode');
    closing({ finalCode: '60210', outcome: 'UNFOUNDED', victims: 0 }).expects('NotAFinalCode');
    const unfounded = { finalCode: '70104', outcome: 'UNFOUNDED', victims: 0 } as const;
    closing(unfounded).expects([{ ...closed, ...unfounded, unitIds: [] }]);
  });

  test('B5: the number of victims of an act against people is recorded, even if 0', () => {
    const closing = (change: object) => given(incident, [reported]).when({ ...close, ...change });
    closing({ victims: null }).expects('VictimsNotTold');
    closing({ victims: 0 }).expects([{ ...closed, victims: 0, unitIds: [] }]);
    const light = { finalCode: '40103', victims: null };
    closing(light).expects([{ ...closed, finalCode: '40103', victims: 0, unitIds: [] }]);
    const other = { outcome: 'DUPLICATE', victims: null } as const;
    closing(other).expects([{ ...closed, outcome: 'DUPLICATE', victims: 0, unitIds: [] }]);
  });

  test('B7: nothing happened after it was reported', () =>
    given(incident, [])
      .when({ ...report, happenedAt: at('21:37:31') })
      .expects('HappenedAfterReported'));

  test('an incident is not reported before the call about it, as far as clocks can tell', () => {
    const called = { ...report, happenedAt: at('21:30:00'), callStartedAt: at('21:37:00') };
    given(incident, [])
      .when({ ...called, at: at('21:34:59') })
      .expects('BeforeCall');
    given(incident, [])
      .when({ ...called, at: at('21:35:00') })
      .expects([
        {
          ...reported,
          ...{ happenedAt: at('21:30:00'), callStartedAt: at('21:37:00'), reportedAt: at('21:35:00') },
        },
      ]);
  });

  test('it does not close before it was reported', () =>
    given(incident, onScene)
      .when({ ...close, at: at('21:37:29') })
      .expects('ClosedBeforeReported'));

  test('it does not close before what units reported, as far as clocks can tell, except an arrival reported by mistake', () => {
    const early = { ...close, at: at('21:41:30') };
    given(incident, onScene).when(early).expects('ClosedBeforeWork');
    const retracted: IncidentEvent = {
      ...{ type: 'ArrivalRetracted', jobId: arrived.jobId, unitId: arrived.unitId },
      ...{ reason: 'WRONG_UNIT', retractedAt: at('21:44:00'), late: false },
    };
    given(incident, [...onScene, retracted])
      .when(early)
      .expects([{ ...closed, closedAt: early.at }]);
    const [skewed, later] = [at('21:41:31'), at('21:37:50')];
    given(incident, onScene)
      .when({ ...close, at: skewed })
      .expects([{ ...closed, closedAt: skewed }]);
    given(incident, [reported, { ...dispatched, dispatchedAt: at('21:45:00') }])
      .when({ ...close, at: later })
      .expects('ClosedBeforeWork');
  });

  test('it may have ended before a unit was sent elsewhere, which is told late, but not before one was called back', () => {
    const [then, next] = [{ ...close, at: at('21:50:00') }, at('22:10:00')];
    const { jobId, unitId } = arrived;
    const elsewhere: IncidentEvent = {
      ...{ type: 'DispatchReassigned', jobId, unitId, reassignedAt: next },
      toIncidentId: idFor('09', 'incident', 'next'),
    };
    given(incident, [...onScene, elsewhere])
      .when(then)
      .expects([{ ...closed, unitIds: [], closedAt: then.at }]);
    given(incident, [
      ...onScene,
      { type: 'DispatchCancelled', jobId, unitId, reason: 'NOT_NEEDED', cancelledAt: next },
    ])
      .when(then)
      .expects('ClosedBeforeWork');
  });

  test('it does not close again before it was reopened', () => {
    const reopened: IncidentEvent = {
      ...{ type: 'IncidentReopened', reason: 'STILL_GOING_ON', exercise: false },
      reopenedAt: at('22:30:00'),
    };
    const again = (time: string) =>
      given(incident, [...onScene, closed, reopened]).when({ ...close, at: at(time) });
    again('22:29:59').expects('ClosedBeforeReported');
    again('22:30:00').expects([{ ...closed, unitIds: [], closedAt: at('22:30:00') }]);
  });

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
