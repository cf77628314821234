import { isSensitive } from '@proximidad/catalogues';
import {
  type CommandOf,
  decode,
  type Decider,
  encode,
  type EventFamily,
  idFor,
  isRejection,
  uuidv5,
} from '@proximidad/eventsourcing';
import { kindsOf, occurring } from '@proximidad/testing/domain';
import fc from 'fast-check';
import type { CallEvent, Suggestion } from './call/call-events.ts';
import type { Call } from './call/call-state.ts';
import { call } from './call/call.ts';
import type { IncidentEvent } from './incident/incident-events.ts';
import type { Incident } from './incident/incident-state.ts';
import { incident } from './incident/incident.ts';
import { nationalTargets } from './testing/measured.ts';

type CallCommand = CommandOf<typeof call>;
type IncidentCommand = CommandOf<typeof incident>;

const STREAM_EVENTS_MAX = 1_000;
const units = [1, 2, 3].map((n) => idFor('09', 'unit', n));
const CODES = ['30421', '30502', '30903', '31112', '60205', '60210', '70104', '99999'];
const KNOWN = [
  { retired: false, free: true, status: 'AVAILABLE', leaves: null },
  { retired: false, free: false, status: 'BUSY', leaves: idFor('09', 'incident', 2) },
] as const;
const RANKS = ['DISPATCHED', 'ACKNOWLEDGED', 'EN_ROUTE', 'ARRIVED', 'CLEARED', 'CANCELLED', 'REASSIGNED'];

const instant = fc
  .integer({ min: 0, max: 600 })
  .map((n) => ({ ms: 1_794_700_000_000 + n * 1_000, offsetMin: -360 }));
const unitId = fc.constantFrom(...units);
const code = fc.constantFrom(...CODES);
const point = fc.option(fc.constant({ lon: -99.09, lat: 19.36 }));
const priority = fc.constantFrom('ALTA', 'MEDIA', 'BAJA');
const support = fc.constantFrom('POLICE', 'MEDICAL', 'STATE');
const deadline = fc.constantFrom('DECISION', 'DISPATCH', 'ARRIVAL', 'STATE_SUPPORT', 'REPORT_BACK');
const of = <const Type extends string, T>(type: Type, shape: fc.Arbitrary<T>) =>
  fc.tuple(instant, shape).map(([at, facts]) => ({ type, at, ...facts }));

