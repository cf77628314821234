import { modelProfiles } from '@proximidad/catalogues/profiles';
import { type CommandOf, idFor, type Instant, isRejection } from '@proximidad/eventsourcing';
import { eventsOf, kindsOf, occurring, projected } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { territories } from './phases.ts';
import {
  territoryPhase,
  type TerritoryPhase,
  type TerritoryPhaseEvent,
  territoryPhaseId,
} from './territory-phase.ts';

type Command = CommandOf<typeof territoryPhase>;
type Act = Exclude<Command, { type: 'CarryOverPhase' }>;
const rio = modelProfiles.find(({ country }) => country === 'BR')!;
const PHASES = rio.territory.phases.map(({ key }) => key);
const HOUR_MS = 3_600_000;
/** Between one command and the next, so that most come later than those before, and some do not. */
const HOURS_APART = 4;
const JITTER_HOURS = 9;
const COMMANDS_MAX = 40;
const LATEST_HOUR = COMMANDS_MAX * HOURS_APART + JITTER_HOURS;
const at = (hour: number): Instant => ({ ms: hour * HOUR_MS, offsetMin: -360 });
const beatId = idFor('20', 'beat', 1);
const found = {
  ...{ beatId, municipality: '20003', beatActive: true },
  governing: { profile: rio, certificationGate: 'BLOCK', territory: '20003' },
} as const;
const some = {
  at: fc.nat(JITTER_HOURS).map(at),
  phase: fc.constantFrom(...PHASES),
  exitCriteria: fc.subarray([...rio.kpis], { minLength: 1 }),
};

const change = {
  from: { profileId: 'mx-mnpjc-proximidad', profileVersion: 1, territory: null },
  ...{ to: { profileId: rio.profileId, profileVersion: 1, territory: '20003' }, since: at(0) },
};
const entering = fc.record(some).map((given): Act => ({
  ...{
    type: 'EnterPhase',
    ...found,
    ...given,
    lead: 'choque-20',
    met: [...rio.kpis],
    measured: [],
    advanceReason: null,
  },
}));
const regressing = fc.record(some).map((given): Act => ({
  ...{ type: 'RegressPhase', ...found, ...given, lead: 'choque-20', reason: 'VIOLENCE_RETURNED' },
}));
const closing = fc.record({ at: some.at }).map((given): Act => ({
  ...{ type: 'CloseTerritory', ...found, ...given, reason: 'EXTINGUISHED', absorbedBy: null },
}));
const history = fc
  .array(fc.oneof({ weight: 4, arbitrary: entering }, regressing, closing), {
    ...{ minLength: 1, maxLength: COMMANDS_MAX },
  })
  .map((commands) =>
    commands.flatMap((command, index): Command[] => {
      const when = at(index * HOURS_APART + command.at.ms / HOUR_MS);
      return [
        { ...command, at: when },
        { type: 'CarryOverPhase', beatId, municipality: '20003', enteredAt: when, change },
      ];
    }),
  );

function played(commands: readonly Command[]) {
  const events: TerritoryPhaseEvent[] = [];
  let state: TerritoryPhase = territoryPhase.initialState;
  for (const command of commands) {
    const decision = territoryPhase.decide(state, command);
    if (isRejection(decision)) continue;
    for (const event of decision) {
      events.push(event);
      state = territoryPhase.evolve(state, event);
    }
  }
  return { events, state };
}

test('every command is accepted and every kind of fact recorded, so that what holds for all is tried on all', () => {
  const histories = fc.sample(history, { seed: 1, numRuns: 500 });
  expect(occurring(territoryPhase, histories)).toEqual(kindsOf(territoryPhase));
});

test('a territory is in one phase at any moment, and moves only to the next or an earlier one (BR-B15)', () => {
  fc.assert(
    fc.property(history, (commands) => {
      const id = territoryPhaseId(beatId);
      const { events } = played(commands);
      const held = projected(territories, eventsOf(territoryPhase, id, events)).get(id)?.phases ?? [];
      for (const [index, { phase, from, until, closureReason }] of held.entries()) {
        expect(until === null || from.ms < until.ms).toBe(true);
        const next = held[index + 1];
        if (next === undefined) continue;
        expect(closureReason === null ? until!.ms === next.from.ms : until!.ms < next.from.ms).toBe(true);
        const step = PHASES.indexOf(next.phase) - (closureReason === null ? PHASES.indexOf(phase) : -1);
        expect(next.act === 'ENTERED' ? step === 1 : step < 0).toBe(true);
      }
    }),
  );
});

test('a territory never reaches a dead end: some command leads on from every state (BR-B15)', () => {
  fc.assert(
    fc.property(history, (commands) => {
      const { state } = played(commands);
      const [first] = PHASES;
      const later = { ...found, at: at(LATEST_HOUR + 1) };
      const onwards: Command =
        state.phase === null
          ? {
              ...{ type: 'EnterPhase', ...later, phase: first!, lead: 'upp-20' },
              ...{ exitCriteria: [...rio.kpis], met: [], measured: [], advanceReason: null },
            }
          : { type: 'CloseTerritory', ...later, reason: 'COMPLETED', absorbedBy: null };
      expect(isRejection(territoryPhase.decide(state, onwards))).toBe(false);
    }),
  );
});
