import { type AnyAggregate, decode, encode, idFor, isRejection } from '@proximidad/eventsourcing';
import { eventsOf, kindsOf, occurring, projected } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { beatOwner } from './beat-owner/beat-owner.ts';
import { owners, type OwnershipRow } from './beat-owner/owners.ts';
import { beatShift } from './beat-shift/beat-shift.ts';
import { beat } from './beat/beat.ts';
import { beatDemand } from './coverage/beat-demand.ts';
import { demands } from './coverage/demands.ts';
import { eligibility } from './eligibility/eligibility.ts';
import {
  isMistake,
  isPrimary,
  officerDuty,
  type OfficerDuty,
  REST_MIN_HOURS,
  SUPPORTS_MAX,
} from './officer-duty/officer-duty.ts';
import { plannedAction, type PlannedAction } from './planned-action/planned-action.ts';
import { ranking } from './ranking/ranking.ts';
import {
  beatCommand,
  beatDemandCommand,
  beatOwnerCommand,
  dutyCommand,
  eligibilityCommand,
  HOUR_MS,
  officerId,
  plannedActionCommand,
  type PlannedActionCommand,
  unitLogCommand,
} from './testing/any-command.ts';
import { foldOf, readable, recordedBy } from './testing/recorded.ts';
import { unitLog, type UnitLog } from './unit-log/unit-log.ts';
import { unit } from './unit/unit.ts';

const COMMANDS = { minLength: 1, maxLength: 40, size: 'medium' } as const;
const AGGREGATES: [string, AnyAggregate, fc.Arbitrary<{ readonly type: string }>][] = [
  ['a beat', beat, beatCommand],
  ['who owns a beat by name', beatOwner, beatOwnerCommand],
  ['what a beat asks for', beatDemand, beatDemandCommand],
  ['a unit’s day', unitLog, unitLogCommand],
  ['an officer’s year', officerDuty, dutyCommand],
  ['a planned action', plannedAction, plannedActionCommand],
  ['what is known of an officer', eligibility, eligibilityCommand],
];

test.each(AGGREGATES)(
  '%s: every command is accepted and every kind of fact recorded, so that what holds for all is tried on all',
  (_name, aggregate, command) => {
    const histories = fc.sample(fc.array(command, COMMANDS), { seed: 1, numRuns: 500 });
    expect(occurring(aggregate, histories)).toEqual(kindsOf(aggregate));
  },
);

test.each(AGGREGATES)(
  '%s: whatever is decided, what is recorded reads back as it was',
  (_name, aggregate, command) => {
    fc.assert(
      fc.property(fc.array(command, COMMANDS), (commands) => {
        let state: unknown = aggregate.initialState;
        for (const each of commands) {
          const decision = aggregate.decide(state, readable(aggregate, each));
          if (isRejection(decision)) continue;
          for (const event of decision) {
            const encoded = encode(aggregate.events, event);
            const stored = JSON.parse(JSON.stringify(encoded)) as typeof encoded;
            expect(decode(aggregate.events, stored)).toEqual(event);
            state = aggregate.evolve(state, event);
          }
        }
      }),
    );
  },
);

test.each(AGGREGATES)('%s: history is a fact, in any order', (_name, aggregate, command) => {
  fc.assert(
    fc.property(fc.array(command, COMMANDS), fc.infiniteStream(fc.nat()), (commands, dice) => {
      const events = recordedBy(aggregate, commands);
      const shuffled = events
        .map((event) => [dice.next().value as number, event] as const)
        .toSorted((a, b) => a[0] - b[0]);
      const fold = () =>
        shuffled.reduce((state, [, event]) => aggregate.evolve(state, event), aggregate.initialState);
      expect(fold).not.toThrow();
    }),
  );
});

test.each([beatShift, unit, ranking] as AnyAggregate[])(
  'what has one event folds it from any state',
  (aggregate) => {
    const [event] = Object.keys(aggregate.events);
    const once = aggregate.evolve(aggregate.initialState, { type: event } as never);
    expect(aggregate.evolve(once, { type: event } as never)).toEqual(once);
  },
);