const reporting = fc.record({
  type: fc.constant('ReportIncident' as const),
  callIds: fc.constant<string[]>([]),
  place: fc.record({ municipality: fc.constant('09007'), beatId: fc.constant(null), point }),
  code,
  priority: fc.option(priority),
  folio: fc.constant(null),
  exercise: fc.boolean(),
  happenedAt: fc.option(instant),
  callStartedAt: fc.option(instant),
  rural: fc.boolean(),
  responseTargets: fc.constant(nationalTargets.responseTargets),
  basis: fc.constant(nationalTargets.basis),
  at: instant,
});
const candidates = fc.subarray(units).map((ids) =>
  ids.map((id) => ({
    ...{ unitId: id, distanceMetres: 1, etaSeconds: null, sameBeat: true, score: 0.5, reasons: [] },
  })),
);
const correcting: fc.Arbitrary<IncidentCommand> = fc.oneof(
  of(
    'ReclassifyIncident',
    fc.record({
      finalCode: code,
      validFrom: fc.option(instant),
      victims: fc.constantFrom(0, 1, null),
      reason: fc.constantFrom('CODING_ERROR', 'FORENSIC_FINDING'),
      authorisedBy: fc.constant('dev:commander-09'),
    }),
  ),
  of(
    'RelocateIncident',
    fc.record({
      to: fc.record({ municipality: fc.constantFrom('09007', '09015'), beatId: fc.constant(null), point }),
      reason: fc.constant('LOCATION_ERROR' as const),
      authorisedBy: fc.constant('dev:commander-09'),
    }),
  ),
);
const recounting: fc.Arbitrary<IncidentCommand> = of(
  'CorrectClosing',
  fc.record({
    outcome: fc.constantFrom('RESOLVED', 'UNFOUNDED', null),
    ...{ victims: fc.constantFrom(0, 1, null), exercise: fc.constantFrom(true, false, null) },
    ...{ rndNumber: fc.constant(null), rndDelayReason: fc.constant(null) },
    ...{ reason: fc.constant('VICTIMS_FOUND' as const), authorisedBy: fc.constant('dev:commander-09') },
  }),
);
const acting: fc.Arbitrary<IncidentCommand> = fc.oneof(
  reporting,
  correcting,
  recounting,
  of('ChangePriority', fc.record({ priority, reason: fc.constant('CORRECTION' as const) })),
  of('NotePatrolCandidates', fc.record({ round: fc.nat(9), candidates, modelVersion: fc.constant('p1') })),
  of(
    'DispatchPatrol',
    fc.record({
      unitId,
      jobId: fc.constant(uuidv5('job')),
      unit: fc.constantFrom(...KNOWN),
      overrideReason: fc.option(fc.constant('SUPPORT_NEEDED' as const)),
    }),
  ),
  of('AcknowledgeDispatch', fc.record({ unitId })),
  of('ReportEnRoute', fc.record({ unitId })),
  of('ReportArrival', fc.record({ unitId })),
  of('RequestCandidates', fc.constant({})),
  of('RetractArrival', fc.record({ unitId, reason: fc.constant('WRONG_UNIT' as const) })),
  of('ClearUnit', fc.record({ unitId })),
  of('RequestSupport', fc.record({ kind: support, unitId: fc.constant(null) })),
  of('EndSupport', fc.record({ kind: support, end: fc.constant('ANSWERED' as const) })),
  of(
    'ReportScene',
    fc.record({
      ...{ unitId: fc.option(unitId), finalCode: fc.option(code), injured: fc.nat(3), deceased: fc.nat(3) },
      ...{
        detained: fc.nat(3),
        minorVictims: fc.nat(3),
        minorWitnesses: fc.nat(3),
        minorSuspects: fc.nat(3),
      },
    }),
  ),
  of('AcknowledgeDeadline', fc.record({ kind: deadline, jobId: fc.constant(null) })),
  of('CancelDispatch', fc.record({ unitId, reason: fc.constant('NOT_NEEDED' as const) })),
  of(
    'CloseIncident',
    fc.record({
      outcome: fc.constantFrom('RESOLVED', 'DETAINED', 'DUPLICATE'),
      finalCode: code,
      victims: fc.nat(3),
      rndNumber: fc.constant(null),
      rndDelayReason: fc.option(fc.constant('NO_CONNECTION' as const)),
    }),
  ),
  of('ReopenIncident', fc.record({ reason: fc.constant('STILL_GOING_ON' as const) })),
  of(
    'MergeIncidents',
    fc.record({
      survivorId: fc.constant(idFor('09', 'incident', 2)),
      survivor: fc.record({ code, open: fc.boolean(), exercise: fc.boolean() }),
      calls: fc.nat(3),
    }),
  ),
  of('RevertMerge', fc.record({ survivorMerged: fc.boolean() })),
  of(
    'LinkIncident',
    fc.record({
      toIncidentId: fc.constant(idFor('09', 'incident', 3)),
      ...{ relation: fc.constantFrom('SAME_EVENT', 'CONSEQUENCE'), alike: fc.boolean() },
    }),
  ),
  of('UnlinkIncident', fc.record({ toIncidentId: fc.constant(idFor('09', 'incident', 3)) })),
);
/** Most runs begin with a report that is accepted: else little of them would be. */
const begun = fc.tuple(reporting, fc.constantFrom('30421', '31112', '30502')).map(([report, kind]) => {
  const place = isSensitive(kind) ? { ...report.place, point: null } : report.place;
  return { ...report, code: kind, place };
});
const lives = fc
  .tuple(
    fc.option(begun, { freq: 9 }),
    fc.array(acting, { maxLength: 60, size: 'max' }),
    fc.array(correcting, { maxLength: 20, size: 'max' }),
  )
  .map(([first, course, after]) => [...(first ? [first] : []), ...course, ...after])
  // A job's id follows from its command's, so no two commands make the same.
  .map((commands) =>
    commands.map((command, n) =>
      command.type === 'DispatchPatrol' ? { ...command, jobId: uuidv5('job', n) } : command,
    ),
  );

