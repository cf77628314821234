import { modelProfiles } from '@proximidad/catalogues/profiles';
import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { NOTHING_KNOWN } from '../eligibility/eligibility.ts';
import { beatOwner, type BeatOwnerEvent, ownershipId, seatsIn } from './beat-owner.ts';
import { owners, ownersAt } from './owners.ts';

const at = parseDateTime('2026-11-14T12:00:00-06:00');
const later = (hours: number) => ({ ...at, ms: at.ms + hours * 3_600_000 });
const [beatId, chief, other] = [idFor('20', 'beat', 1), idFor('20', 'officer', 1), idFor('20', 'officer', 2)];
const under = (country: string) => {
  const profile = modelProfiles.find((model) => model.country === country)!;
  return { profile, certificationGate: profile.enforcement.certificationGate, territory: '20002' };
};
const place = { beatId, municipality: '20002' };
const naming: Extract<CommandOf<typeof beatOwner>, { type: 'NameOwner' }> = {
  ...{ type: 'NameOwner', ...place, officerId: chief, inPlaceOf: null, beatActive: true },
  ...{ governing: under('NI'), known: NOTHING_KNOWN, at },
};
const relieving = { type: 'RelieveOwner', ...place, officerId: chief, reason: 'REASSIGNED' } as const;
const basis = { profileId: 'ni-policia-comunitaria', profileVersion: 1, territory: '20002' };
const named: Extract<BeatOwnerEvent, { type: 'BeatOwnerNamed' }> = {
  ...{ type: 'BeatOwnerNamed', ...place, officerId: chief, inPlaceOf: null, from: at },
  eligibility: {
    ...{ decision: 'WARN', certificateId: null, validUntil: null, checkedAt: at },
    basis: { ...basis, parameter: 'enforcement.certificationGate' },
  },
  basis: { ...basis, parameter: 'territory.owner.persistence' },
};
const relieved: BeatOwnerEvent = {
  ...{ type: 'BeatOwnerRelieved', ...place, officerId: chief, reason: 'REASSIGNED', until: later(2) },
};

describe('an officer owns a beat by name (BR-B13)', () => {
  test.each([
    ['MX', 0],
    ['CO', 12],
    ['NI', 1],
    ['BR', 0],
    ['CL', 1],
    ['ES', 1],
  ])('in the model of %s %d do', (country, seats) => expect(seatsIn(under(country))).toBe(seats));

  test('once, in a model that has named owners, and through the gate for owners', () => {
    given(beatOwner, []).when(naming).expects([named]);
    given(beatOwner, [named]).when(naming).expects('AlreadyOwner');
    given(beatOwner, [])
      .when({ ...naming, governing: under('MX') })
      .expects('NoNamedOwner');
    given(beatOwner, [])
      .when({ ...naming, governing: under('CL') })
      .expects('OfficerNotRegistered');
    given(beatOwner, [])
      .when({ ...naming, governing: under('CL'), known: { ...NOTHING_KNOWN, registered: true } })
      .expects('CertificateMissing');
    given(beatOwner, [])
      .when({ ...naming, beatActive: false })
      .expects('BeatClosed');
    given(beatOwner, [])
      .when({ ...naming, officerId: idFor('09', 'officer', 1) })
      .expects('OutsideEntity');
  });

  test('up to the number in the model, and another at the moment at which the one before ends', () => {
    const next = { ...naming, officerId: other, at: later(1) };
    given(beatOwner, [named]).when(next).expects('OwnersComplete');
    given(beatOwner, [named])
      .when({ ...next, inPlaceOf: idFor('20', 'officer', 3) })
      .expects('NotTheOwner');
    given(beatOwner, [named])
      .when({ ...next, inPlaceOf: chief, at: later(-1) })
      .expects('NotAfterTheLast');
    const eligibility = { ...named.eligibility, checkedAt: later(1) };
    const following = { ...named, officerId: other, inPlaceOf: chief, from: later(1), eligibility };
    given(beatOwner, [named])
      .when({ ...next, inPlaceOf: chief })
      .expects([following]);
    const id = ownershipId(beatId);
    const row = projected(owners, eventsOf(beatOwner, id, [named, following])).get(id)!;
    expect([at, later(1)].map(({ ms }) => ownersAt(row, ms).map(({ officerId }) => officerId))).toEqual([
      [chief],
      [other],
    ]);
    expect(row.tenures[0]).toMatchObject({ until: later(1), endReason: null });
  });

  test('until relieved, under any model, and may be named again', () => {
    given(beatOwner, [named])
      .when({ ...relieving, at: later(2) })
      .expects([relieved]);
    given(beatOwner, [named])
      .when({ ...relieving, at })
      .expects('NotAfterTheLast');
    given(beatOwner, [named, relieved])
      .when({ ...relieving, at: later(3) })
      .expects('NotTheOwner');
    given(beatOwner, [named, relieved])
      .when({ ...naming, at: later(1) })
      .expects('NotAfterTheLast');
    given(beatOwner, [named, relieved])
      .when({ ...naming, officerId: other, at: later(2) })
      .expects([expect.objectContaining({ officerId: other, from: later(2) }) as never]);
    const id = ownershipId(beatId);
    const row = projected(owners, eventsOf(beatOwner, id, [named, relieved])).get(id)!;
    expect(ownersAt(row)).toEqual([]);
    expect(row.tenures).toMatchObject([{ officerId: chief, until: later(2), endReason: 'REASSIGNED' }]);
  });
});
