import { modelProfiles } from '@proximidad/catalogues/profiles';
import {
  type AnyAggregate,
  type CommandOf,
  decode,
  encode,
  idFor,
  type Instant,
  isRejection,
} from '@proximidad/eventsourcing';
import type { Polygon } from '@proximidad/geography';
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
  isPrimary,
  NEVER_ON_DUTY,
  officerDuty,
  type OfficerDuty,
  REST_MIN_HOURS,
  SUPPORTS_MAX,
} from './officer-duty/officer-duty.ts';
import { plannedAction, type PlannedAction } from './planned-action/planned-action.ts';
import { ranking } from './ranking/ranking.ts';
import { foldOf, readable, recordedBy } from './testing/recorded.ts';
import { initialActivity, unitLog, type UnitLog } from './unit-log/unit-log.ts';
import { unit } from './unit/unit.ts';

type BeatCommand = CommandOf<typeof beat>;
type EligibilityCommand = CommandOf<typeof eligibility>;
type OfficerDutyCommand = CommandOf<typeof officerDuty>;
type PlannedActionCommand = CommandOf<typeof plannedAction>;
type UnitLogCommand = CommandOf<typeof unitLog>;

const HOUR_MS = 3_600_000;
const COMMANDS = { minLength: 1, maxLength: 40 };
const instant = fc
  .integer({ min: 0, max: 200 })
  .map((hour): Instant => ({ ms: hour * HOUR_MS, offsetMin: -360 }));
const [unitId, officerId] = [idFor('09', 'unit', 1), idFor('09', 'officer', 1)];
const someId = (kind: string) => fc.nat(3).map((n) => idFor('09', kind, n));
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const commandOf = <T extends string, Shape>(
  type: T,
  shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> },
) => fc.record({ type: fc.constant(type), ...shape } as never) as fc.Arbitrary<{ type: T } & Shape>;

const unitLogCommand: fc.Arbitrary<UnitLogCommand> = fc.oneof(
  fc.constant({
    type: 'OpenUnitLog' as const,
    ...{ unitId, label: '2026-11-14', continues: null, ...initialActivity(null, { ms: 0, offsetMin: 0 }) },
  }),
  commandOf('ReportUnitStatus', {
    at: instant,
    status: fc.constantFrom('AVAILABLE', 'EN_ROUTE', 'ON_SCENE', 'BUSY', 'OFFLINE'),
    incidentId: nullable(someId('incident')),
  }) as fc.Arbitrary<UnitLogCommand>,
  commandOf('ReleaseUnit', { at: instant, incidentId: someId('incident') }),
  commandOf('MoveUnit', { at: instant, beatId: nullable(someId('beat')), accuracyMetres: fc.constant(10) }),
  fc.constant({ type: 'CloseUnitLog' as const, next: '2026-11-15' }),
);

