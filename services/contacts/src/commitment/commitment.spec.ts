import fc from 'fast-check';
import { type CommandOf, decode, encode, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given, projected, eventsOf } from '@proximidad/testing/domain';
import { runs } from '@proximidad/testing/sizes';
import { commitmentBoard } from './commitment-board.ts';
import {
  commitment,
  CommitmentBrokenReason,
  type CommitmentEvent,
  CommitmentMoveReason,
} from './commitment.ts';

type CommitmentCommand = CommandOf<typeof commitment>;

const on = (text: string) => parseDateTime(text);
const DAY_MS = 86_400_000;
const beatId = idFor('15', 'beat', 'NEZ-4');
const officerId = idFor('15', 'officer', '7f3a');
const place = { municipality: '15058', beatId, contactId: null };
const madeAt = on('2026-11-14T18:00:00-06:00');
const dueAt = on('2026-11-29T00:00:00-06:00');

/** ST-2: three street lamps, by 28 November. */
const lamps = { kind: 'SERVICE', owedBy: 'MUNICIPALITY', topic: '40103', officerId, dueAt } as const;
const make = { type: 'MakeCommitment', ...lamps, place, at: madeAt } satisfies CommitmentCommand;
const made = { type: 'CommitmentMade', ...lamps, ...place, madeAt } satisfies CommitmentEvent;
const overdue = { type: 'CommitmentOverdue', dueAt } satisfies CommitmentEvent;
const later = on('2026-12-06T00:00:00-06:00');
const move = {
  type: 'MoveCommitment',
  ...{ dueAt: later, reason: 'WAITING_FOR_OTHERS', at: on('2026-11-27T10:00:00-06:00') },
} satisfies CommitmentCommand;
const moved = {
  type: 'CommitmentMoved',
  ...{ dueAt: later, reason: 'WAITING_FOR_OTHERS', movedAt: move.at },
} satisfies CommitmentEvent;
const keep = { type: 'KeepCommitment', at: on('2026-11-20T12:00:00-06:00') } satisfies CommitmentCommand;
const kept = { type: 'CommitmentKept', keptAt: keep.at } satisfies CommitmentEvent;
const note = { type: 'NoteCommitmentOverdue', at: dueAt } satisfies CommitmentCommand;