const suggestion: Suggestion = {
  ...{ incidentId: idFor('09', 'incident', 1), score: 0.9, distanceMetres: 10, secondsApart: 20 },
  reasons: ['SAME_SUBTYPE', 'SAME_PLACE', 'MINUTES_APART'],
};
const calling: fc.Arbitrary<CallCommand> = fc.oneof(
  of(
    'ReceiveCall',
    fc.record({
      channel: fc.constantFrom('911', '089'),
      c2Id: fc.constant(null),
      municipality: fc.option(fc.constant('09007')),
      centre: fc.constant(null),
      startedAt: fc.option(instant),
      answeredAt: fc.option(instant),
      caller: fc.constant(null),
    }),
  ),
  of('ClassifyCall', fc.record({ code })),
  of('AbandonCall', fc.constant({})),
  of(
    'LinkDuplicate',
    fc.record({
      callId: fc.constant(idFor('09', 'call', 1)),
      incidentId: fc.constantFrom(idFor('09', 'incident', 1), idFor('09', 'incident', 2)),
      rule: fc.constantFrom('PROPOSED', 'OPERATOR'),
      incident: fc.record({
        code: fc.constantFrom('30421', '31112'),
        ...{ sensitive: fc.boolean(), exercise: fc.boolean(), closedAt: fc.option(instant) },
        calls: fc.integer({ min: 0, max: 1_001 }),
        merged: fc.boolean(),
      }),
    }),
  ),
  of('AnswerCall', fc.constant({})),
  of('CallBack', fc.record({ reached: fc.boolean() })),
  of('ReopenCall', fc.record({ reason: fc.constantFrom('WRONGLY_CLASSIFIED', 'ABANDONED_BY_MISTAKE') })),
  of('UnlinkCall', fc.record({ reason: fc.constant('OTHER_EVENT' as const) })),
  of('NoteCallReported', fc.record({ incidentId: fc.constant(idFor('09', 'incident', 1)) })),
  of(
    'NoteCallerRetention',
    fc.record({ rule: fc.constantFrom('IMPROPER_CALLER', 'PROPER_CALLER'), dueAt: instant }),
  ),
  of(
    'TransferCall',
    fc.record({
      toC2Id: fc.constant(idFor('09', 'c2', 1)),
      toMunicipality: fc.constant(null),
      toEntity: fc.option(fc.constant('15')),
    }),
  ),
  of(
    'LocateCall',
    fc.record({
      municipality: fc.option(fc.constant('09015')),
      cell: fc.option(
        fc.record({ point: fc.constant({ lon: -99.09, lat: 19.36 }), radiusMetres: fc.nat(900) }),
      ),
    }),
  ),
  of('SuggestDuplicates', fc.record({ suggestions: fc.constantFrom([suggestion], []) })),
  of(
    'RefuseDuplicate',
    fc.record({
      incidentId: fc.constant(suggestion.incidentId),
      reason: fc.constant('OTHER_EVENT' as const),
    }),
  ),
);

interface Step<State, Event> {
  readonly before: State;
  readonly events: readonly Event[];
  readonly after: State;
}

/** What happens when the commands are told one after the other. */
function lived<State, Command, Event>(
  decider: Decider<State, Command, Event>,
  commands: readonly Command[],
): Step<State, Event>[] {
  let state = decider.initialState;
  return commands.map((command) => {
    const decision = decider.decide(state, command);
    const events = isRejection(decision) ? [] : decision;
    const before = state;
    state = events.reduce((folded, event) => decider.evolve(folded, event), state);
    return { before, events, after: state };
  });
}

const everyLife = (holds: (steps: Step<Incident, IncidentEvent>[]) => void) =>
  fc.assert(fc.property(lives, (commands) => holds(lived(incident, commands))));
const everyCall = (holds: (steps: Step<Call, CallEvent>[]) => void) =>
  fc.assert(
    fc.property(fc.array(calling, { maxLength: 40, size: 'max' }), (commands) =>
      holds(lived(call, commands)),
    ),
  );

function comesBack(family: EventFamily, event: { type: string }) {
  const stored = JSON.parse(JSON.stringify(encode(family, event as never))) as ReturnType<typeof encode>;
  expect(decode(family, stored)).toEqual(event);
}