const shift = fc.record({
  id: fc.nat(12).map((n) => idFor('09', 'beatshift', n)),
  beatId: someId('beat'),
  municipality: fc.constant('09007'),
  localDate: fc.constant('2026-11-14'),
  kind: fc.constantFrom('M', 'V', 'N', '24'),
  startsAt: instant,
});
const competence = fc.record({
  code: fc.constantFrom('PROXIMIDAD_POP', 'IPH'),
  from: instant,
  until: nullable(instant),
});
const certificateId = fc.constantFrom(
  '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a10',
  '6f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a10',
);
/** Few, so that what is told of a duty is often told of the one that runs. */
const watch = fc.oneof(
  instant,
  fc.nat(4).map((n): Instant => ({ ms: n * 40 * HOUR_MS, offsetMin: -360 })),
);
const anyGoverning = fc.record({
  profile: fc.constantFrom(...modelProfiles),
  certificationGate: fc.constantFrom('BLOCK', 'WARN', 'RESTRICTED_ROLE'),
  territory: fc.constant(null),
});
const inYear: fc.Arbitrary<OfficerDutyCommand> = fc.oneof(
  fc.constant({
    type: 'OpenOfficerDuty' as const,
    officerId,
    label: '2026',
    continues: null,
    ...NEVER_ON_DUTY,
  }),
  commandOf('StartDuty', {
    ...{ at: watch, municipality: fc.constant('09007'), unitId: nullable(someId('unit')) },
    ...{ method: fc.constant('ROLLCALL'), registered: fc.boolean(), governing: anyGoverning },
  }) as fc.Arbitrary<OfficerDutyCommand>,
  commandOf('EndDuty', { at: instant, reason: fc.constant('NORMAL') }) as fc.Arbitrary<OfficerDutyCommand>,
  commandOf('NoteOverrun', { startedAt: watch }),
  commandOf('ClearDutyFlag', { startedAt: watch, clearedAt: instant }),
  fc
    .record({
      type: fc.constant('AssignOfficer'),
      at: instant,
      role: fc.constantFrom('OWNER', 'MEMBER', 'SUPPORT', 'AUXILIARY'),
      shift: shift.map((of) => ({ ...of, endsAt: { ...of.startsAt, ms: of.startsAt.ms + 8 * HOUR_MS } })),
      governing: anyGoverning,
      accompanied: fc.boolean(),
      agreedUntil: fc.constant(null),
      known: fc.record({
        registered: fc.boolean(),
        municipality: fc.constant(null),
        certificate: nullable(
          fc.record({
            ...{ certificateId, issuedAt: nullable(instant), validUntil: instant },
            expiredAt: fc.constant(null),
          }),
        ),
        competences: fc.array(competence, { maxLength: 2 }),
      }),
    })
    .map((command) => command as OfficerDutyCommand),
);
const dutyCommand = fc.oneof(
  { weight: 19, arbitrary: inYear },
  { weight: 1, arbitrary: fc.constant({ type: 'CloseOfficerDuty' as const, next: '2027' }) },
);

const square = fc.integer({ min: 0, max: 5 }).map((east): Polygon => {
  const ring: [number, number][] = [
    [east, 0],
    [east + 1, 0],
    [east + 1, 1],
    [east, 0],
  ];
  return { type: 'Polygon', coordinates: [ring] };
});
const overlaps = fc.constantFrom<string[]>([], [idFor('09', 'beat', 9)]);
const beatCommand: fc.Arbitrary<BeatCommand> = fc.oneof(
  fc.record({ at: instant, polygon: square, overlaps }).map((drawn): BeatCommand => ({
    type: 'DesignBeat',
    ...{
      code: 'A-1',
      edition: '2023',
      authority: 'auth-09-ssc',
      municipality: '09007',
      name: null,
      population: null,
    },
    ...drawn,
  })),
  fc
    .record({ at: instant, polygon: square, validFrom: instant, overlaps })
    .map((drawn): BeatCommand => ({ type: 'RedrawBeat', reason: 'DEMAND', ...drawn })),
  fc.record({ at: instant, validFrom: instant }).map((when): BeatCommand => ({
    type: 'CloseBeat',
    beatId: idFor('09', 'beat', 0),
    successorBeatIds: [],
    ...when,
  })),
);

const about = { officerId: fc.constant(officerId) };
const eligibilityCommand = fc.oneof(
  commandOf('NoteOfficer', { ...about, municipality: nullable(fc.constantFrom('09007', '09015')) }),
  commandOf('NoteCertificate', { ...about, certificateId, issuedAt: instant, validUntil: instant }),
  commandOf('NoteCertificateExpired', { ...about, certificateId, expiredAt: instant }),
  commandOf('NoteCompetence', {
    ...about,
    code: fc.constantFrom('IPH', 'RND'),
    from: instant,
    until: nullable(instant),
  }),
) as fc.Arbitrary<EligibilityCommand>;

