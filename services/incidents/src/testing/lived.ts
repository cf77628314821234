import { isSensitive } from '@proximidad/catalogues';
import { type CommandOf, type Decider, idFor, isRejection, uuidv5 } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import type { Suggestion } from '../call/call-events.ts';
import type { call } from '../call/call.ts';
import type { incident } from '../incident/incident.ts';
import { nationalTargets } from './measured.ts';

export type CallCommand = CommandOf<typeof call>;
export type IncidentCommand = CommandOf<typeof incident>;

export const STREAM_EVENTS_MAX = 1_000;
export const units = [1, 2, 3].map((n) => idFor('09', 'unit', n));
const CODES = ['30421', '30502', '30903', '31112', '60205', '60210', '70104', '99999'];
export const KNOWN = [
  { retired: false, free: true, status: 'AVAILABLE', leaves: null, crew: [] },
  { retired: false, free: false, status: 'BUSY', leaves: idFor('09', 'incident', 2), crew: [] },
] as const;
export const RANKS = [
  'DISPATCHED',
  'ACKNOWLEDGED',
  'EN_ROUTE',
  'ARRIVED',
  'CLEARED',
  'CANCELLED',
  'REASSIGNED',
];

const within = (seconds: number) =>
  fc.integer({ min: 0, max: seconds }).map((n) => ({ ms: 1_794_700_000_000 + n * 1_000, offsetMin: -360 }));
const instant = within(600);
/** Most other facts about it come later. */
const reportedAt = within(300);
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
  at: reportedAt,
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
const mistaken = fc.record({
  ...{ unitId, jobId: fc.constant(null), reason: fc.constant('WRONG_UNIT' as const) },
});
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
  { weight: 3, arbitrary: of('ReportEnRoute', fc.record({ unitId })) },
  { weight: 3, arbitrary: of('ReportArrival', fc.record({ unitId })) },
  of('RequestCandidates', fc.constant({})),
  { weight: 3, arbitrary: of('RetractEnRoute', mistaken) },
  { weight: 3, arbitrary: of('RetractArrival', mistaken) },
  { weight: 3, arbitrary: of('ClearUnit', fc.record({ unitId })) },
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
  of(
    'RetractScene',
    fc.record({
      number: fc.option(fc.integer({ min: 1, max: 4 })),
      reason: fc.constant('WRONG_CODE' as const),
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
      survivor: fc.record({ code, open: fc.boolean(), exercise: fc.boolean(), reportedAt: instant }),
      calls: fc.nat(3),
      ...{ holdsGuarded: fc.constant(false), brought: fc.constant([]) },
    }),
  ),
  of(
    'TakeOver',
    fc.record({
      priority: fc.constantFrom('ALTA', 'MEDIA', 'BAJA', null),
      awaited: fc.uniqueArray(
        fc.record({ kind: support, unitId: fc.constant(null), byPolicy: fc.boolean() }),
        {
          selector: ({ kind }) => kind,
        },
      ),
    }),
  ),
  { weight: 3, arbitrary: of('RevertMerge', fc.record({ survivorMerged: fc.boolean() })) },
  of(
    'LinkIncident',
    fc.record({
      toIncidentId: fc.constant(idFor('09', 'incident', 3)),
      ...{ relation: fc.constantFrom('SAME_EVENT', 'CONSEQUENCE'), alike: fc.boolean() },
      related: fc.constantFrom('SAME_EVENT', null),
    }),
  ),
  of(
    'UnlinkIncident',
    fc.record({ toIncidentId: fc.constant(idFor('09', 'incident', 3)), related: fc.boolean() }),
  ),
);
/** Most runs begin with a report that is accepted: otherwise little would happen in them. */
const begun = fc.tuple(reporting, fc.constantFrom('30421', '31112', '30502')).map(([report, kind]) => {
  const place = isSensitive(kind) ? { ...report.place, point: null } : report.place;
  return { ...report, code: kind, place };
});
export const lives = fc
  .tuple(
    fc.option(begun, { freq: 9 }),
    fc.array(acting, { maxLength: 60, size: 'max' }),
    fc.array(correcting, { maxLength: 20, size: 'max' }),
  )
  .map(([first, course, after]) => [...(first ? [first] : []), ...course, ...after])
  // A job's id follows from its command's id, so no two commands create the same job.
  .map((commands) =>
    commands.map((command, n) =>
      command.type === 'DispatchPatrol' ? { ...command, jobId: uuidv5('job', n) } : command,
    ),
  );

const suggestion: Suggestion = {
  ...{ incidentId: idFor('09', 'incident', 1), score: 0.9, distanceMetres: 10, secondsApart: 20 },
  reasons: ['SAME_SUBTYPE', 'SAME_PLACE', 'MINUTES_APART'],
};
export const calling: fc.Arbitrary<CallCommand> = fc.oneof(
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
  of('ClassifyCall', fc.record({ code, reported: fc.boolean() })),
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

export interface Step<State, Event> {
  readonly before: State;
  readonly events: readonly Event[];
  readonly after: State;
}

/** What happens when the commands are executed one after another. */
export function lived<State, Command, Event>(
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
