import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { governingAt } from '@proximidad/contracts';
import { type CommandOf, idFor, isRejection, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { spans } from '../effective.ts';
import { adoption, type AdoptionEvent, adoptionId } from './adoption.ts';
import { adoptions } from './adoptions.ts';

const at = parseDateTime('2026-11-01T00:00:00-06:00');
const beatId = idFor('09', 'beat', 'IZP');
const adopt: CommandOf<typeof adoption> = {
  ...{ type: 'AdoptProfile', territory: '09007', entity: '09', from: at, at, authority: 'seguridad-09' },
  ...{ certificationGate: null, decree: null, known: true, profile: DEFAULT_PROFILE, inForce: true },
};
const adopted: AdoptionEvent = {
  ...{ type: 'ProfileAdopted', territory: '09007', version: 1, from: at, certificationGate: 'BLOCK' },
  ...{ profile: DEFAULT_PROFILE, authority: 'seguridad-09', decree: null, adoptedAt: at },
};

test('a territory adopts a version that is in force, with its gate or one that it lets choose', () => {
  given(adoption, []).when(adopt).expects([adopted]);
  given(adoption, [])
    .when({ ...adopt, certificationGate: 'RESTRICTED_ROLE' })
    .expects([{ ...adopted, certificationGate: 'RESTRICTED_ROLE' }]);
});

test.each([
  ['a version that nobody proposed', { profile: undefined }, 'ProfileNotFound'],
  ['a version that is not in force then', { inForce: false }, 'ProfileNotInForce'],
  ['an authority that is not in the registry', { known: false }, 'AuthorityNotFound'],
  ['a territory of another entity', { entity: '14' }, 'OutsideEntity'],
  [
    'a gate that the model does not let choose',
    { profile: modelProfiles[1]!, certificationGate: 'BLOCK' },
    'GateNotAllowed',
  ],
] as const)('%s is refused', (_, change, code) => {
  given(adoption, [])
    .when({ ...adopt, ...change })
    .expects(code);
});

test('an adoption begins after the one before it', () => {
  given(adoption, [adopted]).when(adopt).expects('NotAfterTheLast');
});

const territory = fc.constantFrom('00', '09', '09007', beatId);
const acts = fc.array(
  fc.record({ territory, ms: fc.integer({ min: 0, max: 50 }), profile: fc.constantFrom(...modelProfiles) }),
  { maxLength: 30 },
);

test('at any instant a beat is under exactly one version of one model: chains have no overlap and no hole', () => {
  fc.assert(
    fc.property(acts, (given) => {
      const logs = new Map<string, AdoptionEvent[]>();
      for (const { territory: where, ms, profile } of given) {
        const log = logs.get(where) ?? [];
        const state = log.reduce((before, event) => adoption.evolve(before, event), adoption.initialState);
        const command = { ...adopt, territory: where, entity: where.slice(0, 2), profile };
        const decision = adoption.decide(state, { ...command, from: { ...at, ms: at.ms + ms } });
        if (!isRejection(decision)) logs.set(where, [...log, ...decision]);
      }
      const rows = new Map(
        [...logs].map(([where, log]) => [
          where,
          projected(adoptions, eventsOf(adoption, adoptionId(where), log)).get(where)!,
        ]),
      );
      for (const { links } of rows.values()) {
        for (const [index, { from, until }] of spans(links).entries()) {
          expect(until?.ms ?? Infinity).toBeGreaterThan(from.ms);
          if (until) expect(links[index + 1]!.from).toEqual(until);
        }
      }
      const place = { entity: '09', municipality: '09007', beatId };
      for (let ms = -1; ms <= 51; ms++) {
        const { territory: by, profile } = governingAt((where) => rows.get(where)?.links, place, at.ms + ms);
        const holding = [beatId, '09007', '09', '00'].filter((where) =>
          spans(rows.get(where)?.links ?? []).some(
            ({ from, until }) => from.ms <= at.ms + ms && at.ms + ms < (until?.ms ?? Infinity),
          ),
        );
        expect(by).toBe(holding[0] ?? null);
        if (by === null) expect(profile).toBe(DEFAULT_PROFILE);
      }
    }),
  );
});