const nicaragua = modelProfiles.filter(({ profileId }) => profileId.startsWith('ni-'));
const colombia = modelProfiles.filter(({ profileId }) => profileId.startsWith('co-'));
const changed = instant.map((since) => ({
  from: { profileId: 'co-mnvcc-cuadrantes', profileVersion: 1, territory: null },
  ...{ to: { profileId: 'ni-policia-comunitaria', profileVersion: 1, territory: '09007' }, since },
}));
const beatOwnerCommand = fc.oneof(
  commandOf('NameOwner', {
    ...{ at: instant, beatId: fc.constant(idFor('09', 'beat', 0)), municipality: fc.constant('09007') },
    ...{
      officerId: someId('officer'),
      inPlaceOf: nullable(someId('officer')),
      beatActive: fc.constant(true),
    },
    governing: fc.record({
      profile: fc.constantFrom(...nicaragua, ...colombia),
      ...{ certificationGate: fc.constant('WARN'), territory: fc.constant('09007') },
    }),
    known: fc.constant({ municipality: null, certificate: null, competences: [] }),
  }),
  commandOf('RelieveOwner', {
    ...{ at: instant, beatId: fc.constant(idFor('09', 'beat', 0)), municipality: fc.constant('09007') },
    ...{ officerId: someId('officer'), reason: fc.constant('REASSIGNED') },
  }),
  commandOf('CarryOverOwner', {
    ...{ beatId: fc.constant(idFor('09', 'beat', 0)), municipality: fc.constant('09007') },
    ...{ officerId: someId('officer'), change: changed },
  }),
) as fc.Arbitrary<CommandOf<typeof beatOwner>>;
const acted = (type: 'UndoAction' | 'CancelAction' | 'ReinstateAction') =>
  fc
    .record({ at: instant, now: instant })
    .map((when): PlannedActionCommand => ({ type, reason: 'MISTAKE', ...when }) as PlannedActionCommand);
const plannedActionCommand: fc.Arbitrary<PlannedActionCommand> = fc.oneof(
  fc
    .record({ from: instant, at: instant, inModel: fc.boolean() })
    .map(({ from, ...when }): PlannedActionCommand => ({
      ...{ type: 'PlanAction', beatId: idFor('09', 'beat', 1), municipality: '09007', action: 'VISIT' },
      ...{ place: { lon: -99.1, lat: 19.3 }, radiusMetres: 100, beatActive: true, inBeat: true },
      ...{ from, until: { ...from, ms: from.ms + 20 * HOUR_MS }, ...when },
      basis: {
        profileId: 'co-mnvcc-cuadrantes',
        profileVersion: 1,
        territory: null,
        parameter: 'presence.mode',
      },
    })),
  fc
    .record({ at: instant, onDuty: fc.boolean(), distanceMetres: fc.nat(120) })
    .map((told): PlannedActionCommand => ({ type: 'ReportActionDone', officerId, ...told })),
  fc.constant<PlannedActionCommand>({ type: 'MissAction' }),
  changed.map((change): PlannedActionCommand => ({ type: 'CarryOverAction', change })),
  ...[acted('UndoAction'), acted('CancelAction'), acted('ReinstateAction')],
);

const chile = modelProfiles.find(({ profileId }) => profileId.startsWith('cl-'))!;
const demanded = { beatId: fc.constant(idFor('09', 'beat', 0)), municipality: fc.constant('09007') };
const beatDemandCommand = fc.oneof(
  commandOf('SetDemand', {
    ...{ at: instant, ...demanded, beatActive: fc.constant(true) },
    governing: fc.constant({ profile: chile, certificationGate: 'BLOCK', territory: '09007' }),
    parts: fc.nat(9).map((amount) => chile.supplyDemand.demandFactors.map((factor) => ({ factor, amount }))),
  }),
  commandOf('WithdrawDemand', { at: instant, ...demanded }),
  commandOf('CarryOverDemand', { setAt: instant, change: changed, ...demanded }),
) as fc.Arbitrary<CommandOf<typeof beatDemand>>;

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

test('nobody owns a beat by name twice at once, and who follows begins when the one before ends (BR-B13)', () => {
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

test('a beat asks for one thing at any moment, and each until the next begins (BR-B14)', () => {
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
        if (event.type === 'OfficerDutyEnded') ended = event.endedAt.ms;
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

test('a planned action is never at an end: whatever became of it, something leads on (BR-B20)', () => {
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