const isCorrection = ({ type }: IncidentEvent) =>
  ['IncidentReclassified', 'IncidentRelocated', 'ClosingCorrected'].includes(type);

test('whatever is recorded can be read again', () => {
  everyLife((steps) => steps.forEach(({ events }) => events.forEach((e) => comesBack(incident.events, e))));
  everyCall((steps) => steps.forEach(({ events }) => events.forEach((e) => comesBack(call.events, e))));
});

/** What the platform alone tells, and what needs its own time: their own suites have them. */
const BY_PLATFORM = ['DispatchReassigned', 'DeadlinePassed', 'DeadlineEscalated'];

test('lives hold every kind of fact', () => {
  const sample = fc.sample(lives, { seed: 1, numRuns: 2_000 });
  const executed = sample.flatMap((commands) => lived(incident, commands).flatMap(({ events }) => events));
  const kinds = Object.keys(incident.events).filter((type) => !BY_PLATFORM.includes(type));
  expect(new Set(executed.map(({ type }) => type))).toEqual(new Set(kinds));
});

test('calls are taken through every command, and every kind of fact is recorded', () => {
  const histories = fc.sample(fc.array(calling, { maxLength: 40, size: 'max' }), { seed: 1, numRuns: 2_000 });
  expect(occurring(call, histories)).toEqual(kindsOf(call));
});

test('history folds in any order without a throw', () =>
  fc.assert(
    fc.property(lives, fc.infiniteStream(fc.nat()), (commands, order) => {
      const events = lived(incident, commands).flatMap((step) => step.events);
      const shuffled = events
        .map((event) => [order.next().value, event] as const)
        .sort(([a], [b]) => a - b)
        .map(([, event]) => event);
      const state = shuffled.reduce((folded, event) => incident.evolve(folded, event), incident.initialState);
      expect(['none', 'open', 'closed', 'merged']).toContain(state.status);
    }),
  ));

test('a job never goes back, but for an arrival that is taken back', () =>
  everyLife((steps) => {
    for (const { before, events, after } of steps) {
      if (before.status === 'none' || after.status === 'none') continue;
      for (const [unit, job] of Object.entries(before.jobs)) {
        const next = after.jobs[unit]!;
        if (next.jobId !== job.jobId) expect(['CANCELLED', 'CLEARED', 'REASSIGNED']).toContain(job.status);
        else if (!events.some(({ type }) => type === 'ArrivalRetracted'))
          expect(RANKS.indexOf(next.status)).toBeGreaterThanOrEqual(RANKS.indexOf(job.status));
      }
    }
  }));

test('nobody is sent to a drill, and nobody unproposed without a reason', () =>
  everyLife((steps) => {
    for (const { before, events } of steps) {
      for (const event of events) {
        if (event.type !== 'PatrolDispatched' || before.status !== 'open') continue;
        expect(before.exercise).toBe(false);
        expect(event.proposalAccepted).toBe(before.proposed.includes(event.unitId));
        expect(event.proposalRank === null).toBe(!event.proposalAccepted);
        // Nobody unproposed and nobody who is not free goes without a reason.
        const isPlain = event.proposalAccepted && event.unitStatus === 'AVAILABLE';
        expect(event.overrideReason === null).toBe(isPlain);
      }
    }
  }));

test('after the closing only late facts of before it are recorded, corrections and a reopening', () =>
  everyLife((steps) => {
    for (const { before, events } of steps) {
      if (before.status !== 'closed') continue;
      for (const event of events) {
        if (isCorrection(event) || event.type === 'IncidentReopened') continue;
        // The reopening asks for units.
        if (event.type === 'CandidatesRequested') continue;
        // What belongs to it may turn out afterwards.
        if (event.type === 'IncidentLinked' || event.type === 'IncidentUnlinked') continue;
        expect(['DispatchAcknowledged', 'UnitEnRoute', 'UnitArrived']).toContain(event.type);
        expect(event).toHaveProperty('late', true);
      }
    }
  }));

