import {
  type CommandOf,
  decode,
  type EventOf,
  idFor,
  isRejection,
  parseDateTime,
  type Recorded,
} from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { incidentBoard } from './incident-board.ts';
import { incident, REOPENINGS_MAX } from './incident.ts';
import { incidentValidAt } from './incident-valid-at.ts';
import { published } from './published.ts';
import { nationalTargets } from '../testing/measured.ts';

type Event = EventOf<typeof incident.events>;
type Command<Type> = Extract<CommandOf<typeof incident>, { readonly type: Type }>;

const id = idFor('09', 'incident', 1);
const at = (time: string) => parseDateTime(`2026-11-14T${time}-06:00`);
const place = { municipality: '09007', beatId: null, point: { lon: -99.09, lat: 19.36 } };

/** The events that an incident records when these commands are executed in order. */
function recordedBy(...commands: CommandOf<typeof incident>[]): Event[] {
  const events: Event[] = [];
  let state = incident.initialState;
  for (const command of commands) {
    const decision = incident.decide(state, command);
    if (isRejection(decision)) throw new Error(`${command.type}: ${decision.rejected}`);
    for (const event of decision) state = incident.evolve(state, event);
    events.push(...decision);
  }
  return events;
}

const executed = { recordedAt: 0, metadata: { occurredAt: at('21:00:00') } as Recorded['metadata'] };

const report: Command<'ReportIncident'> = {
  rural: false,
  ...nationalTargets,
  type: 'ReportIncident',
  ...{ callIds: [], place, code: '30421', priority: null, folio: null, exercise: false },
  ...{ happenedAt: at('21:00:00'), callStartedAt: null, at: at('21:00:00') },
};
const close = (time: string, finalCode = '30421'): Command<'CloseIncident'> => ({
  ...{
    type: 'CloseIncident',
    outcome: 'RESOLVED',
    finalCode,
    victims: 0,
    rndNumber: null,
    rndDelayReason: null,
  },
  at: at(time),
});
const reopen = (time: string): Command<'ReopenIncident'> => ({
  ...{ type: 'ReopenIncident', reason: 'STILL_GOING_ON', at: at(time) },
});

test('a closed incident is reopened, attended again and closed with another code', () => {
  const events = recordedBy(report, close('22:00:00'), reopen('22:10:00'), close('23:00:00', '30422'));
  expect(events.map(({ type }) => type)).toEqual([
    ...['IncidentReported', 'IncidentClosed', 'IncidentReopened', 'CandidatesRequested', 'IncidentClosed'],
  ]);
});

test('an open incident is not reopened, nor a closed one before it closed or without limit', () => {
  const closed = recordedBy(report, close('22:00:00'));
  given(incident, recordedBy(report)).when(reopen('22:10:00')).expects('NotClosed');
  given(incident, []).when(reopen('22:10:00')).expects('IncidentNotFound');
  given(incident, closed).when(reopen('21:59:00')).expects('ReopenedBeforeClosed');
  const again = Array.from({ length: REOPENINGS_MAX }, () => [reopen('22:00:00'), close('22:00:00')]).flat();
  given(incident, recordedBy(report, close('22:00:00'), ...again))
    .when(reopen('22:10:00'))
    .expects('TooManyReopenings');
});

test('a sensitive code, once found, still hides the point after the reopening', () => {
  const events = recordedBy(report, close('22:00:00', '30701'), reopen('22:10:00'), close('23:00:00'));
  const relocation: Command<'RelocateIncident'> = {
    ...{
      type: 'RelocateIncident',
      to: place,
      reason: 'LOCATION_ERROR',
      authorisedBy: 'a',
      at: at('23:30:00'),
    },
  };
  given(incident, events).when(relocation).expects('PointOnSensitiveKind');
  const row = projected(incidentBoard, eventsOf(incident, id, events, executed)).get(id)!;
  expect(row.point).toBeNull();
});

test('a sensitive code, once found, still hides the beat from everybody after the reopening', () => {
  const beatId = idFor('09', 'beat', 1);
  const merge: Command<'MergeIncidents'> = {
    ...{ type: 'MergeIncidents', survivorId: idFor('09', 'incident', 2), calls: 0, at: at('23:00:00') },
    survivor: { code: '30421', open: true, exercise: false, reportedAt: at('21:00:00') },
    holdsGuarded: false,
    brought: [],
  };
  const heard = (finalCode: string, end: CommandOf<typeof incident>) => {
    const inBeat = { ...report, place: { ...place, beatId } };
    const [last] = recordedBy(inBeat, close('22:00:00', finalCode), reopen('22:10:00'), end).slice(-1);
    return published(last!, { id } as Recorded);
  };
  for (const end of [close('23:00:00'), merge]) {
    expect(heard('30421', end).public).toMatchObject({ type: 'IncidentClosed', beatId });
    expect(heard('30503', end).public).toMatchObject({ type: 'IncidentClosed', beatId: null });
  }
  expect(heard('30503', close('23:00:00')).restricted).toMatchObject({ beatId });
});

