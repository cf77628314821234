import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { dataRequest, type DataRequestEvent } from './data-request.ts';
import { dataRequests } from './data-requests.ts';

type Command<Type extends CommandOf<typeof dataRequest>['type']> = Extract<
  CommandOf<typeof dataRequest>,
  { readonly type: Type }
>;
const at = parseDateTime('2026-10-19T11:00:00-06:00');
/** 16 November, the third Monday, is a day of rest. */
const answerBy = parseDateTime('2026-11-17T23:59:59-06:00');
const entity = '09';
const subject = idFor('09', 'data-request-spec');
const receive: Command<'ReceiveDataRequest'> = {
  ...{ type: 'ReceiveDataRequest', right: 'CANCELLATION', folio: 'ARCO-2026-7', subjects: [subject] },
  ...{ entity, rests: [], at },
};
const received: DataRequestEvent = {
  ...{ type: 'DataRequestReceived', right: 'CANCELLATION', folio: 'ARCO-2026-7', subjects: [subject] },
  ...{ receivedAt: at, answerBy },
};
const extend: Command<'ExtendDataRequest'> = { type: 'ExtendDataRequest', entity, rests: [], at };
const extended: DataRequestEvent = {
  ...{ type: 'DataRequestExtended', extendedAt: at },
  answerBy: parseDateTime('2026-12-01T23:59:59-06:00'),
};
const resolve: Command<'ResolveDataRequest'> = {
  ...{ type: 'ResolveDataRequest', resolution: 'GRANTED', ground: null, subjects: [], entity, rests: [], at },
};
const effectBy = parseDateTime('2026-11-09T23:59:59-06:00');
const granted: DataRequestEvent = {
  ...{
    type: 'DataRequestResolved',
    resolution: 'GRANTED',
    ground: null,
    subjects: [],
    effectBy,
    resolvedAt: at,
  },
};
const partly: DataRequestEvent = { ...granted, resolution: 'PARTLY', ground: 'LEGAL_IMPEDIMENT' };
const fulfil: Command<'FulfilDataRequest'> = {
  ...{ type: 'FulfilDataRequest', erased: true, erasedButHeld: true, at },
};

test('a request is answered within twenty working days, ten more once, and done within fifteen', () => {
  given(dataRequest, []).when(receive).expects([received]);
  given(dataRequest, [received]).when(extend).expects([extended]);
  given(dataRequest, [received, extended]).when(extend).expects('RequestExtended');
  given(dataRequest, [received])
    .when({ ...extend, at: { ...answerBy, ms: answerBy.ms + 1 } })
    .expects('AnswerTermOver');
  given(dataRequest, [received]).when(resolve).expects([granted]);
  given(dataRequest, [received, granted]).when(resolve).expects('RequestAnswered');
});

test('what is refused says why; what is granted is done once those who asked to be erased are', () => {
  given(dataRequest, [received])
    .when({ ...resolve, resolution: 'REFUSED' })
    .expects('GroundNeeded');
  given(dataRequest, [received])
    .when({ ...resolve, ground: 'NOTHING_KEPT' })
    .expects('GroundNotExpected');
  given(dataRequest, [received]).when(fulfil).expects('RequestNotGranted');
  given(dataRequest, [received, granted])
    .when({ ...fulfil, erased: false })
    .expects('NotErasedYet');
  given(dataRequest, [received, granted])
    .when(fulfil)
    .expects([{ type: 'DataRequestFulfilled', fulfilledAt: at }]);
});

test('what is granted in part is done once the rest of the persons are held; what is granted in full is not', () => {
  const rest = { ...fulfil, erased: false };
  given(dataRequest, [received, granted]).when(rest).expects('NotErasedYet');
  given(dataRequest, [received, partly])
    .when(rest)
    .expects([{ type: 'DataRequestFulfilled', fulfilledAt: at }]);
  given(dataRequest, [received, partly])
    .when({ ...rest, erasedButHeld: false })
    .expects('NotErasedYet');
  given(dataRequest, [received, partly])
    .when({ ...fulfil, erasedButHeld: false })
    .expects([{ type: 'DataRequestFulfilled', fulfilledAt: at }]);
});

