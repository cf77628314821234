import { type CommandOf, decode, encode, idFor, isRejection } from '@proximidad/eventsourcing';
import { basisOf, governingAt } from '@proximidad/contracts';
import { kindsOf, occurring } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { contactArea } from './contact-area/contact-area.ts';
import { contact, ContactOutcome, keptPoint } from './contact/contact.ts';
import { anySensitive } from './contact/topics.ts';
import { followUp, type FollowUpEvent } from './follow-up/follow-up.ts';
import { FollowUpOutcome } from './follow-up/words.ts';
import { FollowUpReopenReason } from './follow-up/reasons.ts';

const national = governingAt(() => undefined, { entity: '09' }, 0);
const { followUps, contacts } = national.profile;

type FollowUpCommand = CommandOf<typeof followUp>;

const CLOSED_MS = Date.UTC(2026, 10, 15, 4, 20);
const DAY_MS = 86_400_000;
const instant = fc
  .integer({ min: -2 * 86_400, max: 20 * 86_400 })
  .map((s) => ({ ms: CLOSED_MS + s * 1_000, offsetMin: -360 }));

const MODEL = { profileId: 'mx-mnpjc-proximidad', profileVersion: 1, territory: null };
const finalCode = fc.constantFrom('30421', '30503', '10209');
const closedAs = (code: string) => ({
  ...{ incidentId: idFor('09', 'incident', 1), municipality: '09007', beatId: null, finalCode: code },
  closedAt: { ms: CLOSED_MS, offsetMin: -360 },
  ...{ followUps, basis: basisOf(national, 'followUps') },
});

/** Few, so that what is taken back has been recorded. */
const tried = fc.constantFrom(1, 2).map((days) => ({ ms: CLOSED_MS + days * DAY_MS, offsetMin: -360 }));