test('each reclassification leads from the code before it, within its time, and guards what was sensitive once', () =>
  everyLife((steps) => {
    for (const { before, events, after } of steps) {
      for (const event of events) {
        if (event.type !== 'IncidentReclassified') continue;
        if (before.status !== 'closed' || after.status !== 'closed') throw new Error('open');
        expect(event.from).toBe(before.finalCode);
        expect(event.to).not.toBe(event.from);
        expect(after.finalCode).toBe(event.to);
        expect(event.validFrom.ms).toBeGreaterThanOrEqual(before.happenedAt.ms);
        expect(event.validFrom.ms).toBeLessThanOrEqual(event.reclassifiedAt.ms);
        const codes = [before.initialCode, event.from, event.to];
        expect(event.sensitive).toBe(before.sensitive || codes.some(isSensitive));
        expect(after.sensitive).toBe(event.sensitive);
      }
    }
  }));

test('a correction is of a closed incident, and no point follows a sensitive code', () =>
  everyLife((steps) => {
    const had = new Set<string>();
    for (const { before, events } of steps) {
      for (const event of events) {
        if (event.type === 'IncidentReported') had.add(event.initialCode);
        if (event.type === 'IncidentClosed') had.add(event.finalCode);
        if (event.type === 'IncidentReclassified') had.add(event.to);
        if (isCorrection(event)) expect(before.status).toBe('closed');
        if (event.type === 'IncidentRelocated' && [...had].some(isSensitive)) {
          expect(event.to.point).toBeNull();
        }
      }
    }
  }));

test('no point of a sensitive kind is recorded', () =>
  everyLife((steps) => {
    const [reported] = steps.flatMap(({ events }) => events);
    if (reported?.type === 'IncidentReported' && isSensitive(reported.initialCode)) {
      expect(reported.place.point).toBeNull();
    }
  }));

test('a command told again to the state it led to records nothing new of a unit', () =>
  everyLife((steps) => {
    for (const { events, after } of steps) {
      for (const event of events) {
        if (event.type !== 'UnitArrived' || after.status === 'none') continue;
        const again = { type: 'ReportArrival', unitId: event.unitId, at: event.arrivedAt } as const;
        expect(incident.decide(after, again)).toEqual([]);
      }
    }
  }));

test('A5: a call that is over, or belongs to an incident, stays so until a person takes that back', () =>
  everyCall((steps) => {
    for (const { before, events, after } of steps) {
      const types = events.map(({ type }) => type);
      const back = ['CallReopened', 'CallerCalledBack', 'CallUnlinked'];
      if (before.status === 'none' || before.status === 'open') continue;
      // Whoever ended it did not know that an incident had been reported from it.
      const isOver = ['closed', 'abandoned', 'transferred'].includes(before.status);
      if (isOver && types.includes('CallReported')) {
        expect(after.status).toBe('reported');
        continue;
      }
      if (!types.some((type) => back.includes(type))) expect(after.status).toBe(before.status);
      if (before.status === 'linked' && after.status === 'linked')
        expect(after.incidentId).toBe(before.incidentId);
    }
  }));

const LAST = { ms: 1_794_700_000_000 + 700_000, offsetMin: -360 };
const noPlace = { municipality: '09020', beatId: null, point: null };
/** What may be done in each state; one of them has to lead on. */
const WAYS_ON: readonly IncidentCommand[] = [
  {
    ...{ type: 'CloseIncident', outcome: 'CANCELLED', finalCode: '30421', victims: 0, rndNumber: null },
    ...{ rndDelayReason: null, at: LAST },
  },
  { type: 'ReopenIncident', reason: 'NEW_INFORMATION', at: LAST },
  {
    ...{ type: 'RelocateIncident', to: noPlace, reason: 'NEW_EVIDENCE', authorisedBy: 'dev:commander-09' },
    at: LAST,
  },
  { type: 'RevertMerge', survivorMerged: false, at: LAST },
];
const CALL_WAYS_ON: readonly CallCommand[] = [
  { type: 'AbandonCall', at: LAST },
  { type: 'ReopenCall', reason: 'ABANDONED_BY_MISTAKE', at: LAST },
  { type: 'UnlinkCall', reason: 'OTHER_EVENT', at: LAST },
];