describe('what was promised', () => {
  test('is recorded with its term and who has to keep it, without the citizens (ST-2)', () => {
    given(commitment, []).when(make).expects([made]);
    given(commitment, [made]).when(make).expects('AlreadyRegistered');
  });

  test('is given by an officer of the state or of the federation, and of no other state (BR-A1)', () => {
    given(commitment, [])
      .when({ ...make, officerId: idFor('09', 'officer', '7f3a') })
      .expects('OutsideEntity');
    const federal = { officerId: idFor('00', 'officer', '7f3a') };
    given(commitment, [])
      .when({ ...make, ...federal })
      .expects([{ ...made, ...federal }]);
  });

  test('has a term that comes after the promise, and within a year', () => {
    given(commitment, [])
      .when({ ...make, dueAt: madeAt })
      .expects('TermNotLater');
    given(commitment, [])
      .when({ ...make, dueAt: { ...dueAt, ms: madeAt.ms + 366 * DAY_MS } })
      .expects([{ ...made, dueAt: { ...dueAt, ms: madeAt.ms + 366 * DAY_MS } }]);
    given(commitment, [])
      .when({ ...make, dueAt: { ...dueAt, ms: madeAt.ms + 366 * DAY_MS + 1 } })
      .expects('TermTooFar');
  });

  test('is moved to a later term with its reason, five times at most', () => {
    given(commitment, [made]).when(move).expects([moved]);
    given(commitment, [made])
      .when({ ...move, dueAt })
      .expects('TermNotLater');
    given(commitment, [made])
      .when({ ...move, dueAt: { ...later, ms: move.at.ms + 367 * DAY_MS } })
      .expects('TermTooFar');
    const often = Array.from({ length: 5 }, (_, n) => ({ ...moved, dueAt: { ...later, ms: later.ms - n } }));
    given(commitment, [made, ...often.toReversed()])
      .when({ ...move, dueAt: { ...later, ms: later.ms + 1 } })
      .expects('TooManyTerms');
  });

  test('BR-C8: a term recorded by mistake is put right by an earlier one, and is no postponement', () => {
    const right = { ...move, reason: 'RECORDED_BY_MISTAKE', dueAt } satisfies CommitmentCommand;
    const corrected = (term = dueAt) => ({ ...moved, reason: 'RECORDED_BY_MISTAKE', dueAt: term }) as const;
    const ms = (term: number) => ({ ...dueAt, ms: term });
    given(commitment, [made, moved]).when(right).expects([corrected()]);
    // The term that was given with it may have been the mistake, and the right one may have passed.
    for (const term of [ms(madeAt.ms + 1), ms(move.at.ms), ms(later.ms - 1)])
      given(commitment, [made, moved])
        .when({ ...right, dueAt: term })
        .expects([corrected(term)]);
    for (const term of [madeAt, later, ms(later.ms + 1)])
      given(commitment, [made, moved])
        .when({ ...right, dueAt: term })
        .expects('TermNotEarlier');
    const often = Array.from({ length: 5 }, () => [moved, corrected()] as const).flat();
    given(commitment, [made, ...often])
      .when(move)
      .expects([moved]);
    given(commitment, [made, ...often, moved])
      .when(right)
      .expects('RecordFull');
    given(commitment, [made, kept]).when(right).expects('AlreadyEnded');
    given(commitment, [made, moved, corrected()]).when(note).expects([overdue]);
    given(commitment, [made, overdue, moved, corrected()]).when(note).expects([]);
    const id = idFor('15', 'commitment', 1);
    const rowAfter = (...events: CommitmentEvent[]) =>
      projected(commitmentBoard, eventsOf(commitment, id, events)).get(id);
    const owed = { dueAt, firstDueAt: dueAt, moves: 0, movedBecause: 'RECORDED_BY_MISTAKE' };
    expect(rowAfter(made, moved, corrected())).toMatchObject({ ...owed, status: 'MADE' });
    // That it had passed is on the record, and is not recorded again.
    expect(rowAfter(made, overdue, moved, corrected())).toMatchObject({ ...owed, status: 'OVERDUE' });
    const between = ms(later.ms - 1);
    expect(rowAfter(made, moved, corrected(between))).toMatchObject({
      ...owed,
      ...{ dueAt: between, moves: 1 },
    });
    const first = ms(dueAt.ms - 1);
    expect(rowAfter(made, moved, corrected(first))).toMatchObject({
      ...owed,
      ...{ dueAt: first, firstDueAt: first },
    });
  });

  test('BR-C8: a commitment recorded by mistake as kept, or as not to be kept, is owed again by its term, at most five times', () => {
    const at = on('2026-11-21T09:00:00-06:00');
    const reopen = { type: 'ReopenCommitment', reason: 'FOUND_NOT_KEPT', at } satisfies CommitmentCommand;
    const reopened = {
      ...{ type: 'CommitmentReopened', reason: 'FOUND_NOT_KEPT', reopenedAt: at },
    } satisfies CommitmentEvent;
    const broken = {
      type: 'CommitmentBroken',
      reason: 'NO_MEANS',
      brokenAt: keep.at,
    } satisfies CommitmentEvent;
    given(commitment, [made, kept]).when(reopen).expects([reopened]);
    given(commitment, [made, broken]).when(reopen).expects([reopened]);
    given(commitment, []).when(reopen).expects('CommitmentNotFound');
    given(commitment, [made]).when(reopen).expects('CommitmentNotEnded');
    given(commitment, [made, kept, reopened]).when(reopen).expects('CommitmentNotEnded');
    given(commitment, [made, kept])
      .when({ ...reopen, at: madeAt })
      .expects('EndsBeforeStart');
    const often = Array.from({ length: 5 }, () => [kept, reopened] as const).flat();
    given(commitment, [made, ...often, kept])
      .when(reopen)
      .expects('RecordFull');
    given(commitment, [made, overdue, kept, reopened]).when(note).expects([]);
    const id = idFor('15', 'commitment', 1);
    const rowAfter = (...events: CommitmentEvent[]) =>
      projected(commitmentBoard, eventsOf(commitment, id, events)).get(id);
    const owed = {
      brokenBecause: null,
      endedAt: null,
      endedBy: null,
      reopenedBecause: 'FOUND_NOT_KEPT',
      dueAt,
    };
    expect(rowAfter(made, broken, reopened)).toMatchObject({ ...owed, status: 'MADE' });
    expect(rowAfter(made, overdue, kept, reopened)).toMatchObject({ ...owed, status: 'OVERDUE' });
  });

  test('ends once: it is kept, overdue or not, or reported as not to be kept', () => {
    given(commitment, [made]).when(keep).expects([kept]);
    given(commitment, [made, overdue]).when(keep).expects([kept]);
    const broken = { type: 'BreakCommitment', reason: 'OTHERS_DID_NOT', at: keep.at } as const;
    given(commitment, [made])
      .when(broken)
      .expects([{ type: 'CommitmentBroken', reason: 'OTHERS_DID_NOT', brokenAt: keep.at }]);
    for (const command of [keep, broken, move])
      given(commitment, [made, kept]).when(command).expects('AlreadyEnded');
  });

  test('what was never promised cannot be ended, nor ended before it was promised', () => {
    const before = on('2026-11-14T17:59:59-06:00');
    for (const command of [keep, move]) {
      given(commitment, []).when(command).expects('CommitmentNotFound');
      given(commitment, [made])
        .when({ ...command, at: before })
        .expects('EndsBeforeStart');
    }
    given(commitment, [made])
      .when({ type: 'BreakCommitment', reason: 'NOT_POSSIBLE', at: before })
      .expects('EndsBeforeStart');
  });
});

