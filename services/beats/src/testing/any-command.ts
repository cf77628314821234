import { modelProfiles } from '@proximidad/catalogues/profiles';
import { type CommandOf, idFor, type Instant } from '@proximidad/eventsourcing';
import type { Polygon } from '@proximidad/geography';
import fc from 'fast-check';
import type { beatOwner } from '../beat-owner/beat-owner.ts';
import type { beat } from '../beat/beat.ts';
import type { beatDemand } from '../coverage/beat-demand.ts';
import type { eligibility } from '../eligibility/eligibility.ts';
import { NEVER_ON_DUTY, type officerDuty } from '../officer-duty/officer-duty.ts';
import type { plannedAction } from '../planned-action/planned-action.ts';
import { initialActivity, type unitLog } from '../unit-log/unit-log.ts';

/* Commands in any order and at any times, with so few different values that they often concern the same things. */

type BeatCommand = CommandOf<typeof beat>;
type EligibilityCommand = CommandOf<typeof eligibility>;
type OfficerDutyCommand = CommandOf<typeof officerDuty>;
export type PlannedActionCommand = CommandOf<typeof plannedAction>;
type UnitLogCommand = CommandOf<typeof unitLog>;

export const HOUR_MS = 3_600_000;
const instant = fc
  .integer({ min: 0, max: 200 })
  .map((hour): Instant => ({ ms: hour * HOUR_MS, offsetMin: -360 }));
const unitId = idFor('09', 'unit', 1);
export const officerId = idFor('09', 'officer', 1);
const someId = (kind: string) => fc.nat(3).map((n) => idFor('09', kind, n));
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const commandOf = <T extends string, Shape>(
  type: T,
  shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> },
) => fc.record({ type: fc.constant(type), ...shape } as never) as fc.Arbitrary<{ type: T } & Shape>;