test('there is no state from which nothing leads on', () => {
  const leadsOn = <State, Command>(
    decider: Decider<State, Command, unknown>,
    state: State,
    ways: readonly Command[],
  ) =>
    ways.some((way) => {
      const decision = decider.decide(state, way);
      return !isRejection(decision) && decision.length > 0;
    });
  everyLife((steps) => {
    for (const { after } of steps)
      if (after.status !== 'none')
        expect([after.status, leadsOn(incident, after, WAYS_ON)]).toEqual([after.status, true]);
  });
  everyCall((steps) => {
    for (const { after } of steps)
      if (after.status !== 'none')
        expect([after.status, leadsOn(call, after, CALL_WAYS_ON)]).toEqual([after.status, true]);
  });
});

test('a stream stays short however long people go on', () => {
  const unit = { unitId: units[0]!, at: { ms: 1_794_700_000_000, offsetMin: -360 } };
  const { at } = unit;
  const counts = {
    injured: 1,
    deceased: 0,
    detained: 0,
    minorVictims: 0,
    minorWitnesses: 0,
    minorSuspects: 0,
  };
  const scene = { type: 'ReportScene', unitId: null, finalCode: null, ...counts, at } as const;
  const passing = (jobId: string): IncidentCommand[] => {
    const deadline = { kind: 'ACKNOWLEDGEMENT', jobId, dueAt: { ...at, ms: at.ms + 45_000 } } as const;
    return [
      { type: 'NoteDeadlinePassed', ...deadline },
      { type: 'NoteDeadlineEscalated', ...deadline },
      { type: 'AcknowledgeDeadline', kind: 'ACKNOWLEDGEMENT', jobId, at: deadline.dueAt },
    ];
  };
  const round = (n: number): IncidentCommand[] => [
    { type: 'RequestCandidates', at },
    { type: 'NotePatrolCandidates', round: n, candidates: [], modelVersion: 'p1', at },
    { type: 'ChangePriority', priority: n % 2 ? 'ALTA' : 'BAJA', reason: 'CORRECTION', at },
    { type: 'RequestSupport', kind: 'POLICE', unitId: null, at },
    { type: 'EndSupport', kind: 'POLICE', end: 'DECLINED', at },
    scene,
    {
      ...{ type: 'DispatchPatrol', jobId: uuidv5('job', n), overrideReason: 'NO_PROPOSAL', unit: KNOWN[0] },
      ...unit,
    },
    ...passing(uuidv5('job', n)),
    { type: 'AcknowledgeDispatch', ...unit },
    { type: 'ReportEnRoute', ...unit },
    { type: 'ReportArrival', ...unit },
    { type: 'RetractArrival', reason: 'WRONG_UNIT', ...unit },
    { type: 'CancelDispatch', reason: 'NOT_NEEDED', ...unit },
  ];
  const report = {
    ...{ type: 'ReportIncident', code: '30421', callIds: [], priority: null, folio: null, exercise: false },
    ...{
      place: { municipality: '09007', beatId: null, point: null },
      happenedAt: at,
      callStartedAt: null,
      rural: false,
      ...nationalTargets,
      at,
    },
  } as const;
  const close = {
    ...{
      type: 'CloseIncident',
      outcome: 'RESOLVED',
      finalCode: '30421',
      victims: 0,
      rndNumber: null,
      rndDelayReason: null,
    },
    at,
  } as const;
  const authorised = { reason: 'NEW_EVIDENCE', authorisedBy: 'dev:commander-09', at } as const;
  const correct = (n: number): IncidentCommand[] => [
    {
      ...{ type: 'ReclassifyIncident', finalCode: n % 2 ? '30421' : '31112', validFrom: null },
      ...{ victims: n % 2, ...authorised },
    },
    {
      ...{ type: 'RelocateIncident', ...authorised },
      to: { municipality: n % 2 ? '09007' : '09015', beatId: null, point: null },
    },
  ];
  const rounds = <T>(each: (n: number) => T[]) => Array.from({ length: 2_000 }, (_, n) => each(n)).flat();
  const reopen = { type: 'ReopenIncident', reason: 'CLOSED_BY_MISTAKE', at } as const;
  const again = rounds(() => [close, reopen]);
  const steps = lived(incident, [report, ...rounds(round), ...again, close, ...rounds(correct)]);
  const length = steps.flatMap(({ events }) => events).length;
  expect(length).toBeGreaterThan(100);
  expect(length).toBeLessThan(STREAM_EVENTS_MAX);
});
