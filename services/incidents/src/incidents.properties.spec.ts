import { isSensitive } from '@proximidad/catalogues';
import {
  decode,
  type Decider,
  encode,
  type EventFamily,
  idFor,
  isRejection,
  type Recorded,
  uuidv5,
} from '@proximidad/eventsourcing';
import { kindsOf, occurring } from '@proximidad/testing/domain';
import { runs } from '@proximidad/testing/sizes';
import fc from 'fast-check';
import type { CallEvent } from './call/call-events.ts';
import type { Call } from './call/call-state.ts';
import { call } from './call/call.ts';
import { type Deadline, deadlinesOf } from './incident/deadlines.ts';
import { incidentBoard, type IncidentRow } from './incident/incident-board.ts';
import type { IncidentEvent } from './incident/incident-events.ts';
import { type Incident, watchedOf } from './incident/incident-state.ts';
import { incident } from './incident/incident.ts';
import {
  type CallCommand,
  type IncidentCommand,
  STREAM_EVENTS_MAX,
  units,
  KNOWN,
  RANKS,
  lives,
  calling,
  type Step,
  lived,
} from './testing/lived.ts';
import { nationalTargets } from './testing/measured.ts';

const everyLife = (holds: (steps: Step<Incident, IncidentEvent>[]) => void) =>
  fc.assert(
    fc.property(lives, (commands) => holds(lived(incident, commands))),
    runs(1_000),
  );
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

const LAST = { ms: 1_794_700_000_000 + 700_000, offsetMin: -360 };
const isCorrection = ({ type }: IncidentEvent) =>
  ['IncidentReclassified', 'IncidentRelocated', 'ClosingCorrected'].includes(type);

test('whatever is recorded can be read again', () => {
  everyLife((steps) => steps.forEach(({ events }) => events.forEach((e) => comesBack(incident.events, e))));
  everyCall((steps) => steps.forEach(({ events }) => events.forEach((e) => comesBack(call.events, e))));
});

/** Facts that only the platform records, or that need a time of their own: they have their own suites. */
const BY_PLATFORM = ['DispatchReassigned', 'DispatchCrewNoted', 'DeadlinePassed', 'DeadlineEscalated'];

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

test('a job never goes back, except for what is taken back', () =>
  everyLife((steps) => {
    for (const { before, events, after } of steps) {
      if (before.status === 'none' || after.status === 'none') continue;
      for (const [unit, job] of Object.entries(before.jobs)) {
        const next = after.jobs[unit]!;
        if (next.jobId !== job.jobId) expect(['CANCELLED', 'CLEARED', 'REASSIGNED']).toContain(job.status);
        else if (!events.some(({ type }) => type === 'ArrivalRetracted' || type === 'EnRouteRetracted'))
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
        // A unit that was not proposed, or is not free, is sent only with a reason.
        const isPlain = event.proposalAccepted && event.unitStatus === 'AVAILABLE';
        expect(event.overrideReason === null).toBe(isPlain);
      }
    }
  }));

/** What may be recorded of a closed incident besides corrections, and of its units as late facts. */
const AFTER_CLOSING = [
  ...['IncidentReopened', 'SceneRetracted'],
  // Reopening asks for units.
  'CandidatesRequested',
  // Which incidents are related may turn out later.
  ...['IncidentLinked', 'IncidentUnlinked'],
];
const OF_UNITS = [
  ...['DispatchAcknowledged', 'UnitEnRoute', 'UnitArrived'],
  ...['EnRouteRetracted', 'ArrivalRetracted'],
];

test('after the closing only late facts, what takes them back, corrections and a reopening are recorded', () =>
  everyLife((steps) => {
    for (const { before, events } of steps) {
      if (before.status !== 'closed') continue;
      for (const event of events) {
        if (isCorrection(event) || AFTER_CLOSING.includes(event.type)) continue;
        expect(OF_UNITS).toContain(event.type);
        expect(event).toHaveProperty('late', true);
      }
    }
  }));

/** For the incident that is reported first. */
function undoneMerge([first]: readonly IncidentCommand[]): IncidentCommand[] {
  if (first?.type !== 'ReportIncident') return [];
  const survivorId = idFor('09', 'incident', 2);
  const survivor = { code: first.code, open: true, exercise: false, reportedAt: first.at };
  return [
    { type: 'MergeIncidents', survivorId, survivor, calls: 0, holdsGuarded: false, brought: [], at: LAST },
    { type: 'RevertMerge', survivorMerged: false, at: LAST },
  ];
}

test('the board awaits what the rules await, also after a merge was undone', () => {
  const id = idFor('09', 'incident', 1);
  const named = ({ kind, jobId, dueAt }: Deadline) => `${kind} ${jobId} ${dueAt.ms}`;
  fc.assert(
    fc.property(lives, fc.integer({ min: 1, max: 30 }), (commands, n) => {
      let row: IncidentRow | undefined;
      for (const { events, after } of lived(incident, commands.toSpliced(n, 0, ...undoneMerge(commands)))) {
        for (const event of events) {
          const recorded = { id, entity: '09', recordedAt: 0, metadata: { occurredAt: LAST } } as Recorded;
          row = incidentBoard.project(row, event, recorded, id);
        }
        if (!row || after.status === 'none') continue;
        const open = row.deadlines.filter(({ settledAt }) => settledAt === null);
        expect(open.map(named).toSorted()).toEqual(deadlinesOf(watchedOf(after)).map(named).toSorted());
      }
    }),
    runs(800),
  );
});

test('each reclassification leads from the code before it, within its time, and guards what was once sensitive', () =>
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

test('a correction is of a closed incident, and no point or public beat follows a sensitive code', () =>
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
        if ('sensitive' in event) expect(event.sensitive).toBe([...had].some(isSensitive));
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

test('a command repeated on the state it led to records nothing new about a unit', () =>
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
      // Whoever ended the call did not know that an incident had been reported from it.
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

const noPlace = { municipality: '09020', beatId: null, point: null };
/** What can be done in each state; at least one command has to lead on. */
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

test('there is no state without a way on', () => {
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

test('a stream stays short however long people continue', () => {
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
    { type: 'RetractScene', number: null, reason: 'WRONG_CODE', at },
    {
      ...{ type: 'DispatchPatrol', jobId: uuidv5('job', n), overrideReason: 'NO_PROPOSAL', unit: KNOWN[0] },
      ...unit,
    },
    ...passing(uuidv5('job', n)),
    { type: 'AcknowledgeDispatch', ...unit },
    { type: 'ReportEnRoute', ...unit },
    { type: 'RetractEnRoute', jobId: null, reason: 'WRONG_UNIT', ...unit },
    { type: 'ReportEnRoute', ...unit },
    { type: 'ReportArrival', ...unit },
    { type: 'RetractArrival', jobId: null, reason: 'WRONG_UNIT', ...unit },
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