export const unitLogCommand: fc.Arbitrary<UnitLogCommand> = fc.oneof(
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

/** Few, so that withdrawals often meet an assignment. */
const shiftId = fc.nat(3).map((n) => idFor('09', 'beatshift', n));
const shift = fc.record({
  id: shiftId,
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
/** Few, so that facts about a duty often concern the running one. */
const watch = fc.oneof(
  { weight: 1, arbitrary: instant },
  { weight: 3, arbitrary: fc.nat(4).map((n): Instant => ({ ms: n * 40 * HOUR_MS, offsetMin: -360 })) },
);
const anyGoverning = fc.record({
  profile: fc.constantFrom(...modelProfiles),
  certificationGate: fc.constantFrom('BLOCK', 'WARN', 'RESTRICTED_ROLE'),
  territory: fc.constant(null),
});
const openYear = fc.constant({
  type: 'OpenOfficerDuty' as const,
  officerId,
  label: '2026',
  continues: null,
  ...NEVER_ON_DUTY,
});
const inYear: fc.Arbitrary<OfficerDutyCommand> = fc.oneof(
  commandOf('StartDuty', {
    ...{ at: watch, municipality: fc.constant('09007'), unitId: nullable(someId('unit')) },
    ...{ method: fc.constant('ROLLCALL'), registered: fc.boolean(), left: fc.boolean() },
    governing: anyGoverning,
  }) as fc.Arbitrary<OfficerDutyCommand>,
  commandOf('EndDuty', {
    ...{ at: watch, reason: fc.constantFrom('NORMAL', 'NORMAL', 'STARTED_BY_MISTAKE') },
  }) as fc.Arbitrary<OfficerDutyCommand>,
  commandOf('ResumeDuty', {
    ...{ at: watch, reason: fc.constantFrom('ENDED_BY_MISTAKE', 'ANOTHER_MEANT') },
  }) as fc.Arbitrary<OfficerDutyCommand>,
  commandOf('NoteOverrun', { startedAt: watch }),
  commandOf('ClearDutyFlag', { startedAt: watch, clearedAt: instant }),
  fc
    .record({
      type: fc.constantFrom('AssignOfficer', 'OverrideGate'),
      reason: fc.constant('EMERGENCY'),
      at: instant,
      role: fc.constantFrom('OWNER', 'MEMBER', 'SUPPORT', 'AUXILIARY'),
      shift: shift.map((of) => ({ ...of, endsAt: { ...of.startsAt, ms: of.startsAt.ms + 8 * HOUR_MS } })),
      governing: anyGoverning,
      accompanied: fc.boolean(),
      agreedUntil: fc.constant(null),
      known: fc.record({
        registered: fc.boolean(),
        municipality: fc.constant(null),
        separatedAt: nullable(instant),
        certificates: fc.array(
          fc.record({
            ...{ certificateId, issuedAt: nullable(instant), validUntil: instant },
            expiredAt: fc.constant(null),
          }),
          { maxLength: 2 },
        ),
        competences: fc.array(competence, { maxLength: 2 }),
      }),
    })
    .map((command) => command as OfficerDutyCommand),
);
const withdrawal = commandOf('WithdrawAssignment', {
  ...{ at: watch, now: watch, shiftId, reason: fc.constantFrom('MISTAKE', 'REPLANNED', 'ELIGIBILITY_LOST') },
}) as fc.Arbitrary<OfficerDutyCommand>;
export const dutyCommand = fc.oneof(
  { weight: 19, arbitrary: inYear },
  { weight: 6, arbitrary: openYear },
  { weight: 4, arbitrary: withdrawal },
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
export const beatCommand: fc.Arbitrary<BeatCommand> = fc.oneof(
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
    successorBeatIds: [],
    comesBack: false,
    ...when,
  })),
);

const about = { officerId: fc.constant(officerId) };
export const eligibilityCommand = fc.oneof(
  commandOf('NoteOfficer', { ...about, municipality: nullable(fc.constantFrom('09007', '09015')) }),
  commandOf('NoteOfficerSeparated', { ...about, separatedAt: instant }),
  commandOf('NoteCertificate', { ...about, certificateId, issuedAt: instant, validUntil: instant }),
  commandOf('NoteCertificateExpired', { ...about, certificateId, expiredAt: instant }),
  commandOf('NoteCompetence', {
    ...about,
    code: fc.constantFrom('IPH', 'RND'),
    from: instant,
    until: nullable(instant),
  }),
  commandOf('NoteCompetenceRevoked', {
    ...{ ...about, code: fc.constantFrom('IPH', 'RND') },
    held: fc.array(fc.record({ from: instant, until: nullable(instant) }), { maxLength: 2 }),
  }),
) as fc.Arbitrary<EligibilityCommand>;

const nicaragua = modelProfiles.filter(({ profileId }) => profileId.startsWith('ni-'));
const colombia = modelProfiles.filter(({ profileId }) => profileId.startsWith('co-'));
const changed = instant.map((since) => ({
  from: { profileId: 'co-mnvcc-cuadrantes', profileVersion: 1, territory: null },
  ...{ to: { profileId: 'ni-policia-comunitaria', profileVersion: 1, territory: '09007' }, since },
}));
export const beatOwnerCommand = fc.oneof(
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
    known: fc.constant({ municipality: null, separatedAt: null, certificates: [], competences: [] }),
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
export const plannedActionCommand: fc.Arbitrary<PlannedActionCommand> = fc.oneof(
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
export const beatDemandCommand = fc.oneof(
  commandOf('SetDemand', {
    ...{ at: instant, ...demanded, beatActive: fc.constant(true) },
    governing: fc.constant({ profile: chile, certificationGate: 'BLOCK', territory: '09007' }),
    parts: fc.nat(9).map((amount) => chile.supplyDemand.demandFactors.map((factor) => ({ factor, amount }))),
  }),
  commandOf('WithdrawDemand', { at: instant, ...demanded }),
  commandOf('CarryOverDemand', { setAt: instant, change: changed, ...demanded }),
) as fc.Arbitrary<CommandOf<typeof beatDemand>>;