test('whoever is to be erased is named before that is granted: when it came in, or with the answer', () => {
  const unnamed = { ...received, subjects: [] } as DataRequestEvent;
  given(dataRequest, [unnamed]).when(resolve).expects('PersonsNeeded');
  given(dataRequest, [unnamed])
    .when({ ...resolve, resolution: 'PARTLY', ground: 'OTHERS_RIGHTS' })
    .expects('PersonsNeeded');
  given(dataRequest, [unnamed])
    .when({ ...resolve, resolution: 'REFUSED', ground: 'NOTHING_KEPT' })
    .expects([
      { ...granted, resolution: 'REFUSED', ground: 'NOTHING_KEPT', effectBy: null } as DataRequestEvent,
    ]);
  const named = { ...granted, subjects: [subject] } as DataRequestEvent;
  given(dataRequest, [unnamed])
    .when({ ...resolve, subjects: [subject] })
    .expects([named]);
  given(dataRequest, [{ ...unnamed, right: 'ACCESS' } as DataRequestEvent])
    .when(resolve)
    .expects([granted]);
  const another = idFor('09', 'data-request-spec', 'another');
  given(dataRequest, [received])
    .when({ ...resolve, subjects: [subject, another] })
    .expects([{ ...granted, subjects: [another] } as DataRequestEvent]);
  given(dataRequest, [received])
    .when({ ...resolve, subjects: [idFor('14', 'data-request-spec')] })
    .expects('OutsideEntity');
  const id = idFor('09', 'data-request-spec', 'named');
  const rows = projected(
    dataRequests,
    eventsOf(dataRequest, id, [received, { ...granted, subjects: [another] } as DataRequestEvent]),
  );
  expect(rows.get(id)!.subjects).toEqual([subject, another]);
});

test('nothing of a request is older than the request, nor what is done about it than the answer', () => {
  const before = { ...at, ms: at.ms - 1 };
  given(dataRequest, [received])
    .when({ ...extend, at: before })
    .expects('BeforeRequest');
  given(dataRequest, [received])
    .when({ ...resolve, at: before })
    .expects('BeforeRequest');
  given(dataRequest, [received, granted])
    .when({ ...fulfil, at: before })
    .expects('EndsBeforeStart');
});

test('a term that was missed is on the record, and one that was met is not', () => {
  const missed: Command<'NoteDataTermMissed'> = { type: 'NoteDataTermMissed', term: 'ANSWER', at: answerBy };
  given(dataRequest, [received])
    .when(missed)
    .expects([{ type: 'DataTermMissed', term: 'ANSWER', dueAt: answerBy }]);
  given(dataRequest, [received, granted]).when(missed).expects([]);
  given(dataRequest, [received, extended]).when(missed).expects([]);
});

describe('which terms were missed follows from when things were done, not from when that was told', () => {
  const id = idFor('09', 'data-request-spec', 'row');
  const noted = (term: 'ANSWER' | 'EFFECT', dueAt: typeof at): DataRequestEvent => ({
    ...{ type: 'DataTermMissed', term, dueAt },
  });
  const missedIn = (...events: readonly DataRequestEvent[]) =>
    projected(dataRequests, eventsOf(dataRequest, id, [received, ...events])).get(id)!.missed;
  const late = { ...granted, resolvedAt: { ...answerBy, ms: answerBy.ms + 1_000 } } as DataRequestEvent;
  const done = (ms: number): DataRequestEvent => ({
    ...{ type: 'DataRequestFulfilled', fulfilledAt: { ...effectBy, ms } },
  });

  test('an answer, an extension or what was granted, in time but told after the term was noted as missed', () => {
    expect(missedIn(noted('ANSWER', answerBy))).toEqual(['ANSWER']);
    expect(missedIn(noted('ANSWER', answerBy), granted)).toEqual([]);
    expect(missedIn(noted('ANSWER', answerBy), extended)).toEqual([]);
    expect(missedIn(granted, noted('EFFECT', effectBy), done(effectBy.ms))).toEqual([]);
  });

  test('an answer, or what was granted, too late but told before anybody noted the term', () => {
    expect(missedIn(late)).toEqual(['ANSWER']);
    expect(missedIn(noted('ANSWER', answerBy), late)).toEqual(['ANSWER']);
    expect(missedIn(granted, done(effectBy.ms + 1_000))).toEqual(['EFFECT']);
    expect(missedIn(late, noted('EFFECT', effectBy))).toEqual(['ANSWER', 'EFFECT']);
  });

  test('the longer term of an extension, once', () => {
    const { answerBy: longer } = extended as Extract<DataRequestEvent, { type: 'DataRequestExtended' }>;
    expect(missedIn(noted('ANSWER', answerBy), extended, noted('ANSWER', longer))).toEqual(['ANSWER']);
  });
});