test('closings and merges that did not say whether a code was ever sensitive are read by the codes they name', () => {
  const known = { municipality: '09007', beatId: null, exercise: false };
  const closing = {
    ...{ outcome: 'RESOLVED', catalogueVersion: '3.0', victims: 0, rndNumber: null, rndDelayReason: null },
    ...{ unitIds: [], ...known, closedAt: at('22:00:00') },
  };
  const merging = { into: id, calls: 0, ...known, mergedAt: at('22:00:00') };
  const read = (type: string, data: object) => decode(incident.events, { type, version: 2, data });
  for (const [initialCode, finalCode, sensitive] of [
    ['30421', '30421', false],
    ['30421', '30503', true],
    ['30503', '30421', true],
  ] as const) {
    const codes = { initialCode, finalCode };
    expect(read('IncidentClosed', { ...closing, ...codes })).toMatchObject({ ...codes, sensitive });
  }
  for (const [initialCode, sensitive] of [
    ['30421', false],
    ['30503', true],
  ] as const)
    expect(read('IncidentMerged', { ...merging, initialCode })).toMatchObject({ initialCode, sensitive });
});

test('the board shows it open again, and every moment as it was then', () => {
  const reclassify: Command<'ReclassifyIncident'> = {
    ...{ type: 'ReclassifyIncident', finalCode: '30422', validFrom: null, reason: 'CODING_ERROR' },
    ...{ victims: null, authorisedBy: 'a', at: at('22:05:00') },
  };
  const history = [report, close('22:00:00'), reclassify, reopen('22:10:00')] as const;
  const rowAfter = (...commands: CommandOf<typeof incident>[]) =>
    projected(incidentBoard, eventsOf(incident, id, recordedBy(...commands), executed)).get(id)!;
  const open = rowAfter(...history);
  expect(open).toMatchObject({
    status: 'REPORTED',
    open: true,
    closedAt: null,
    outcome: null,
    finalCode: null,
  });
  const closedAgain = rowAfter(...history, close('23:00:00'));
  expect(closedAgain).toMatchObject({ status: 'CLOSED', finalCnie: '30421', reclassifications: [] });
  for (const row of [open, closedAgain]) {
    expect(incidentValidAt(row, at('21:30:00').ms)).toMatchObject({ status: 'REPORTED', reopenings: [] });
    expect(incidentValidAt(row, at('22:06:00').ms)).toMatchObject({ status: 'CLOSED', finalCnie: '30422' });
    expect(incidentValidAt(row, at('22:30:00').ms)).toMatchObject({ status: 'REPORTED', outcome: null });
  }
  expect(incidentValidAt(closedAgain, at('23:30:00').ms)).toMatchObject({
    status: 'CLOSED',
    finalCnie: '30421',
  });
});

test('a moment at which it was closed, or merged, knows nothing of a later merge or closing', () => {
  const into = idFor('09', 'incident', 2);
  const survivor = { code: '30421', open: true, exercise: false, reportedAt: at('21:00:00') };
  const merge = (time: string): Command<'MergeIncidents'> => ({
    ...{ type: 'MergeIncidents', survivorId: into, survivor, calls: 0, at: at(time) },
    holdsGuarded: false,
    brought: [],
  });
  const revert: Command<'RevertMerge'> = { type: 'RevertMerge', survivorMerged: false, at: at('21:20:00') };
  const known = (time: string, ...commands: CommandOf<typeof incident>[]) => {
    const events = eventsOf(incident, id, recordedBy(report, ...commands), executed);
    return incidentValidAt(projected(incidentBoard, events).get(id)!, at(time).ms);
  };
  const over = [close('21:10:00'), reopen('21:20:00'), merge('21:30:00')];
  expect(known('21:15:00', ...over)).toMatchObject({
    outcome: 'RESOLVED',
    finalCnie: '30421',
    mergedInto: null,
  });
  expect(known('21:35:00', ...over)).toMatchObject({
    outcome: 'DUPLICATE',
    finalCnie: null,
    mergedInto: into,
  });
  const apart = [merge('21:10:00'), revert, close('22:00:00', '30422')];
  expect(known('21:15:00', ...apart)).toMatchObject({
    ...{ outcome: 'DUPLICATE', mergedInto: into, finalCode: null, finalCnie: null },
  });
  expect(known('22:00:00', ...apart)).toMatchObject({
    outcome: 'RESOLVED',
    mergedInto: null,
    finalCnie: '30422',
  });
  const reclassify: Command<'ReclassifyIncident'> = {
    ...{ type: 'ReclassifyIncident', finalCode: '30421', validFrom: at('21:12:00'), reason: 'CODING_ERROR' },
    ...{ victims: null, authorisedBy: 'a', at: at('22:05:00') },
  };
  // A code applies from the moment that was decided, whatever the incident was then.
  expect(known('21:15:00', ...apart, reclassify)).toMatchObject({ mergedInto: into, finalCnie: '30421' });
  expect(known('21:11:00', ...apart, reclassify)).toMatchObject({ mergedInto: into, finalCnie: null });
});