const followUpCommand: fc.Arbitrary<FollowUpCommand> = fc.oneof(
  finalCode.map((code) => ({ type: 'RequestFollowUp' as const, ...closedAs(code) })),
  fc
    .tuple(finalCode, fc.boolean(), instant)
    .map(([code, owed, at]) => ({ type: 'CorrectFollowUp' as const, ...closedAs(code), owed, at })),
  { weight: 4, arbitrary: instant.map((at) => ({ type: 'RecordFollowUpAttempt' as const, at })) },
  { weight: 2, arbitrary: tried.map((at) => ({ type: 'RecordFollowUpAttempt' as const, at })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(tried, fc.oneof(instant, tried))
      .map(([attemptedAt, at]) => ({ type: 'RetractFollowUpAttempt' as const, attemptedAt, at })),
  },
  fc.record({
    type: fc.constant('ReopenFollowUp' as const),
    reason: fc.constantFrom(...FollowUpReopenReason.options),
    at: instant,
  }),
  fc.record({
    type: fc.constant('CompleteFollowUp' as const),
    outcome: fc.constantFrom(...FollowUpOutcome.options),
    at: instant,
  }),
  fc.record({
    type: fc.constant('WaiveFollowUp' as const),
    reason: fc.constant('VICTIM_ASKED' as const),
    at: instant,
  }),
  instant.map((at) => ({ type: 'MarkOverdue' as const, at })),
  instant.map((at) => ({ type: 'NoteReopened' as const, at })),
  instant.map((at) => ({ type: 'NoteVictimErased' as const, at })),
  instant.map((since) => ({ type: 'CarryOverFollowUp' as const, change: { from: MODEL, to: MODEL, since } })),
);

function run(commands: readonly FollowUpCommand[]): FollowUpEvent[] {
  const log: FollowUpEvent[] = [];
  let state = followUp.initialState;
  for (const command of commands) {
    const decision = followUp.decide(state, command);
    if (isRejection(decision)) continue;
    log.push(...decision);
    state = decision.reduce((folded, event) => followUp.evolve(folded, event), state);
  }
  return log;
}

test('every command is accepted and every kind of fact recorded, so that what holds for all is tried on all', () => {
  const histories = fc.sample(fc.array(followUpCommand, { maxLength: 30 }), { seed: 1, numRuns: 500 });
  expect(occurring(followUp, histories)).toEqual(kindsOf(followUp));
});

test('whatever is commanded on a follow-up, what it records can be read again', () => {
  fc.assert(
    fc.property(fc.array(followUpCommand, { maxLength: 30 }), (commands) => {
      for (const event of run(commands)) {
        expect(decode(followUp.events, encode(followUp.events, event))).toEqual(event);
      }
    }),
  );
});

test('a follow-up is requested once, overdue once for each due time, and an ending is taken back by whom it came from', () => {
  fc.assert(
    fc.property(fc.array(followUpCommand, { maxLength: 30 }), (commands) => {
      const log = run(commands);
      const requests = log.filter(({ type }) => type === 'FollowUpRequested');
      expect(requests).toEqual(log.slice(0, 1));
      const overdue = log.flatMap((event) => (event.type === 'FollowUpOverdue' ? [event.dueAt.ms] : []));
      expect(new Set(overdue).size).toBe(overdue.length);
      log.forEach((event, index) => {
        // By what the incident turned out to be it is owed, or not, if it is taken up again.
        const told = ['FollowUpMoved', 'FollowUpNoLongerOwed'];
        const after = log.slice(index + 1).find(({ type }) => !told.includes(type));
        if (event.type === 'FollowUpDone' && after) expect(after.type).toBe('FollowUpReopened');
        if (event.type === 'FollowUpWaived' && after) {
          const ofIncident = ['INCIDENT_CORRECTED', 'INCIDENT_REOPENED'].includes(event.reason);
          // What the incident ended, it brings back, unless nobody can be looked for any more.
          const erased = after.type === 'FollowUpWaived' && after.reason === 'VICTIM_DATA_ERASED';
          if (!ofIncident || !erased)
            expect(after.type).toBe(ofIncident ? 'FollowUpOwedAgain' : 'FollowUpReopened');
        }
      });
    }),
  );
});

test('nobody is not found before attempts on three days', () => {
  fc.assert(
    fc.property(fc.array(followUpCommand, { maxLength: 30 }), (commands) => {
      const log = run(commands);
      const attempts: string[] = [];
      for (const event of log) {
        if (event.type === 'FollowUpAttempted') attempts.push(event.localDate);
        if (event.type === 'FollowUpAttemptRetracted') attempts.splice(attempts.indexOf(event.localDate), 1);
        if (event.type !== 'FollowUpDone' || event.outcome !== 'NOT_FOUND') continue;
        expect(new Set(attempts).size).toBeGreaterThanOrEqual(3);
      }
    }),
  );
});

test('folding is total: any history in any order gives a state', () => {
  fc.assert(
    fc.property(
      fc.array(followUpCommand, { maxLength: 20 }),
      fc.infiniteStream(fc.nat()),
      (commands, dice) => {
        const shuffled = run(commands).toSorted(() => (dice.next().value! % 3) - 1);
        const state = shuffled.reduce(
          (folded, event) => followUp.evolve(folded, event),
          followUp.initialState,
        );
        expect(['unrequested', 'open', 'ended']).toContain(state.status);
      },
    ),
  );
});

test('no contact that is recorded carries a point it must not', () => {
  const command: fc.Arbitrary<Extract<CommandOf<typeof contact>, { type: 'RecordContact' }>> = fc
    .record({
      type: fc.constant('RecordContact' as const),
      kind: fc.constant(''),
      known: fc.constantFrom(...contacts.kinds),
      basis: fc.constant(basisOf(national, 'contacts.kinds')),
      outcome: fc.constantFrom(...ContactOutcome.options),
      place: fc.record({
        municipality: fc.constant('09007'),
        beatId: fc.constant(null),
        point: fc.option(
          fc.record({
            lon: fc.double({ min: -118, max: -86, noNaN: true }),
            lat: fc.double({ min: 14, max: 33, noNaN: true }),
          }),
          { nil: null },
        ),
      }),
      officerIds: fc.constant<string[]>([idFor('09', 'officer', 1)]),
      durationSeconds: fc.nat({ max: 3_600 }),
      topics: fc.subarray(['30503', '30903', '30414', '40103', 'PREVENCION'], { maxLength: 3 }),
      people: fc.record({ adults: fc.integer({ min: 1, max: 5 }), minors: fc.nat({ max: 5 }) }),
      at: instant,
    })
    .map((given) => {
      const people = given.outcome === 'NADIE' ? { adults: 0, minors: 0 } : given.people;
      return { ...given, people, kind: given.known.code };
    });
  fc.assert(
    fc.property(command, fc.boolean(), (executed, throughTheEdge) => {
      const { known, topics, place } = executed;
      const point = place.point && throughTheEdge ? keptPoint(known, topics, place.point) : place.point;
      const decision = contact.decide(contact.initialState, { ...executed, place: { ...place, point } });
      if (isRejection(decision)) return expect(throughTheEdge).toBe(false);
      const [event] = decision;
      if (event?.type !== 'ContactRecorded') throw new Error('not recorded');
      if (anySensitive(event.topicCodes)) expect(event.point).toBeNull();
      if (event.kind === 'VISITA' && event.point) {
        expect(Math.abs(event.point.lon * 1_000 - Math.round(event.point.lon * 1_000))).toBeLessThan(1e-6);
      }
    }),
  );
});

test('a boundary is noted in whatever order versions come, and the highest holds', () => {
  const note = (beatVersion: number): CommandOf<typeof contactArea> => ({
    type: 'NoteBoundary',
    beatId: idFor('09', 'beat', 1),
    code: 'IZP-6.1.4',
    edition: '2023',
    municipality: '09007',
    polygon: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    },
    beatVersion,
    validFrom: null,
  });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 }), (versions) => {
      const noted: number[] = [];
      let state = contactArea.initialState;
      for (const version of versions) {
        const decision = contactArea.decide(state, note(version));
        if (isRejection(decision)) throw new Error('a fact is never refused');
        for (const event of decision) {
          noted.push(event.beatVersion);
          state = contactArea.evolve(state, event);
        }
      }
      expect(noted.at(-1)).toBe(Math.max(...versions));
      expect(noted).toEqual([...new Set(noted)].toSorted((a, b) => a - b));
    }),
  );
});