describe('time', () => {
  test('its term passes once, and not a millisecond earlier', () => {
    given(commitment, [made]).when(note).expects([overdue]);
    given(commitment, [made, overdue]).when(note).expects([]);
    given(commitment, [made])
      .when({ ...note, at: { ...dueAt, ms: dueAt.ms - 1 } })
      .expects('NotDueYet');
    given(commitment, [made, kept]).when(note).expects([]);
  });

  test('one that was moved is due by its new term', () => {
    given(commitment, [made, moved]).when(note).expects('NotDueYet');
    given(commitment, [made, overdue, moved])
      .when({ ...note, at: later })
      .expects([{ type: 'CommitmentOverdue', dueAt: later }]);
  });
});

test('a row shows both terms, how often it was moved and how it ended', () => {
  const id = idFor('15', 'commitment', 1);
  const rowOf = (...events: CommitmentEvent[]) =>
    projected(commitmentBoard, eventsOf(commitment, id, events)).get(id);
  expect(rowOf(made)).toMatchObject({ entity: '15', status: 'MADE', topicCode: '40103', firstDueAt: dueAt });
  expect(rowOf(made, overdue)).toMatchObject({ status: 'OVERDUE', moves: 0 });
  expect(rowOf(made, overdue, moved)).toMatchObject({
    ...{ status: 'MADE', moves: 1, movedBecause: 'WAITING_FOR_OTHERS' },
    ...{ firstDueAt: dueAt, dueAt: later },
  });
  expect(rowOf(made, kept)).toMatchObject({ status: 'KEPT', endedAt: keep.at, brokenBecause: null });
  const broken: CommitmentEvent = { type: 'CommitmentBroken', reason: 'NO_MEANS', brokenAt: keep.at };
  expect(rowOf(made, broken)).toMatchObject({ status: 'BROKEN', brokenBecause: 'NO_MEANS' });
  expect(rowOf(kept)).toBeUndefined();
});

const instant = fc
  .integer({ min: 0, max: 800 })
  .map((days) => ({ ms: madeAt.ms + days * DAY_MS, offsetMin: -360 }));
const anyCommand: fc.Arbitrary<CommitmentCommand> = fc.oneof(
  fc.record({ dueAt: instant, at: instant }).map((times) => ({ ...make, ...times })),
  fc.record({
    type: fc.constant('MoveCommitment' as const),
    reason: fc.constantFrom(...CommitmentMoveReason.options),
    ...{ dueAt: instant, at: instant },
  }),
  fc.record({ type: fc.constant('KeepCommitment' as const), at: instant }),
  fc.record({
    type: fc.constant('BreakCommitment' as const),
    reason: fc.constantFrom(...CommitmentBrokenReason.options),
    at: instant,
  }),
  fc.record({ type: fc.constant('NoteCommitmentOverdue' as const), at: instant }),
);

test('whatever is recorded, in any order: terms rise but for corrections, each passes once, and it ends at most once', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
      const log: CommitmentEvent[] = [];
      let state = commitment.initialState;
      for (const command of commands) {
        const decision = commitment.decide(state, command);
        if (!Array.isArray(decision)) continue;
        for (const event of decision as CommitmentEvent[]) {
          expect(decode(commitment.events, encode(commitment.events, event))).toEqual(event);
          log.push(event);
          state = commitment.evolve(state, event);
        }
      }
      const terms = log.flatMap((event) =>
        event.type === 'CommitmentMade' || event.type === 'CommitmentMoved' ? [event.dueAt.ms] : [],
      );
      const isCorrection = (index: number) => {
        const event = log.filter(({ type }) => type === 'CommitmentMade' || type === 'CommitmentMoved')[
          index
        ];
        return event?.type === 'CommitmentMoved' && event.reason === 'RECORDED_BY_MISTAKE';
      };
      for (const [index, term] of terms.entries())
        if (index > 0) expect(term < terms[index - 1]!).toBe(isCorrection(index));
      const passed = log.flatMap((event) => (event.type === 'CommitmentOverdue' ? [event.dueAt.ms] : []));
      expect(new Set(passed).size).toBe(passed.length);
      expect(passed.every((term) => terms.includes(term))).toBe(true);
      const ends = log.filter(({ type }) => type === 'CommitmentKept' || type === 'CommitmentBroken');
      expect(ends.length).toBeLessThanOrEqual(1);
      if (ends.length === 1) expect(log.at(-1)).toBe(ends[0]);
    }),
    runs(1_000),
  );
});
