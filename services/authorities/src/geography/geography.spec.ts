import { municipalities } from '@proximidad/catalogues';
import { type CommandOf, isRejection, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { geoUnits } from './geo-units.ts';
import { geography, type GeographyEvent, geographyId } from './geography.ts';

const at = parseDateTime('2020-02-27T00:00:00-08:00');
const later = (days: number) => ({ ...at, ms: at.ms + days * 86_400_000 });
const told = { decree: 'POE-2020-02-27', from: at, at };
const create: CommandOf<typeof geography> = {
  ...{ type: 'CreateMunicipality', municipality: '02001', ...told },
  unit: { cvegeo: '02097', name: 'San Quintín' },
};
const created: GeographyEvent = {
  ...{ type: 'GeoUnitCreated', cvegeo: '02097', name: 'San Quintín', parents: ['02001'] },
  ...{ decree: told.decree, from: at },
};
const split: CommandOf<typeof geography> = {
  ...{ type: 'SplitMunicipality', municipality: '02097', ...told, from: later(1) },
  into: [
    { cvegeo: '02098', name: 'San Quintín Norte' },
    { cvegeo: '02099', name: 'San Quintín Sur' },
  ],
};
const isSplit: GeographyEvent[] = [
  ...(['02098', '02099'] as const).map((cvegeo, index) => ({
    ...{ ...created, cvegeo, name: split.into[index]!.name, parents: ['02097'], from: later(1) },
  })),
  { type: 'GeoUnitSplit', cvegeo: '02097', into: ['02098', '02099'], decree: told.decree, from: later(1) },
];
const merge: CommandOf<typeof geography> = {
  ...{ type: 'MergeMunicipalities', municipality: '02001', others: ['02097'], ...told, from: later(2) },
};
const rename: CommandOf<typeof geography> = {
  ...{ type: 'RenameMunicipality', municipality: '02097', name: 'Puerto San Quintín', ...told },
  from: later(3),
};

test('an accent that was written apart from its letter is the same one', () => {
  const { unit } = geography.commands.CreateMunicipality.input;
  const named = (name: string) => unit.parse({ cvegeo: '02097', name });
  expect(named('San Quintín'.normalize('NFD'))).toEqual(named('San Quintín'));
});

test('a decree cuts a municipality out of one that continues', () => {
  given(geography, []).when(create).expects([created]);
});

test('a municipality is split into others, merged into one that continues, or renamed', () => {
  given(geography, [created]).when(split).expects(isSplit);
  given(geography, [created])
    .when(merge)
    .expects([
      { type: 'GeoUnitMerged', cvegeo: '02097', into: '02001', decree: told.decree, from: later(2) },
    ]);
  given(geography, [created])
    .when(rename)
    .expects([
      {
        ...{ type: 'GeoUnitRenamed', cvegeo: '02097', name: 'Puerto San Quintín' },
        ...{ decree: told.decree, from: later(3) },
      },
    ]);
});

test.each([
  ['a key of the framework', [], { ...create, unit: { cvegeo: '02002', name: 'Otro' } }, 'KeyTaken'],
  ['a key that a decree gave', [created], create, 'KeyTaken'],
  ['a key that was, and ended', [created, ...isSplit], { ...create, from: later(9) }, 'KeyTaken'],
  ['one of another entity', [], { ...create, unit: { cvegeo: '03099', name: 'Otro' } }, 'OutsideEntity'],
  ['one that there is not', [], { ...rename, municipality: '02097' }, 'MunicipalityNotFound'],
  ['one that has ended', [created, ...isSplit], rename, 'MunicipalityEnded'],
  ['one and itself', [created], { ...merge, others: ['02001'] }, 'MunicipalityNotFound'],
  ['what does not come after the last', [created], { ...rename, from: at }, 'NotAfterTheLast'],
] as const)('BR-A3: %s is refused', (_, before, command, code) => {
  given(geography, [...before])
    .when(command as CommandOf<typeof geography>)
    .expects(code);
});

const keys = ['02001', '02002', '02091', '02092', '02093', '02094'];
const key = fc.constantFrom(...keys);
const unit = key.map((cvegeo) => ({ cvegeo, name: 'Municipio' }));
const act = fc.record({
  day: fc.integer({ min: 0, max: 40 }),
  command: fc.oneof(
    fc.record({ type: fc.constant('CreateMunicipality' as const), municipality: key, unit }),
    fc.record({
      ...{ type: fc.constant('SplitMunicipality' as const), municipality: key },
      into: fc.array(unit, { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      ...{ type: fc.constant('MergeMunicipalities' as const), municipality: key },
      others: fc.array(key, { minLength: 1, maxLength: 3 }),
    }),
  ),
});

test('BR-A3: whatever is decreed, no key is given twice, none is lost, and each key is there for one stretch of time', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const log: GeographyEvent[] = [];
      for (const { day, command } of acts) {
        const state = log.reduce((before, event) => geography.evolve(before, event), geography.initialState);
        const decision = geography.decide(state, { ...command, ...told, from: later(day) });
        if (!isRejection(decision)) log.push(...decision);
      }
      const rows = projected(geoUnits, eventsOf(geography, geographyId('02'), log));
      const made = log.flatMap((event) => (event.type === 'GeoUnitCreated' ? [event.cvegeo] : []));
      expect(new Set(made).size).toBe(made.length);
      const framework = new Set(municipalities.map(({ cvegeo }) => cvegeo));
      for (const { cvegeo, since, until, into } of rows.values()) {
        expect(framework.has(cvegeo)).toBe(since === null);
        if (since && until) expect(until.ms).toBeGreaterThan(since.ms);
        // What replaced it exists from the moment of its end, unless that has ended, too.
        for (const successor of until ? into : []) {
          const begun = rows.get(successor)?.since ?? null;
          expect(begun === null || begun.ms <= until!.ms).toBe(true);
        }
      }
    }),
  );
});