test('an officer is never in two primary assignments at once, nor in more than two of support (BR-B1)', () => {
  fc.assert(
    fc.property(fc.array(dutyCommand, COMMANDS), (commands) => {
      const { assignments = [] } = foldOf(officerDuty, commands) as Partial<
        Extract<OfficerDuty, { period: 'open' }>
      >;
      for (const { startsAt } of assignments) {
        const running = assignments.filter(
          (each) => each.startsAt.ms <= startsAt.ms && startsAt.ms < each.endsAt.ms,
        );
        expect(running.filter(({ role }) => isPrimary(role)).length).toBeLessThanOrEqual(1);
        expect(running.filter(({ role }) => !isPrimary(role)).length).toBeLessThanOrEqual(SUPPORTS_MAX);
      }
    }),
  );
});

test('nobody is named owner of a beat twice at once, and a successor begins when the one before ends (BR-B13)', () => {
  fc.assert(
    fc.property(fc.array(beatOwnerCommand, COMMANDS), (commands) => {
      const events = recordedBy(beatOwner, commands);
      const id = idFor('09', 'beatowner', 0);
      const { tenures = [] } = (projected(owners, eventsOf(beatOwner, id, events)).get(id) ??
        {}) as Partial<OwnershipRow>;
      for (const [index, { officerId: of, from, until }] of tenures.entries()) {
        expect(until === null || from.ms < until.ms).toBe(true);
        const later = tenures.slice(index + 1).filter((other) => other.officerId === of);
        expect(later.every((other) => until !== null && until.ms <= other.from.ms)).toBe(true);
      }
      for (const event of events)
        if (event.type === 'BeatOwnerNamed' && event.inPlaceOf !== null)
          expect(tenures).toContainEqual(
            expect.objectContaining({ officerId: event.inPlaceOf, until: event.from, endReason: null }),
          );
    }),
  );
});

test('a beat has one demand at any moment, each until the next begins (BR-B14)', () => {
  fc.assert(
    fc.property(fc.array(beatDemandCommand, COMMANDS), (commands) => {
      const id = idFor('09', 'beatdemand', 0);
      const events = recordedBy(beatDemand, commands);
      const held = projected(demands, eventsOf(beatDemand, id, events)).get(id)?.demands ?? [];
      const ends = events.flatMap((event) => {
        if (event.type === 'DemandCarriedOver') return [];
        return event.type === 'DemandSet' ? event.from.ms : event.until.ms;
      });
      for (const [index, { from, until }] of held.entries()) {
        const next = held[index + 1];
        expect(until === null ? next : ends.includes(until.ms) && from.ms < until.ms).toBe(
          until === null ? undefined : true,
        );
        if (next) expect(until!.ms).toBeLessThanOrEqual(next.from.ms);
      }
    }),
  );
});

test('between two duties an officer rests (BR-B2)', () => {
  fc.assert(
    fc.property(fc.array(dutyCommand, COMMANDS), (commands) => {
      let ended = Number.NEGATIVE_INFINITY;
      for (const event of recordedBy(officerDuty, commands)) {
        if (event.type === 'OfficerDutyEnded' && !isMistake(event.reason)) ended = event.endedAt.ms;
        if (event.type === 'OfficerDutyResumed') expect(event.endedAt.ms).toBe(ended);
        if (event.type === 'OfficerDutyStarted') {
          expect(event.startedAt.ms - ended).toBeGreaterThanOrEqual(REST_MIN_HOURS * HOUR_MS);
        }
      }
    }),
  );
});

test('the status of a unit is the one reported last, by its own time', () => {
  fc.assert(
    fc.property(fc.array(unitLogCommand, COMMANDS), (commands) => {
      const events = recordedBy(unitLog, commands);
      const times = events.flatMap((event) => (event.type === 'UnitStatusChanged' ? [event.at.ms] : []));
      const state = foldOf(unitLog, commands) as UnitLog;
      if (state.period !== 'unopened' && times.length > 0) expect(state.since.ms).toBe(Math.max(0, ...times));
    }),
  );
});

test('a planned action never reaches a dead end: some command leads on from every state (BR-B20)', () => {
  fc.assert(
    fc.property(fc.array(plannedActionCommand, COMMANDS), (commands) => {
      const state = foldOf(plannedAction, commands) as PlannedAction;
      if (state.status === 'unplanned') return;
      const when = { at: state.from, now: state.from };
      const on = { ...when, reason: 'MISTAKE', officerId, onDuty: true, distanceMetres: 0 } as const;
      const types = ['ReportActionDone', 'UndoAction', 'CancelAction', 'ReinstateAction'] as const;
      const leading = types.filter(
        (type) => !isRejection(plannedAction.decide(state, { type, ...on } as PlannedActionCommand)),
      );
      expect(leading.length).toBeGreaterThan(0);
    }),
  );
});
