import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { basisOf, type Governing } from '@proximidad/contracts';
import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { NEVER_ON_DUTY, officerDuty } from './officer-duty.ts';
import type { OfficerDutyEvent } from './officer-duty-events.ts';

/* A commander overrides the gate for one shift (BR-T3, ST-4). */

type OfficerDutyCommand = CommandOf<typeof officerDuty>;

const at = (time: string) => parseDateTime(`2026-11-${time}-06:00`);
const officerId = idFor('31', 'officer', 'B');
const beatId = idFor('31', 'beat', 1);
const block: Governing = { profile: DEFAULT_PROFILE, certificationGate: 'BLOCK', territory: '31' };
const basis = basisOf(block, 'enforcement.certificationGate');
const opened: OfficerDutyEvent = {
  ...{ type: 'OfficerDutyOpened', officerId, label: '2026', continues: null, ...NEVER_ON_DUTY },
};
const shift = (name: string, from: string, to: string) => ({
  ...{ id: idFor('31', 'beatshift', name), beatId, municipality: '31050', localDate: '2026-11-14' },
  ...{ kind: 'M' as const, startsAt: at(from), endsAt: at(to) },
});
const morning = shift('morning', '14T06:00:00', '14T14:00:00');
const afternoon = shift('afternoon', '14T14:00:00', '14T22:00:00');
const overlapping = shift('overlapping', '14T12:00:00', '14T20:00:00');
const certificate = {
  ...{ certificateId: '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a10', issuedAt: at('01T00:00:00') },
  ...{ validUntil: parseDateTime('2028-06-30T23:59:59-06:00'), expiredAt: null },
};
const trained = {
  ...{ registered: true, municipality: '31050', separatedAt: null, certificates: [certificate] },
  competences: [{ code: 'PROXIMIDAD_POP', from: at('13T18:00:00'), until: null }],
};
const untrained = { ...trained, competences: [] };
const ended = at('13T23:59:59');
const expired = { ...trained, certificates: [{ ...certificate, validUntil: ended, expiredAt: ended }] };

type Assign = Extract<OfficerDutyCommand, { type: 'AssignOfficer' }>;
const assign = (changes: Partial<Assign> = {}): Assign => ({
  ...{ type: 'AssignOfficer', at: at('14T05:00:00'), role: 'OWNER', shift: morning, agreedUntil: null },
  ...{ governing: block, accompanied: true, known: expired, ...changes },
});
const assigned = (eligibility: object) =>
  ({
    ...{ type: 'OfficerAssigned', officerId, beatId, municipality: '31050', localDate: '2026-11-14' },
    ...{ shiftKind: 'M', shiftId: morning.id, role: 'OWNER' },
    ...{ startsAt: morning.startsAt, endsAt: morning.endsAt },
    eligibility: {
      ...{ decision: 'OVERRIDE', certificateId: certificate.certificateId, validUntil: ended },
      ...{ checkedAt: at('14T05:00:00'), basis, ...eligibility },
    },
  }) as const satisfies OfficerDutyEvent;
const despite = assigned({});
type Override = Extract<OfficerDutyCommand, { type: 'OverrideGate' }>;
const override = (changes: Partial<Override> = {}): Override => ({
  ...assign(),
  ...{ type: 'OverrideGate', reason: 'NOBODY_TRAINED', ...changes },
});
const overridden: OfficerDutyEvent = {
  ...{ type: 'EligibilityOverridden', officerId, shiftId: morning.id, startsAt: morning.startsAt },
  ...{ reason: 'NOBODY_TRAINED', expiresAt: morning.endsAt },
};

test('whoever lacks a certificate or a competence serves in that shift, on record, and in no other', () => {
  given(officerDuty, [opened]).when(assign()).expects('CertificateExpired');
  given(officerDuty, [opened]).when(override()).expects([despite, overridden]);
  given(officerDuty, [opened])
    .when(override({ known: { ...trained, certificates: [] } }))
    .expects([assigned({ certificateId: null, validUntil: null }), overridden]);
  given(officerDuty, [opened])
    .when(override({ known: untrained }))
    .expects([assigned({ validUntil: certificate.validUntil }), overridden]);
  given(officerDuty, [opened, despite, overridden]).when(override()).expects([]);
  given(officerDuty, [opened, despite, overridden])
    .when(assign({ shift: afternoon }))
    .expects('CertificateExpired');
});

test('it ends when the assignment is withdrawn', () =>
  given(officerDuty, [opened, despite, overridden])
    .when({
      ...{ type: 'WithdrawAssignment', shiftId: morning.id, reason: 'REPLANNED' },
      ...{ at: at('14T05:30:00'), now: at('14T05:30:00') },
    })
    .expects([
      {
        ...{ type: 'OfficerAssignmentWithdrawn', officerId, shiftId: morning.id, reason: 'REPLANNED' },
        ...{ startsAt: morning.startsAt, withdrawnAt: at('14T05:30:00') },
      },
    ]));

test('nobody overrides what the gate allows, nor for somebody who is no officer, or is needed elsewhere', () => {
  const gone = { ...expired, registered: false, separatedAt: at('13T12:00:00') };
  for (const [changes, code] of [
    [{ known: trained }, 'NothingToOverride'],
    [{ governing: { ...block, certificationGate: 'WARN' as const } }, 'NothingToOverride'],
    [{ known: gone }, 'OfficerSeparated'],
    [{ known: { ...expired, registered: false } }, 'OfficerNotRegistered'],
    [{ role: 'AUXILIARY' as const }, 'RoleNotInModel'],
    [{ at: at('14T14:00:00') }, 'ShiftOver'],
  ] as const) {
    given(officerDuty, [opened]).when(override(changes)).expects(code);
  }
  given(officerDuty, [
    opened,
    { ...despite, eligibility: { ...despite.eligibility, decision: 'OK' as const } },
  ])
    .when(override({ shift: overlapping }))
    .expects('AlreadyAssigned');
});
