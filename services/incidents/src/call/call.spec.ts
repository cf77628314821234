import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { call, CLASSIFICATIONS_MAX, type CallEvent } from './call.ts';

type CallCommand = CommandOf<typeof call>;

const callId = idFor('19', 'call', 1);
const incidentId = idFor('19', 'incident', 1);
const other = idFor('19', 'incident', 2);
const startedAt = parseDateTime('2026-11-14T21:37:05-06:00');

/** The operator writes it down a minute after the call began. */
const at = parseDateTime('2026-11-14T21:38:05-06:00');

const facts = { channel: '911', c2Id: null, municipality: '19039', startedAt } as const;
const receive: CallCommand = { type: 'ReceiveCall', ...facts, at };
const received: CallEvent = { type: 'CallReceived', ...facts };
const classify = (code: string): CallCommand => ({ type: 'ClassifyCall', code, at });
const classified = (code: string, proper = true, closes = false): CallEvent => {
  return { type: 'CallClassified', code, proper, closes };
};
const abandon: CallCommand = { type: 'AbandonCall', at };
const abandoned: CallEvent = { type: 'CallAbandoned', abandonedAt: at };
const link = (score: number | null, rule: 'PROPOSED' | 'OPERATOR' = 'PROPOSED'): CallCommand => {
  return { type: 'LinkDuplicate', callId, incidentId, rule, score, at };
};
const linked = (score: number | null, rule: 'PROPOSED' | 'OPERATOR' = 'PROPOSED'): CallEvent => {
  return { type: 'CallLinkedToIncident', callId, incidentId, rule, score };
};

test('a call is received once', () => {
  given(call, []).when(receive).expects([received]);
  given(call, [received]).when(receive).expects('AlreadyReceived');
});

test('a call began when it is told, if nothing else is said', () =>
  given(call, [])
    .when({ ...receive, startedAt: null })
    .expects([{ ...received, startedAt: at }]));

test('of an anonymous report no place is kept', () => {
  given(call, [])
    .when({ ...receive, channel: '089' })
    .expects('PlaceOnAnonymousCall');
  const anonymous = { channel: '089', municipality: null } as const;
  given(call, [])
    .when({ ...receive, ...anonymous })
    .expects([{ ...received, ...anonymous }]);
});

test('types 6 and 7 close a call without an incident', () => {
  given(call, [received])
    .when(classify('70104'))
    .expects([classified('70104', false, true)]);
  given(call, [received, classified('70104', false, true)])
    .when(classify('30421'))
    .expects('CallClosed');
  given(call, [received, classified('70104', false, true)])
    .when(link(0.9))
    .expects('CallClosed');
});

test('a call about an incident already reported waits for its link', () => {
  const executed = classified('60205', false, false);
  given(call, [received]).when(classify('60205')).expects([executed]);
  given(call, [received, executed])
    .when(link(0.8))
    .expects([linked(0.8)]);
});

test('an open call may be classified anew, and the same code again changes nothing', () => {
  given(call, [received, classified('30904')])
    .when(classify('30421'))
    .expects([classified('30421')]);
  given(call, [received, classified('30421')])
    .when(classify('30421'))
    .expects([]);
});

test('a linked call stays linked whatever it is called', () => {
  const history = [received, linked(0.8)];
  given(call, history)
    .when(classify('60205'))
    .expects([classified('60205', false, false)]);
  given(call, history)
    .when(classify('70104'))
    .expects([classified('70104', false, false)]);
  given(call, [...history, classified('70104', false, false)])
    .when(link(0.8))
    .expects([]);
});

test('a code that the catalogue does not hold is refused', () =>
  given(call, [received]).when(classify('99999')).expects('UnknownCode'));

test('an abandoned call is over', () => {
  given(call, [received]).when(abandon).expects([abandoned]);
  given(call, [received, abandoned]).when(abandon).expects([]);
  given(call, [received, abandoned]).when(classify('30421')).expects('CallAbandoned');
  given(call, [received, abandoned]).when(link(0.9)).expects('CallAbandoned');
});

test('a call is a duplicate of one incident only', () => {
  given(call, [received, linked(0.8)])
    .when(link(0.8))
    .expects([]);
  given(call, [received, linked(0.8)])
    .when({ type: 'LinkDuplicate', callId, incidentId: other, rule: 'OPERATOR', score: null, at })
    .expects('AlreadyLinked');
});

test('a proposed link needs a score of 0.7, an operator needs none', () => {
  given(call, [received]).when(link(0.69)).expects('ScoreTooLow');
  given(call, [received]).when(link(null)).expects('ScoreTooLow');
  given(call, [received])
    .when(link(null, 'OPERATOR'))
    .expects([linked(null, 'OPERATOR')]);
});

test('family violence is never linked by proposal', () => {
  given(call, [received, classified('30502')])
    .when(link(0.95))
    .expects('SensitiveKind');
  const known = linked(null, 'OPERATOR');
  given(call, [received, classified('30502')])
    .when(link(null, 'OPERATOR'))
    .expects([known]);
});

test('what never was received can be neither classified, abandoned nor linked', () => {
  for (const command of [classify('30421'), abandon, link(0.9)]) {
    given(call, []).when(command).expects('CallNotFound');
  }
});

test('M5: a call is classified a bounded number of times', () => {
  const codes = ['30421', '31112'];
  const history = Array.from({ length: CLASSIFICATIONS_MAX }, (_, n) => classified(codes[n % 2]!));
  given(call, [received, ...history.slice(1)])
    .when(classify('30501'))
    .expects([classified('30501')]);
  given(call, [received, ...history])
    .when(classify('30501'))
    .expects('TooManyClassifications');
});
