import { type CommandOf, decode, idFor, isRejection, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { ESCALATION_MS } from './deadlines.ts';
import type { IncidentEvent } from './incident-events.ts';
import { type Incident, watchedOf } from './incident-state.ts';
import { incident } from './incident.ts';
import { measured } from '../testing/measured.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;
type Open = Extract<Incident, { status: 'open' }>;
type Command<Type extends CommandOf<typeof incident>['type']> = Extract<
  CommandOf<typeof incident>,
  { type: Type }
>;

const at = (time: string) => parseDateTime(`2026-11-14T${time}-06:00`);
const u101 = idFor('09', 'unit', 'U-101');
const u102 = idFor('09', 'unit', 'U-102');
const elsewhere = idFor('09', 'incident', 2);
const place = { municipality: '09007', beatId: null, point: null };
const jobId = uuidv5('job', 1);
const job = { jobId, unitId: u101 };

const reported: Of<'IncidentReported'> = {
  ...{ type: 'IncidentReported', callIds: [], place, initialCode: '30421', catalogueVersion: '3.0' },
  ...{ priority: 'ALTA', folio: null, exercise: false, rural: false, callStartedAt: at('21:37:00') },
  ...measured,
  ...{ happenedAt: at('21:37:00'), reportedAt: at('21:37:30') },
};
const candidate = (unitId: string) => {
  return { unitId, distanceMetres: 1, etaSeconds: 2, sameBeat: true, score: 0.9, reasons: [] };
};
const proposed: Of<'PatrolProposed'> = {
  ...{ type: 'PatrolProposed', round: 0, candidates: [candidate(u101), candidate(u102)], modelVersion: 'p1' },
  proposedAt: at('21:37:31'),
};
const free = { retired: false, free: true, status: 'AVAILABLE', leaves: null, crew: [] } as const;
const send: Command<'DispatchPatrol'> = {
  ...{ type: 'DispatchPatrol', jobId, unitId: u101, unit: free, overrideReason: null, at: at('21:37:48') },
};
const sent: Of<'PatrolDispatched'> = {
  ...{ type: 'PatrolDispatched', ...job, proposalAccepted: true, proposalRank: 1, overrideReason: null },
  ...{ unitStatus: 'AVAILABLE', leaves: null, crew: [], dispatchedAt: at('21:37:48') },
};
const arrived: Of<'UnitArrived'> = { type: 'UnitArrived', ...job, arrivedAt: at('21:43:31'), late: false };
const enRoute: Of<'UnitEnRoute'> = { type: 'UnitEnRoute', ...job, enRouteAt: at('21:38:30'), late: false };
const asked = (reason: Of<'CandidatesRequested'>['reason'], time: string, round = 1) => ({
  ...{ type: 'CandidatesRequested' as const, round, reason, place, code: '30421', priority: 'ALTA' as const },
  requestedAt: at(time),
});
const there = [reported, proposed, sent, enRoute, arrived];

describe('who is sent', () => {
  test('B1: an unknown unit is not sent, whatever the reason, and one that is not free is not sent without a reason', () => {
    const ghost = { ...send, unit: null, overrideReason: 'LOCAL_KNOWLEDGE' } as const;
    given(incident, [reported, proposed]).when(ghost).expects('UnitNotFound');
    const gone = { ...ghost, unit: { ...free, retired: true } };
    given(incident, [reported, proposed]).when(gone).expects('UnitRetired');
    const busy = { ...send, unit: { ...free, free: false, status: 'BUSY' } } as const;
    given(incident, [reported, proposed]).when(busy).expects('UnitNotFree');
    given(incident, [reported, proposed])
      .when({ ...busy, overrideReason: 'HIGHER_PRIORITY' })
      .expects([{ ...sent, overrideReason: 'HIGHER_PRIORITY', unitStatus: 'BUSY' }]);
  });

  test('the crew of the unit is recorded with it, and noted again when it turns out to differ, for jobs that are over too', () => {
    const member = { officerId: idFor('09', 'officer', 1), since: at('20:00:00'), until: null };
    given(incident, [reported, proposed])
      .when({ ...send, unit: { ...free, crew: [member] } })
      .expects([{ ...sent, crew: [member] }]);
    const crew = [{ ...member, until: at('21:40:00') }];
    const note = { type: 'NoteDispatchCrew', ...job, crew } as const;
    const noted = { type: 'DispatchCrewNoted', ...job, crew } as const;
    given(incident, there).when(note).expects([noted]);
    const cleared = { type: 'UnitCleared', ...job, clearedAt: at('22:00:00') } as const;
    given(incident, [...there, cleared])
      .when(note)
      .expects([noted]);
    given(incident, []).when(note).expects('IncidentNotFound');
  });

  test('who was in a unit was not kept at first', () => {
    const { crew: _crew, ...second } = sent;
    const { type, ...data } = second;
    expect(decode(incident.events, { type, version: 2, data })).toEqual({ ...sent, crew: null });
  });

  test('BR-I4: the first unit of the proposal is distinguished from the others in it', () =>
    given(incident, [reported, proposed])
      .when({ ...send, unitId: u102 })
      .expects([{ ...sent, unitId: u102, proposalRank: 2 }]));

  test('a unit that is sent elsewhere has left, and others are proposed', () => {
    const taken = { ...free, free: false, leaves: elsewhere };
    given(incident, [reported, proposed])
      .when({ ...send, unit: taken, overrideReason: 'HIGHER_PRIORITY' })
      .expects([{ ...sent, overrideReason: 'HIGHER_PRIORITY', leaves: elsewhere }]);
    const note: Command<'NoteReassigned'> = {
      ...{ type: 'NoteReassigned', ...job, toIncidentId: elsewhere, at: at('21:45:00') },
    };
    const reassigned: Of<'DispatchReassigned'> = {
      ...{ type: 'DispatchReassigned', ...job, toIncidentId: elsewhere },
      reassignedAt: at('21:45:00'),
    };
    given(incident, there)
      .when(note)
      .expects([reassigned, asked('DISPATCH_ENDED', '21:45:00')]);
    given(incident, [...there, reassigned])
      .when(note)
      .expects([]);
  });

  test('N2: what it did before it was sent elsewhere is recorded late, and nothing that it did after', () => {
    const reassigned: Of<'DispatchReassigned'> = {
      ...{ type: 'DispatchReassigned', ...job, toIncidentId: elsewhere },
      reassignedAt: at('21:45:00'),
    };
    const gone = [reported, proposed, sent, reassigned];
    const arrive = (time: string) => ({ type: 'ReportArrival', unitId: u101, at: at(time) }) as const;
    given(incident, gone)
      .when(arrive('21:43:31'))
      .expects([{ ...arrived, late: true }]);
    given(incident, gone).when(arrive('21:45:01')).expects('DispatchEnded');
    given(incident, [...gone, { ...arrived, late: true }])
      .when({ type: 'ClearUnit', unitId: u101, at: at('21:44:00') })
      .expects('DispatchEnded');
  });

  test('N2: what it did before it was called back is recorded late, and nothing that it did after', () => {
    const cancelled: Of<'DispatchCancelled'> = {
      ...{ type: 'DispatchCancelled', ...job, reason: 'NOT_NEEDED', cancelledAt: at('21:45:00') },
    };
    const back = [reported, proposed, sent, cancelled];
    const arrive = (time: string) => ({ type: 'ReportArrival', unitId: u101, at: at(time) }) as const;
    const late: Of<'UnitArrived'> = { ...arrived, late: true };
    given(incident, back).when(arrive('21:43:31')).expects([late]);
    given(incident, [...back, late])
      .when(arrive('21:43:31'))
      .expects([]);
    given(incident, back).when(arrive('21:45:01')).expects('DispatchEnded');
    for (const type of ['ClearUnit', 'CancelDispatch'] as const)
      given(incident, [...back, late])
        .when({ type, unitId: u101, reason: 'NOT_NEEDED', at: at('21:44:00') } as CommandOf<typeof incident>)
        .expects('DispatchEnded');
    const after = [...back, late].reduce(incident.evolve, incident.initialState) as Open;
    expect([after.jobs[u101]!.status, watchedOf(after).left]).toEqual(['CANCELLED', [cancelled.cancelledAt]]);
  });

  test('N2: what it did before it was sent there once more is told late of the job of that time', () => {
    const again: Of<'PatrolDispatched'> = {
      ...{ ...sent, jobId: uuidv5('job', 2), overrideReason: 'LOCAL_KNOWLEDGE' },
      dispatchedAt: at('22:10:00'),
    };
    const cleared: Of<'UnitCleared'> = { type: 'UnitCleared', ...job, clearedAt: at('22:00:00') };
    const twice = [...there, cleared, again];
    const acknowledge = (time: string) =>
      ({ type: 'AcknowledgeDispatch', unitId: u101, at: at(time) }) as const;
    const acknowledged = { type: 'DispatchAcknowledged', ...job, acknowledgedAt: at('21:38:00') } as const;
    given(incident, twice)
      .when(acknowledge('21:38:00'))
      .expects([{ ...acknowledged, late: true }]);
    given(incident, [...twice, { ...acknowledged, late: true }])
      .when(acknowledge('21:38:00'))
      .expects([]);
    // Clocks may differ: what is so near is of the later job, as before.
    given(incident, twice)
      .when(acknowledge('22:08:00'))
      .expects([{ ...acknowledged, jobId: again.jobId, acknowledgedAt: at('22:08:00'), late: false }]);
    given(incident, twice).when(acknowledge('22:05:00')).expects('DispatchEnded');
    given(incident, twice).when(acknowledge('21:35:00')).expects('BeforeDispatch');
    const late = { ...enRoute, jobId: again.jobId, enRouteAt: at('22:11:00') };
    const { jobs } = incident.evolve(
      [...twice, { ...acknowledged, late: true }, late].reduce(incident.evolve, incident.initialState),
      { ...arrived, arrivedAt: at('21:40:00'), late: true },
    ) as Open;
    expect(jobs[u101]).toMatchObject({ jobId: again.jobId, status: 'EN_ROUTE' });
  });
});

test('no command on an incident dates from before its report, beyond what clocks may differ (BR-I5)', () => {
  const two = 2 * 60_000;
  const known = incident.evolve(incident.initialState, reported);
  const acts = [
    send,
    { type: 'RequestCandidates' },
    { type: 'ChangePriority', priority: 'BAJA', reason: 'CORRECTION' },
    { type: 'RequestSupport', kind: 'MEDICAL', unitId: null },
    { type: 'EndSupport', kind: 'MEDICAL', end: 'ANSWERED' },
    { type: 'ReportScene', unitId: null, finalCode: null },
    { type: 'LinkIncident', toIncidentId: elsewhere, relation: 'SAME_EVENT', alike: true },
    { type: 'UnlinkIncident', toIncidentId: elsewhere },
  ] as const;
  for (const act of acts) {
    const refusalAt = (ms: number) => {
      const decision = incident.decide(known, {
        ...act,
        at: { ...reported.reportedAt, ms: reported.reportedAt.ms + ms },
      } as never);
      return isRejection(decision) ? decision.rejected : undefined;
    };
    expect([act.type, refusalAt(-two - 1)]).toEqual([act.type, 'BeforeReport']);
    expect([act.type, refusalAt(-two)]).not.toEqual([act.type, 'BeforeReport']);
  }
});

describe('what was done can be undone', () => {
  test('a unit that arrived has done its work, and the incident stays open', () => {
    const clear = { type: 'ClearUnit', unitId: u101, at: at('22:00:00') } as const;
    const cleared = { type: 'UnitCleared', ...job, clearedAt: at('22:00:00') } as const;
    given(incident, there).when(clear).expects([cleared]);
    given(incident, [reported, proposed, sent]).when(clear).expects('NotArrived');
    given(incident, [...there, cleared])
      .when(clear)
      .expects([]);
    given(incident, [...there, cleared])
      .when({ ...send, at: at('22:05:00') })
      .expects([{ ...sent, dispatchedAt: at('22:05:00') }]);
  });

  test('an arrival reported by mistake is taken back, and reported again when it is true', () => {
    const retract = {
      type: 'RetractArrival',
      unitId: u101,
      jobId: null,
      reason: 'WRONG_PLACE',
      at: at('21:44:00'),
    } as const;
    const retracted: Of<'ArrivalRetracted'> = {
      ...{ type: 'ArrivalRetracted', ...job, reason: 'WRONG_PLACE', retractedAt: at('21:44:00') },
      late: false,
    };
    const { late: _, type, ...before } = retracted;
    expect(decode(incident.events, { type, version: 1, data: before })).toEqual(retracted);
    given(incident, there).when(retract).expects([retracted]);
    given(incident, [...there, retracted])
      .when(retract)
      .expects('NotArrived');
    given(incident, [...there, retracted])
      .when({ type: 'ReportArrival', unitId: u101, at: at('21:50:00') })
      .expects([{ ...arrived, arrivedAt: at('21:50:00') }]);
    given(incident, [...there, retracted])
      .when({ type: 'CancelDispatch', unitId: u101, reason: 'NOT_NEEDED', at: at('21:50:00') })
      .expects([
        { type: 'DispatchCancelled', ...job, reason: 'NOT_NEEDED', cancelledAt: at('21:50:00') },
        asked('DISPATCH_ENDED', '21:50:00'),
      ]);
  });
});

describe('units are ranked again', () => {
  test('when the priority rises, when people ask, and for a low priority only then', () => {
    const low = { ...reported, priority: 'BAJA' } as const;
    const raise: Command<'ChangePriority'> = {
      ...{ type: 'ChangePriority', priority: 'ALTA', reason: 'WEAPON_PRESENT', at: at('21:40:00') },
    };
    const raised: Of<'PriorityChanged'> = {
      ...{ type: 'PriorityChanged', from: 'BAJA', to: 'ALTA', reason: 'WEAPON_PRESENT', exercise: false },
      changedAt: at('21:40:00'),
    };
    given(incident, [low])
      .when(raise)
      .expects([raised, asked('PRIORITY_RAISED', '21:40:00')]);
    given(incident, [low])
      .when({ type: 'AskCandidates', reason: 'UNIT_FREED', at: at('21:40:00') })
      .expects([]);
    given(incident, [low])
      .when({ type: 'RequestCandidates', at: at('21:40:00') })
      .expects([{ ...asked('ASKED', '21:40:00'), priority: 'BAJA' }]);
  });

  test('an answer that comes after a later round is ignored', () => {
    const note: Omit<Command<'NotePatrolCandidates'>, 'round'> = {
      type: 'NotePatrolCandidates',
      candidates: [],
      modelVersion: 'p1',
      at: at('21:41:00'),
    };
    const second = { ...proposed, round: 2, candidates: [] };
    given(incident, [reported, proposed, second])
      .when({ ...note, round: 1 })
      .expects([]);
    given(incident, [reported, proposed, second])
      .when({ ...note, round: 3 })
      .expects([{ ...second, round: 3, proposedAt: at('21:41:00') }]);
  });

  test('help is asked for once until it is known what came of it', () => {
    const ask = { type: 'RequestSupport', kind: 'POLICE', unitId: null, at: at('21:41:00') } as const;
    const requested: Of<'SupportRequested'> = {
      ...{
        type: 'SupportRequested',
        kind: 'POLICE',
        unitId: null,
        byPolicy: false,
        requestedAt: at('21:41:00'),
      },
    };
    const end = { type: 'EndSupport', kind: 'POLICE', end: 'DECLINED', at: at('21:42:00') } as const;
    const ended = { type: 'SupportEnded', kind: 'POLICE', end: 'DECLINED', endedAt: at('21:42:00') } as const;
    given(incident, [reported])
      .when(ask)
      .expects([requested, asked('SUPPORT_ASKED', '21:41:00')]);
    given(incident, [reported, requested]).when(ask).expects('SupportAwaited');
    given(incident, [reported, requested]).when(end).expects([ended]);
    given(incident, [reported]).when(end).expects('SupportNotAwaited');
    given(incident, [reported, requested, ended])
      .when(ask)
      .expects([requested, asked('SUPPORT_ASKED', '21:41:00')]);
  });
});

describe('what has not happened in time', () => {
  const deadline = { kind: 'ACKNOWLEDGEMENT', jobId, dueAt: at('21:38:33') } as const;
  const passed = { type: 'DeadlinePassed', ...deadline } as const;

  test('a unit that does not answer within 45 s is noted once, and others are proposed', () => {
    const note = { type: 'NoteDeadlinePassed', ...deadline } as const;
    given(incident, [reported, proposed, sent])
      .when(note)
      .expects([passed, asked('UNANSWERED', '21:38:33')]);
    given(incident, [reported, proposed, sent, passed]).when(note).expects([]);
    given(incident, [reported, proposed, sent, enRoute]).when(note).expects([]);
  });

  test('with nobody on the way after 5 min the state force is asked, and nobody is sent', () => {
    const none = { kind: 'STATE_SUPPORT', jobId: null, dueAt: at('21:42:30') } as const;
    given(incident, [reported])
      .when({ type: 'NoteDeadlinePassed', ...none })
      .expects([
        { type: 'DeadlinePassed', ...none },
        {
          type: 'SupportRequested',
          kind: 'STATE',
          unitId: null,
          byPolicy: true,
          requestedAt: at('21:42:30'),
        },
      ]);
  });

  test('an acknowledged deadline is not escalated; an unacknowledged one is escalated once', () => {
    const escalate = { type: 'NoteDeadlineEscalated', ...deadline } as const;
    const escalatedAt = { ...deadline.dueAt, ms: deadline.dueAt.ms + ESCALATION_MS };
    const escalated = { type: 'DeadlineEscalated', ...deadline, escalatedAt } as const;
    const acknowledge: Command<'AcknowledgeDeadline'> = {
      ...{ type: 'AcknowledgeDeadline', kind: 'ACKNOWLEDGEMENT', jobId, at: at('21:39:00') },
    };
    const acknowledged: Of<'DeadlineAcknowledged'> = {
      ...{ type: 'DeadlineAcknowledged', ...deadline, acknowledgedAt: at('21:39:00') },
    };
    const late = [reported, proposed, sent, passed];
    given(incident, late).when(escalate).expects([escalated]);
    given(incident, [...late, escalated])
      .when(escalate)
      .expects([]);
    given(incident, late).when(acknowledge).expects([acknowledged]);
    given(incident, [...late, acknowledged])
      .when(acknowledge)
      .expects([]);
    given(incident, [...late, acknowledged])
      .when(escalate)
      .expects([]);
    given(incident, [reported, proposed, sent])
      .when({ ...acknowledge, at: at('21:38:00') })
      .expects('NotDueYet');
  });
});

test('the scene is reported in numbers, by a unit that was sent or by the centre', () => {
  const counts = {
    injured: 2,
    deceased: 0,
    detained: 1,
    minorVictims: 1,
    minorWitnesses: 0,
    minorSuspects: 0,
  };
  const execute = {
    type: 'ReportScene',
    unitId: u101,
    finalCode: '30907',
    ...counts,
    at: at('21:50:00'),
  } as const;
  given(incident, there)
    .when(execute)
    .expects([
      {
        ...{ type: 'SceneReported', unitId: u101, finalCode: '30907', injured: 2, deceased: 0, detained: 1 },
        ...{ minors: { victims: 1, witnesses: 0, suspects: 0 }, reportedAt: at('21:50:00') },
      },
    ]);
  given(incident, there)
    .when({ ...execute, unitId: u102 })
    .expects('NotDispatched');
  given(incident, there)
    .when({ ...execute, finalCode: '99999' })
    .expects('UnknownCode');
});
