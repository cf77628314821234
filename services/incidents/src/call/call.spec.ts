import { type CommandOf, decode, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import type { CallEvent, Suggestion } from './call-events.ts';
import { call, CLASSIFICATIONS_MAX } from './call.ts';
import { CALLS_PER_INCIDENT_MAX } from './linking.ts';

type CallCommand = CommandOf<typeof call>;

const callId = idFor('19', 'call', 1);
const incidentId = idFor('19', 'incident', 1);
const other = idFor('19', 'incident', 2);
const startedAt = parseDateTime('2026-11-14T21:37:05-06:00');

/** The operator records it a minute after the call began. */
const at = parseDateTime('2026-11-14T21:38:05-06:00');

const where = { c2Id: null, municipality: '19039', centre: null } as const;
const facts = { channel: '911', ...where, startedAt, answeredAt: null, caller: null } as const;
const receive: Extract<CallCommand, { type: 'ReceiveCall' }> = { type: 'ReceiveCall', ...facts, at };
const received: Extract<CallEvent, { type: 'CallReceived' }> = { type: 'CallReceived', ...facts };
const classify = (code: string, reported = false): CallCommand => ({
  ...{ type: 'ClassifyCall', code, reported, at },
});
const classified = (code: string, proper = true, closes = false): CallEvent => {
  return { type: 'CallClassified', code, catalogueVersion: '3.0', proper, closes };
};
const abandon: CallCommand = { type: 'AbandonCall', at };
const abandoned: CallEvent = { type: 'CallAbandoned', abandonedAt: at };
const stands = {
  ...{ code: '30202', sensitive: false, exercise: false, closedAt: null, calls: 1, merged: false },
};
type Link = Extract<CallCommand, { type: 'LinkDuplicate' }>;
const link = (rule: Link['rule'] = 'OPERATOR', incident: Partial<Link['incident']> = {}): Link => {
  return { type: 'LinkDuplicate', callId, incidentId, rule, incident: { ...stands, ...incident }, at };
};
const linked = (score: number | null = null): CallEvent => {
  const rule = score === null ? 'OPERATOR' : 'PROPOSED';
  return { type: 'CallLinkedToIncident', callId, incidentId, rule, score, linkedAt: at };
};
const suggestion: Suggestion = {
  ...{ incidentId, score: 0.91, distanceMetres: 58, secondsApart: 115 },
  reasons: ['SAME_SUBTYPE', 'NEARBY', 'MINUTES_APART'],
};
const suggested: CallEvent = { type: 'DuplicatesSuggested', suggestions: [suggestion], suggestedAt: at };
const reported: CallEvent = { type: 'CallReported', incidentId, reportedAt: at };
const shots = [received, classified('30202')];

test('a call is received once', () => {
  given(call, []).when(receive).expects([received]);
  given(call, [received]).when(receive).expects('AlreadyReceived');
});

test('a classification that did not say its catalogue is of the one that was in force while it was written', () => {
  const data = { code: '30202', proper: true, closes: false };
  expect(decode(call.events, { type: 'CallClassified', version: 1, data })).toEqual(classified('30202'));
});

test('a transfer recorded when each told its centre is read as it was', () => {
  const data = {
    ...{ fromC2Id: null, toC2Id: idFor('19', 'c2', 'Monterrey'), toEntity: null, toMunicipality: null },
    transferredAt: at,
  };
  const read = decode(call.events, { type: 'CallTransferred', version: 1, data });
  expect(read).toMatchObject({ type: 'CallTransferred', toC2Id: data.toC2Id });
});

test('a call began when it is reported, if nothing else is said', () =>
  given(call, [])
    .when({ ...receive, startedAt: null })
    .expects([{ ...received, startedAt: at }]));

test('no command on a call dates from before it began, as far as clocks can tell', () => {
  const early = (ms: number) => ({ ...startedAt, ms: startedAt.ms - ms });
  given(call, [received])
    .when({ ...abandon, at: early(120_001) })
    .expects('BeforeCall');
  given(call, [received])
    .when({ ...abandon, at: early(120_000) })
    .expects([{ ...abandoned, abandonedAt: early(120_000) }]);
  given(call, [...shots, reported])
    .when({ type: 'UnlinkCall', reason: 'OTHER_EVENT', at: early(120_001) })
    .expects('BeforeCall');
});

test('no place is kept of an anonymous report', () => {
  given(call, [])
    .when({ ...receive, channel: '089' })
    .expects('PlaceOnAnonymousCall');
  const anonymous = { channel: '089', municipality: null } as const;
  given(call, [])
    .when({ ...receive, ...anonymous })
    .expects([{ ...received, ...anonymous }]);
});

test('BR-I1: types 6 and 7 close a call without an incident', () => {
  given(call, [received])
    .when(classify('70104'))
    .expects([classified('70104', false, true)]);
  given(call, [received, classified('70104', false, true)])
    .when(classify('30421'))
    .expects('CallClosed');
  given(call, [received, classified('70104', false, true)])
    .when(link())
    .expects('CallClosed');
});

test('a call about an incident already reported waits for its link', () => {
  const told = classified('60205', false, false);
  given(call, [received]).when(classify('60205')).expects([told]);
  given(call, [received, told]).when(link()).expects([linked()]);
});

test('an open call may be reclassified, and the same code again changes nothing', () => {
  given(call, [received, classified('30904')])
    .when(classify('30421'))
    .expects([classified('30421')]);
  given(call, [received, classified('30421')])
    .when(classify('30421'))
    .expects([]);
});

test('a linked call stays linked whatever it is called', () => {
  const history = [received, linked()];
  given(call, history)
    .when(classify('60205'))
    .expects([classified('60205', false, false)]);
  given(call, history)
    .when(classify('70104'))
    .expects([classified('70104', false, false)]);
  given(call, [...history, classified('70104', false, false)])
    .when(link())
    .expects([]);
});

test('a call from which an incident was reported a moment ago is not closed by its code', () =>
  given(call, [received])
    .when(classify('70104', true))
    .expects([classified('70104', false, false)]));

test('a code that is not in the catalogue is refused', () =>
  given(call, [received]).when(classify('99999')).expects('UnknownCode'));

test('an abandoned call is over', () => {
  given(call, [received]).when(abandon).expects([abandoned]);
  given(call, [received, abandoned]).when(abandon).expects([]);
  given(call, [received, abandoned]).when(classify('30421')).expects('CallAbandoned');
  given(call, [received, abandoned]).when(link()).expects('CallAbandoned');
});

test('A5: a call is reported, linked or closed once, and a person may take that back', () => {
  given(call, [received]).when({ type: 'NoteCallReported', incidentId, at }).expects([reported]);
  for (const history of [
    [received, linked()],
    [received, reported],
  ]) {
    given(call, history).when(link()).expects([]);
    given(call, history)
      .when({ ...link(), incidentId: other })
      .expects('AlreadyLinked');
    given(call, history).when(abandon).expects('CallHasIncident');
    given(call, history).when({ type: 'NoteCallReported', incidentId: other, at }).expects([]);
  }
  const unlink: CallCommand = { type: 'UnlinkCall', reason: 'OTHER_EVENT', at };
  const unlinked = { type: 'CallUnlinked', incidentId, reason: 'OTHER_EVENT', unlinkedAt: at } as const;
  given(call, [received, reported])
    .when(unlink)
    .expects([{ ...unlinked, linkedAt: null, duplicate: false }]);
  given(call, [received, linked()])
    .when(unlink)
    .expects([{ ...unlinked, linkedAt: at, duplicate: true }]);
  given(call, [received]).when(unlink).expects('CallHasNoIncident');
  given(call, [received, reported, { ...unlinked, linkedAt: null, duplicate: false }])
    .when(abandon)
    .expects([abandoned]);
});

test('A5: a call from which an incident was reported is reported, even if somebody ended it at the same moment', () => {
  const note: CallCommand = { type: 'NoteCallReported', incidentId, at };
  const turned: CallEvent = {
    ...{ type: 'CallTransferred', fromC2Id: null, toC2Id: idFor('28', 'c2', 1), toEntity: '28' },
    ...{ toMunicipality: null, transferredAt: at },
  };
  for (const ending of [abandoned, turned, classified('70104', false, true)]) {
    given(call, [received, ending]).when(note).expects([reported]);
    given(call, [received, ending, reported]).when(note).expects([]);
    given(call, [received, ending, reported]).when(abandon).expects('CallHasIncident');
  }
  given(call, []).when(note).expects([]);
});

test('B4: a link as suggested needs the suggestion that was recorded; its score is the one recorded', () => {
  given(call, shots).when(link('PROPOSED')).expects('NotSuggested');
  given(call, [...shots, suggested])
    .when(link('PROPOSED'))
    .expects([linked(0.91)]);
  const refused: CallEvent = { type: 'DuplicateRefused', incidentId, reason: 'OTHER_PEOPLE', refusedAt: at };
  given(call, [...shots, suggested])
    .when({ type: 'RefuseDuplicate', incidentId, reason: 'OTHER_PEOPLE', at })
    .expects([refused]);
  given(call, [...shots, suggested, refused])
    .when(link('PROPOSED'))
    .expects('NotSuggested');
  given(call, [...shots, suggested, refused])
    .when({ type: 'SuggestDuplicates', suggestions: [suggestion], at })
    .expects([]);
});

test('B4: a suggestion is checked again when it is linked', () => {
  const before = parseDateTime('2026-11-14T21:30:00-06:00');
  for (const [rule, incident, code] of [
    ['PROPOSED', { exercise: true }, 'DrillApart'],
    ['OPERATOR', { exercise: true }, 'DrillApart'],
    ['PROPOSED', { closedAt: at }, 'AlreadyClosed'],
    ['OPERATOR', { closedAt: before }, 'AlreadyClosed'],
    ['PROPOSED', { code: '30421' }, 'OtherKind'],
    ['OPERATOR', { code: '10209' }, 'OtherKind'],
    ['PROPOSED', { sensitive: true }, 'SensitiveKind'],
    ['PROPOSED', { merged: true, closedAt: at }, 'IncidentMerged'],
    ['OPERATOR', { merged: true, closedAt: at }, 'IncidentMerged'],
  ] as const) {
    given(call, [...shots, suggested])
      .when(link(rule, incident))
      .expects(code);
  }
  // The call came while the incident was open, and was recorded after it closed.
  given(call, shots)
    .when(link('OPERATOR', { closedAt: at }))
    .expects([linked()]);
});

test('family violence is never linked by suggestion', () => {
  const domestic = { code: '30502', sensitive: true };
  given(call, [received, classified('30502')])
    .when(link('PROPOSED', domestic))
    .expects('SensitiveKind');
  given(call, [received, classified('30502')])
    .when({ type: 'SuggestDuplicates', suggestions: [suggestion], at })
    .expects('SensitiveKind');
  given(call, [received, classified('30502')])
    .when(link('OPERATOR', domestic))
    .expects([linked()]);
});

test('it is answered once, after it began', () => {
  const answer: CallCommand = { type: 'AnswerCall', at };
  const answered: CallEvent = { type: 'CallAnswered', answeredAt: at };
  given(call, [received]).when(answer).expects([answered]);
  given(call, [received, answered]).when(answer).expects([]);
  const early = parseDateTime('2026-11-14T21:37:00-06:00');
  given(call, [received])
    .when({ ...answer, at: early })
    .expects('AnsweredBeforeStarted');
  given(call, [])
    .when({ ...receive, answeredAt: early })
    .expects('AnsweredBeforeStarted');
});

test('a caller who hung up is called back: if reached, the call is open again; an anonymous caller cannot be', () => {
  const back = (reached: boolean): CallCommand => ({ type: 'CallBack', reached, at });
  const called = (reached: boolean): CallEvent => ({ type: 'CallerCalledBack', reached, calledBackAt: at });
  given(call, [received]).when(back(true)).expects('CallNotAbandoned');
  given(call, [received, abandoned])
    .when(back(false))
    .expects([called(false)]);
  given(call, [received, abandoned, called(false)])
    .when(classify('30421'))
    .expects('CallAbandoned');
  given(call, [received, abandoned, called(true)])
    .when(classify('30421'))
    .expects([classified('30421')]);
  const anonymous: CallEvent = { ...received, channel: '089', municipality: null };
  given(call, [anonymous, abandoned]).when(back(true)).expects('AnonymousCaller');
});

test('transferred within the entity it stays open, to another entity it is over until it is returned', () => {
  const toC2Id = idFor('19', 'c2', 'Monterrey');
  const turn = (toEntity: string | null): CallCommand => {
    return { type: 'TransferCall', toC2Id, toMunicipality: null, toEntity, at };
  };
  const turned = (toEntity: string | null): CallEvent => ({
    ...{ type: 'CallTransferred', fromC2Id: null, toC2Id, toEntity, toMunicipality: null, transferredAt: at },
  });
  given(call, [received])
    .when(turn(null))
    .expects([turned(null)]);
  given(call, [received, turned(null)])
    .when(classify('30421'))
    .expects([classified('30421')]);
  given(call, [received, turned(null)])
    .when(turn(null))
    .expects('AlreadyThere');
  given(call, [received, turned('28')])
    .when(classify('30421'))
    .expects('CallTransferred');
  const toPlace = { toC2Id: null, toMunicipality: '19039', toEntity: null } as const;
  given(call, [received])
    .when({ type: 'TransferCall', ...toPlace, at })
    .expects([{ type: 'CallTransferred', fromC2Id: null, ...toPlace, transferredAt: at }]);
  const reopened: CallEvent = { type: 'CallReopened', reason: 'TRANSFER_RETURNED', reopenedAt: at };
  given(call, [received, turned('28')])
    .when({ type: 'ReopenCall', reason: 'TRANSFER_RETURNED', at })
    .expects([reopened]);
  given(call, [received, turned('28'), reopened])
    .when(classify('30421'))
    .expects([classified('30421')]);
});

test('a call that was closed wrongly is reopened, and may be closed again in the same way', () => {
  const closing = classified('70104', false, true);
  const reopened: CallEvent = { type: 'CallReopened', reason: 'WRONGLY_CLASSIFIED', reopenedAt: at };
  given(call, [received, closing])
    .when({ type: 'ReopenCall', reason: 'WRONGLY_CLASSIFIED', at })
    .expects([reopened]);
  given(call, [received, closing, reopened]).when(classify('70104')).expects([closing]);
  given(call, [received])
    .when({ type: 'ReopenCall', reason: 'WRONGLY_CLASSIFIED', at })
    .expects('CallNotOver');
});

test('a cell is kept coarsely, and not for anonymous calls or sensitive kinds', () => {
  const cell = { point: { lon: -100.31634, lat: 25.67149 }, radiusMetres: 500 };
  const locate: CallCommand = { type: 'LocateCall', municipality: null, cell, at };
  const located: CallEvent = {
    ...{ type: 'CallLocated', municipality: '19039', locatedAt: at },
    cell: { point: { lon: -100.316, lat: 25.671 }, radiusMetres: 500 },
  };
  given(call, [received]).when(locate).expects([located]);
  given(call, [received, located]).when(locate).expects([]);
  given(call, [received, classified('30502')])
    .when(locate)
    .expects('SensitivePlace');
  const anonymous: CallEvent = { ...received, channel: '089', municipality: null };
  given(call, [anonymous]).when(locate).expects('PlaceOnAnonymousCall');
});

test('a call that was never received cannot be classified, abandoned or linked', () => {
  for (const command of [classify('30421'), abandon, link()]) {
    given(call, []).when(command).expects('CallNotFound');
  }
});

test('M6: the number of calls about one incident is limited', () => {
  given(call, shots)
    .when(link('OPERATOR', { calls: CALLS_PER_INCIDENT_MAX - 1 }))
    .expects([linked()]);
  given(call, shots)
    .when(link('OPERATOR', { calls: CALLS_PER_INCIDENT_MAX }))
    .expects('TooManyCalls');
});

test('M5, R19: a call is classified a limited number of times', () => {
  const codes = ['30421', '31112'];
  const history = Array.from({ length: CLASSIFICATIONS_MAX }, (_, n) => classified(codes[n % 2]!));
  given(call, [received, ...history.slice(1)])
    .when(classify('30501'))
    .expects([classified('30501')]);
  given(call, [received, ...history])
    .when(classify('30501'))
    .expects('TooManyClassifications');
});
