import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { basisOf, type Governing } from '@proximidad/contracts';
import { type CommandOf, decode, encode, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { publishedDuty } from './published.ts';
import { NEVER_ON_DUTY, officerDuty } from './officer-duty.ts';
import { type OfficerDutyEvent, officerDutyEvents } from './officer-duty-events.ts';

type OfficerDutyCommand = CommandOf<typeof officerDuty>;

const officerId = idFor('31', 'officer', 'A');
const unitId = idFor('31', 'unit', 1);
const beatId = idFor('31', 'beat', 1);
const at = (time: string) => parseDateTime(`2026-11-${time}-06:00`);
const opened: OfficerDutyEvent = {
  type: 'OfficerDutyOpened',
  officerId,
  label: '2026',
  continues: null,
  ...NEVER_ON_DUTY,
};
const start = (time: string, registered = true, left = false): OfficerDutyCommand => ({
  ...{ type: 'StartDuty', registered, left, governing: block },
  at: at(time),
  municipality: '31050',
  unitId,
  method: 'ROLLCALL',
});
const started = (time: string): OfficerDutyEvent => ({
  type: 'OfficerDutyStarted',
  officerId,
  municipality: '31050',
  unitId,
  method: 'ROLLCALL',
  startedAt: at(time),
});
const end = (time: string): OfficerDutyCommand => ({ type: 'EndDuty', at: at(time), reason: 'NORMAL' });
const ended = (
  time: string,
  endedShiftIds: string[] = [],
  startedAt = at('14T06:00:00'),
): Extract<OfficerDutyEvent, { type: 'OfficerDutyEnded' }> => ({
  type: 'OfficerDutyEnded',
  ...{ officerId, unitId, startedAt },
  endedAt: at(time),
  reason: 'NORMAL',
  endedShiftIds,
});

const shift = (name: string, from: string, to: string, entity = '31') => ({
  id: idFor(entity, 'beatshift', name),
  beatId,
  municipality: '31050',
  localDate: '2026-11-14',
  kind: 'M' as const,
  startsAt: at(from),
  endsAt: at(to),
});
const morning = shift('morning', '14T06:00:00', '14T14:00:00');
const afternoon = shift('afternoon', '14T14:00:00', '14T22:00:00');
const overlapping = shift('overlapping', '14T12:00:00', '14T20:00:00');

const certificate = {
  issuedAt: at('01T00:00:00'),
  certificateId: '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a10',
  validUntil: parseDateTime('2028-06-30T23:59:59-06:00'),
  expiredAt: null,
};
const competence = { code: 'PROXIMIDAD_POP', from: at('13T18:00:00'), until: null };
const trained = {
  ...{ registered: true, municipality: '31050', separatedAt: null },
  certificates: [certificate],
  competences: [competence],
};
const untrained = { ...trained, competences: [] };
const expired = {
  ...trained,
  certificates: [{ ...certificate, validUntil: at('13T23:59:59'), expiredAt: at('13T23:59:59') }],
};
const block: Governing = { profile: DEFAULT_PROFILE, certificationGate: 'BLOCK', territory: '31' };
const peru: Governing = {
  ...block,
  profile: modelProfiles.find(({ profileId }) => profileId === 'pe-serenazgo-integrado')!,
};
const basis = basisOf(block, 'enforcement.certificationGate');

type Assign = Extract<OfficerDutyCommand, { type: 'AssignOfficer' }>;
const assign = (changes: Partial<Assign> = {}): Assign => ({
  type: 'AssignOfficer',
  at: at('14T05:00:00'),
  role: 'OWNER',
  shift: morning,
  agreedUntil: null,
  governing: block,
  accompanied: true,
  known: trained,
  ...changes,
});
const assigned = (changes: Partial<Extract<OfficerDutyEvent, { type: 'OfficerAssigned' }>> = {}) =>
  ({
    type: 'OfficerAssigned',
    officerId,
    beatId,
    municipality: '31050',
    localDate: '2026-11-14',
    shiftKind: 'M',
    shiftId: morning.id,
    role: 'OWNER',
    startsAt: morning.startsAt,
    endsAt: morning.endsAt,
    eligibility: {
      decision: 'OK',
      certificateId: certificate.certificateId,
      validUntil: certificate.validUntil,
      checkedAt: at('14T05:00:00'),
      basis,
    },
    ...changes,
  }) satisfies OfficerDutyEvent;

test('an officer goes on duty at roll call', () =>
  given(officerDuty, [opened])
    .when(start('14T06:00:00'))
    .expects([started('14T06:00:00')]));
describe('an officer whom training has not registered goes on duty under a flag (BR-T3)', () => {
  const flagged: Extract<OfficerDutyEvent, { type: 'OfficerDutyFlagged' }> = {
    ...{ type: 'OfficerDutyFlagged', officerId, startedAt: at('14T06:00:00'), certificationGate: 'BLOCK' },
    ...{ reason: 'UNKNOWN_TO_TRAINING', basis },
  };
  const times = { startedAt: at('14T06:00:00'), clearedAt: at('14T06:00:01') };
  const clear = { type: 'ClearDutyFlag', ...times } as const;
  const cleared = { type: 'OfficerDutyFlagCleared', officerId, ...times } as const;
  const going = [opened, started('14T06:00:00'), flagged];

  test('with the gate in force, whatever it is', () =>
    given(officerDuty, [opened])
      .when(start('14T06:00:00', false))
      .expects([started('14T06:00:00'), flagged]));
  test('which says so of one who has left', () =>
    given(officerDuty, [opened])
      .when(start('14T06:00:00', false, true))
      .expects([started('14T06:00:00'), { ...flagged, reason: 'LEFT_SERVICE' }]));

  test('until training is heard to have registered the officer, once', () => {
    given(officerDuty, going).when(clear).expects([cleared]);
    given(officerDuty, [...going, cleared])
      .when(clear)
      .expects([]);
  });
  test('only of the duty that goes on, and only where there is a flag', () => {
    given(officerDuty, [opened, started('14T06:00:00')])
      .when(clear)
      .expects([]);
    given(officerDuty, [...going, ended('14T14:00:00')])
      .when(clear)
      .expects([]);
    given(officerDuty, going)
      .when({ ...clear, startedAt: at('14T05:00:00') })
      .expects([]);
  });
});
test('nobody is on duty twice', () =>
  given(officerDuty, [opened, started('14T06:00:00')])
    .when(start('14T07:00:00'))
    .expects('AlreadyOnDuty'));
test('between duties lie eight hours (BR-B2)', () => {
  const history = [opened, started('13T06:00:00'), ended('13T22:00:00')];
  given(officerDuty, history).when(start('14T05:59:59')).expects('RestTooShort');
  given(officerDuty, history)
    .when(start('14T06:00:00'))
    .expects([started('14T06:00:00')]);
  // Told late, it is no matter of rest: neither within the last duty nor before it.
  for (const time of ['13T21:59:59', '12T06:00:00'])
    given(officerDuty, history).when(start(time)).expects('NotAfterTheLast');
});
test('duty with a unit of another entity is refused (BR-A1)', () =>
  given(officerDuty, [opened])
    .when({ ...start('14T06:00:00'), unitId: idFor('23', 'unit', 1) } as OfficerDutyCommand)
    .expects('OutsideEntity'));
test('only what began ends, and not before it began', () => {
  given(officerDuty, [opened]).when(end('14T14:00:00')).expects('NotOnDuty');
  given(officerDuty, [opened, started('14T06:00:00')])
    .when(end('14T05:00:00'))
    .expects('EndsBeforeStart');
});
test('the end of duty ends the assignment that is running, and no other', () => {
  const next = assigned({ shiftId: afternoon.id, startsAt: afternoon.startsAt, endsAt: afternoon.endsAt });
  given(officerDuty, [opened, started('14T06:00:00'), assigned(), next])
    .when(end('14T13:00:00'))
    .expects([ended('14T13:00:00', [morning.id])]);
});
test('a duty that goes on for a day is noted once', () => {
  const overran: OfficerDutyEvent = { type: 'OfficerDutyOverran', officerId, startedAt: at('13T06:00:00') };
  const note: OfficerDutyCommand = { type: 'NoteOverrun', startedAt: at('13T06:00:00') };
  given(officerDuty, [opened, started('13T06:00:00')])
    .when(note)
    .expects([overran]);
  given(officerDuty, [opened, started('13T06:00:00'), overran])
    .when(note)
    .expects([]);
  given(officerDuty, [opened, started('13T06:00:00'), ended('13T14:00:00')])
    .when(note)
    .expects([]);
});

test('an officer has one primary assignment at a time (BR-B1)', () => {
  given(officerDuty, [opened, assigned()])
    .when(assign({ shift: overlapping }))
    .expects('AlreadyAssigned');
  given(officerDuty, [opened, assigned()])
    .when(assign({ shift: overlapping, role: 'AUXILIARY', governing: peru }))
    .expects('AlreadyAssigned');
  given(officerDuty, [opened, assigned()])
    .when(assign({ shift: afternoon }))
    .expects([assigned({ shiftId: afternoon.id, startsAt: afternoon.startsAt, endsAt: afternoon.endsAt })]);
});
test('an assignment that ended with the duty makes room', () =>
  given(officerDuty, [opened, started('14T06:00:00'), assigned(), ended('14T11:00:00', [morning.id])])
    .when(assign({ shift: overlapping }))
    .expects([
      assigned({ shiftId: overlapping.id, startsAt: overlapping.startsAt, endsAt: overlapping.endsAt }),
    ]));
describe('an assignment that is over takes no time of what comes after it (BR-B1)', () => {
  const day = { ...shift('day', '14T06:00:00', '15T06:00:00'), kind: '24' as const };
  const ofDay = { shiftId: day.id, shiftKind: '24' as const, endsAt: day.endsAt };
  const later = (time: string, changes: Partial<Assign> = {}) => assign({ at: at(time), ...changes });
  const from = (time: string, changes: object) =>
    expect.objectContaining({ type: 'OfficerAssigned', startsAt: at(time), ...changes });

  test('of another beat, whose shift that one overlapped before', () => {
    given(officerDuty, [opened, assigned()])
      .when(later('14T14:30:00', { shift: overlapping }))
      .expects([from('14T14:30:00', { shiftId: overlapping.id, endsAt: overlapping.endsAt })]);
    given(officerDuty, [opened, assigned()])
      .when(later('14T13:59:59', { shift: overlapping }))
      .expects('AlreadyAssigned');
  });
  test('of the same shift, to which the officer comes back', () => {
    const gone = [opened, started('14T06:00:00'), assigned(ofDay), ended('14T10:00:00', [day.id])];
    const back = [...gone, started('14T18:00:00')];
    for (const role of ['OWNER', 'MEMBER'] as const)
      given(officerDuty, back)
        .when(later('14T18:05:00', { shift: day, role }))
        .expects([from('14T18:05:00', { shiftId: day.id, role })]);
    const again = assigned({ ...ofDay, startsAt: at('14T18:05:00') });
    given(officerDuty, [...back, again])
      .when(later('14T19:00:00', { shift: day }))
      .expects([]);
    const over = fold(...back, again, ended('14T23:00:00', [day.id], at('14T18:00:00')));
    expect(over).toMatchObject({
      assignments: [{ endsAt: at('14T10:00:00') }, { endsAt: at('14T23:00:00') }],
    });
  });
});
test('an officer supports at most two shifts at a time (BR-B1)', () => {
  const support = (name: string) =>
    assigned({ shiftId: shift(name, '14T06:00:00', '14T14:00:00').id, role: 'SUPPORT' });
  const third = assign({ role: 'SUPPORT', shift: shift('third', '14T08:00:00', '14T10:00:00') });
  given(officerDuty, [opened, support('first'), support('second')])
    .when(third)
    .expects('TooManySupports');
  given(officerDuty, [opened, assigned(), support('first')])
    .when(third)
    .expects([
      assigned({
        shiftId: third.shift.id,
        role: 'SUPPORT',
        startsAt: third.shift.startsAt,
        endsAt: third.shift.endsAt,
      }),
    ]);
});
test('the same assignment again changes nothing, another role in the same shift is refused', () => {
  given(officerDuty, [opened, assigned()]).when(assign()).expects([]);
  given(officerDuty, [opened, assigned()])
    .when(assign({ role: 'SUPPORT' }))
    .expects('AlreadyAssigned');
});
test('nobody is assigned to a shift that is over, or of another entity', () => {
  given(officerDuty, [opened])
    .when(assign({ at: at('14T14:00:00') }))
    .expects('ShiftOver');
  given(officerDuty, [opened])
    .when(assign({ shift: shift('abroad', '14T06:00:00', '14T14:00:00', '04') }))
    .expects('OutsideEntity');
});
test('after 36 hours on duty nobody is assigned (BR-B2)', () => {
  given(officerDuty, [opened, started('12T16:59:59')])
    .when(assign())
    .expects('DutyTooLong');
  given(officerDuty, [opened, started('12T17:00:00')])
    .when(assign())
    .expects([assigned()]);
});
test('who joins a running shift is assigned from then on', () =>
  expect(officerDuty.decide(fold(opened), assign({ at: at('14T09:00:00') }))).toMatchObject([
    { startsAt: at('14T09:00:00'), endsAt: morning.endsAt },
  ]));

describe('ST-4, Mérida: competence and certificate at assignment', () => {
  test('A is refused as owner before the course, and assigned after it', () => {
    given(officerDuty, [opened])
      .when(assign({ known: untrained }))
      .expects('NoCompetence');
    given(officerDuty, [opened]).when(assign()).expects([assigned()]);
  });
  test('B, whose certificate expired the day before, is refused', () => {
    for (const role of ['OWNER', 'MEMBER', 'SUPPORT'] as const) {
      given(officerDuty, [opened])
        .when(assign({ known: expired, role }))
        .expects('CertificateExpired');
    }
    given(officerDuty, [opened])
      .when(assign({ known: { ...trained, certificates: [] } }))
      .expects('CertificateMissing');
  });
  test('B11: a certificate that was issued later does not carry what is told late', () => {
    const issuedLater = { ...trained, certificates: [{ ...certificate, issuedAt: at('14T06:00:01') }] };
    given(officerDuty, [opened])
      .when(assign({ known: issuedLater }))
      .expects('CertificateMissing');
  });
  test('a certificate that ends before the shift begins does not carry it', () => {
    const endsTonight = { ...trained, certificates: [{ ...certificate, validUntil: at('14T05:30:00') }] };
    given(officerDuty, [opened])
      .when(assign({ known: endsTonight }))
      .expects('CertificateExpired');
  });
  test('with the gate WARN the assignment carries the warning', () => {
    const warn = { ...block, certificationGate: 'WARN' as const };
    expect(officerDuty.decide(fold(opened), assign({ known: expired, governing: warn }))).toMatchObject([
      { eligibility: { decision: 'WARN', validUntil: at('13T23:59:59') } },
    ]);
  });
  test('W1: with the gate RESTRICTED_ROLE he may serve, but own no beat and not be alone', () => {
    const restricted = { ...block, certificationGate: 'RESTRICTED_ROLE' as const };
    given(officerDuty, [opened])
      .when(assign({ known: expired, governing: restricted }))
      .expects('CertificateExpired');
    expect(
      officerDuty.decide(fold(opened), assign({ known: expired, governing: restricted, role: 'MEMBER' })),
    ).toMatchObject([{ eligibility: { decision: 'RESTRICTED', basis } }]);
    given(officerDuty, [opened])
      .when(assign({ known: expired, governing: restricted, role: 'MEMBER', accompanied: false }))
      .expects('CertificateExpired');
  });
});

function fold(...events: OfficerDutyEvent[]) {
  return events.reduce((state, event) => officerDuty.evolve(state, event), officerDuty.initialState);
}

test('W4: an officer of the federation serves until the agreement ends, be it within the shift (BR-A1)', () => {
  const guard = idFor('00', 'officer', 'guard');
  const ofGuard = { ...opened, officerId: guard };
  const ends = { ...morning.endsAt, ms: morning.endsAt.ms - 1 };
  given(officerDuty, [ofGuard]).when(assign()).expects('NoAgreement');
  expect(officerDuty.decide(fold(ofGuard), assign({ agreedUntil: ends }))).toMatchObject([{ endsAt: ends }]);
  const later = { ...morning.endsAt, ms: morning.endsAt.ms + 1 };
  expect(officerDuty.decide(fold(ofGuard), assign({ agreedUntil: later }))).toMatchObject([
    { endsAt: morning.endsAt },
  ]);
});

test('W2: an auxiliary is no police, and needs no police certificate (BR-B11)', () => {
  const auxiliary = assign({ role: 'AUXILIARY', known: expired, governing: peru });
  expect(officerDuty.decide(fold(opened), auxiliary)).toMatchObject([
    { eligibility: { decision: 'EXEMPT', basis: basisOf(peru, 'auxiliaries') } },
  ]);
  given(officerDuty, [opened])
    .when({ ...auxiliary, governing: block })
    .expects('RoleNotInModel');
});

test('what was decided before its basis was kept says that it has none', () => {
  const { basis: _basis, ...first } = assigned().eligibility;
  const now = encode(officerDutyEvents, assigned());
  const stored = { ...now, version: 1, data: { ...(now.data as object), eligibility: first } };
  expect(decode(officerDutyEvents, stored)).toEqual(assigned({ eligibility: { ...first, basis: null } }));
});

test('of a duty that went on into another year nobody had asked yet whether training knows the officer', () => {
  const duty = { startedAt: at('14T06:00:00'), unitId, overran: false };
  const { type, ...data } = { ...opened, duty };
  expect(decode(officerDutyEvents, { type, version: 1, data })).toEqual({
    ...opened,
    duty: { ...duty, flagged: false },
  });
});

test('which duty ended was not kept at first', () => {
  const stored = {
    ...{ type: 'OfficerDutyEnded', version: 1 },
    data: { officerId, endedAt: at('14T14:00:00'), reason: 'NORMAL', endedShiftIds: [] },
  };
  expect(decode(officerDutyEvents, stored)).toEqual({
    ...ended('14T14:00:00'),
    unitId: null,
    startedAt: null,
  });
});

test('who is on duty in which unit is told within the state, and of rosters nothing', () => {
  const { municipality } = started('14T06:00:00') as { municipality: string };
  const duty = { officerId, unitId, startedAt: at('14T06:00:00') };
  expect(publishedDuty(started('14T06:00:00'))).toEqual({
    restricted: { type: 'OfficerDutyStarted', ...duty, municipality },
  });
  const over = ended('14T14:00:00', [morning.id]);
  expect(publishedDuty(over)).toEqual({
    restricted: { type: 'OfficerDutyEnded', ...duty, endedAt: at('14T14:00:00') },
  });
  expect(publishedDuty({ ...over, startedAt: null, unitId: null })).toEqual({});
  expect(publishedDuty(assigned())).toEqual({});
});