describe('what was recorded by mistake is taken back, the last of it first', () => {
  const id = idFor('09', 'data-request-spec', 'reopened');
  const another = idFor('09', 'data-request-spec', 'another');
  const reopen: Command<'ReopenDataRequest'> = {
    ...{ type: 'ReopenDataRequest', reason: 'RECORDED_BY_MISTAKE', at },
  };
  const reopened: DataRequestEvent = {
    ...{ type: 'DataRequestReopened', reason: 'RECORDED_BY_MISTAKE', reopenedAt: at },
  };
  const refused = {
    ...{ ...granted, resolution: 'REFUSED', ground: 'LEGAL_IMPEDIMENT', effectBy: null },
  } as DataRequestEvent;
  const done: DataRequestEvent = { type: 'DataRequestFulfilled', fulfilledAt: at };
  const rowOf = (recordedAt: number, ...events: readonly DataRequestEvent[]) =>
    projected(dataRequests, eventsOf(dataRequest, id, [received, ...events], { recordedAt })).get(id)!;

  test('an answer: the request is to be answered by the term it had, for the persons it named', () => {
    given(dataRequest, []).when(reopen).expects('DataRequestNotFound');
    given(dataRequest, [received]).when(reopen).expects('RequestNotAnswered');
    given(dataRequest, [received, refused]).when(reopen).expects([reopened]);
    given(dataRequest, [received, refused])
      .when({ ...reopen, at: { ...at, ms: at.ms - 1 } })
      .expects('EndsBeforeStart');
    given(dataRequest, [received, refused, reopened]).when(reopen).expects('RequestNotAnswered');
    const named = { ...granted, subjects: [another] } as DataRequestEvent;
    given(dataRequest, [received, named, reopened])
      .when({ ...resolve, subjects: [another] })
      .expects([named]);
    given(dataRequest, [received, named, reopened]).when(fulfil).expects('RequestNotGranted');
    given(dataRequest, [received, extended, refused, reopened]).when(extend).expects('RequestExtended');
    expect(rowOf(at.ms, named, reopened)).toMatchObject({
      ...{ status: 'RECEIVED', resolution: null, ground: null, effectBy: null, subjects: [subject] },
      ...{ term: 'ANSWER', dueAt: answerBy, reopenedBecause: 'RECORDED_BY_MISTAKE' },
    });
  });

  test('that it was done: what was granted has to be done by the term it had', () => {
    given(dataRequest, [received, granted, done]).when(reopen).expects([reopened]);
    given(dataRequest, [received, granted, done, reopened]).when(fulfil).expects([done]);
    // The answer, too.
    given(dataRequest, [received, granted, done, reopened]).when(reopen).expects([reopened]);
    given(dataRequest, [received, granted, done, reopened, reopened]).when(resolve).expects([granted]);
    expect(rowOf(at.ms, granted, done, reopened)).toMatchObject({
      ...{ status: 'GRANTED', resolution: 'GRANTED', term: 'EFFECT', dueAt: effectBy, missed: [] },
    });
  });

  test('a term that is over when that is recorded was missed, until what was owed turns out to have been done in time', () => {
    const past = effectBy.ms + 1;
    expect(rowOf(past, granted, done, reopened)).toMatchObject({ dueAt: null, missed: ['EFFECT'] });
    expect(rowOf(past, granted, done, reopened, done)).toMatchObject({ status: 'FULFILLED', missed: [] });
    const late = answerBy.ms + 1;
    expect(rowOf(late, granted, reopened)).toMatchObject({ dueAt: null, missed: ['ANSWER'] });
    expect(rowOf(late, granted, reopened, refused)).toMatchObject({ status: 'REFUSED', missed: [] });
  });

  test('five times at most', () => {
    const often = Array.from({ length: 5 }, () => [refused, reopened]).flat();
    given(dataRequest, [received, ...often, refused])
      .when(reopen)
      .expects('RecordFull');
  });
});

test('a request belongs to the entity whose records it is about', () => {
  given(dataRequest, [])
    .when({ ...receive, subjects: [idFor('14', 'data-request-spec')] })
    .expects('OutsideEntity');
  given(dataRequest, []).when(extend).expects('DataRequestNotFound');
});

test('days of rest that the site declares are not working days of its terms, nor do they count for another entity', () => {
  const rests = [{ entity: '09', date: '2026-11-03', source: 'an agreement of the entity' }];
  const later = parseDateTime('2026-11-18T23:59:59-06:00');
  given(dataRequest, [])
    .when({ ...receive, rests })
    .expects([{ ...received, answerBy: later }]);
  given(dataRequest, [])
    .when({ ...receive, rests: [{ ...rests[0]!, entity: '14' }] })
    .expects([received]);
});
