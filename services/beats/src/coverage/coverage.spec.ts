import { modelProfiles } from '@proximidad/catalogues/profiles';
import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { NEVER_EMPTY } from '../beat/emptiness.ts';
import { beatDemand, type BeatDemandEvent, demandId } from './beat-demand.ts';
import { demandAt, demands } from './demands.ts';
import { bandOf, formulaOf } from './formula.ts';
import { amountOf, type BeatNow } from './quantities.ts';

const at = parseDateTime('2026-11-14T12:00:00-06:00');
const later = (hours: number) => ({ ...at, ms: at.ms + hours * 3_600_000 });
const beatId = idFor('20', 'beat', 1);
const place = { beatId, municipality: '20005' };
const model = (country: string) => modelProfiles.find((each) => each.country === country)!;
const under = (country: string) => ({
  ...({ profile: model(country), certificationGate: 'BLOCK', territory: '20005' } as const),
});
const FACTORS = model('CL').supplyDemand.demandFactors;
const parts = FACTORS.map((factor, index) => ({ factor, amount: index }));
const setting: Extract<CommandOf<typeof beatDemand>, { type: 'SetDemand' }> = {
  ...{ type: 'SetDemand', ...place, parts, beatActive: true, governing: under('CL'), at },
};
const set: Extract<BeatDemandEvent, { type: 'DemandSet' }> = {
  ...{ type: 'DemandSet', ...place, unit: 'UVE', parts, from: at },
  basis: {
    ...{ profileId: 'cl-plan-cuadrante', profileVersion: 1, territory: '20005' },
    parameter: 'supplyDemand.demandFactors',
  },
};
const withdrawing = { type: 'WithdrawDemand', ...place } as const;
const withdrawn: BeatDemandEvent = { type: 'DemandWithdrawn', ...place, until: later(2) };

describe('the demand of a beat (BR-B14)', () => {
  test('is set with every factor of the model, and no other', () => {
    given(beatDemand, []).when(setting).expects([set]);
    given(beatDemand, [])
      .when({ ...setting, parts: parts.slice(1) })
      .expects('FactorMissing');
    given(beatDemand, [])
      .when({ ...setting, parts: [...parts, { factor: 'denuncias', amount: 1 }] })
      .expects('FactorNotInModel');
    given(beatDemand, [])
      .when({ ...setting, parts: [...parts, { factor: null, amount: 1 }] })
      .expects('FactorNotInModel');
    given(beatDemand, [])
      .when({ ...setting, beatActive: false })
      .expects('BeatClosed');
  });

  test('is one figure in a model without factors, and cannot be set where the index is measured by something else', () => {
    const hours = { ...setting, governing: under('ES'), parts: [{ factor: null, amount: 8 }] };
    given(beatDemand, [])
      .when(hours)
      .expects([
        {
          ...{ ...set, unit: 'OFFICER_HOUR', parts: hours.parts },
          basis: { ...set.basis, profileId: 'es-proximidad' },
        },
      ]);
    given(beatDemand, [])
      .when({ ...setting, governing: under('ES') })
      .expects('FactorNotInModel');
    for (const country of ['MX', 'CO', 'NI', 'BR', 'PE', 'FR'])
      given(beatDemand, [])
        .when({ ...hours, governing: under(country) })
        .expects('DemandNotInModel');
  });

  test('holds until the next, or until it is withdrawn', () => {
    given(beatDemand, [set]).when(setting).expects('NotAfterTheLast');
    given(beatDemand, [set])
      .when({ ...withdrawing, at: later(2) })
      .expects([withdrawn]);
    given(beatDemand, [set])
      .when({ ...withdrawing, at })
      .expects('NotAfterTheLast');
    given(beatDemand, [set, withdrawn])
      .when({ ...withdrawing, at: later(3) })
      .expects([]);
    const again = { ...set, parts: parts.map((part) => ({ ...part, amount: 3 })), from: later(4) };
    given(beatDemand, [set, withdrawn])
      .when({ ...setting, parts: again.parts, at: later(4) })
      .expects([again]);
    const id = demandId(beatId);
    const row = projected(demands, eventsOf(beatDemand, id, [set, withdrawn, again])).get(id)!;
    const asked = [-1, 0, 1, 2, 3, 4].map((hours) => demandAt(row, later(hours).ms)?.amount);
    expect(asked).toEqual([undefined, 10, 10, undefined, undefined, 15]);
  });
});

test.each([
  ['MX', { supply: 'HOURS_OF_THE_SHIFT', demand: 'HOURS_ASKED_OF_THE_SHIFT', times: 1 }],
  ['CO', { supply: 'ACTIONS_DONE', demand: 'ACTIONS_OWED', times: 1 }],
  ['NI', { supply: 'OWNED', demand: 'BEAT', times: 1 }],
  ['BR', { supply: 'POLICE', demand: 'PEOPLE', times: 1000 }],
  ['PE', undefined],
  ['CL', { supply: 'UNITS', demand: 'SET', times: 1 }],
  ['FR', undefined],
  ['ES', { supply: 'HOURS_OF_A_DAY', demand: 'SET', times: 1 }],
])('BR-B14: the formula of %s is one that the record can tell, or is known not to be', (country, formula) =>
  expect(formulaOf(model(country).supplyDemand.index.formula)).toEqual(formula),
);

test('BR-B14: a value has the band of the thresholds of its model', () => {
  const { index } = model('CL').supplyDemand;
  expect([1.2, 1, 0.99, 0.66, 0.65].map((value) => bandOf(value, index))).toEqual([
    ...['GREEN', 'GREEN', 'AMBER', 'AMBER', 'RED'],
  ]);
});

describe('what is recorded of a beat (BR-B14)', () => {
  const kinds: Readonly<Record<string, string>> = {
    a: 'RADIOPATRULLA',
    b: 'INFANTE',
    c: 'FURGON',
    d: 'TANQUE',
  };
  const with_ = (
    units: Readonly<Record<string, 'AVAILABLE' | 'OFFLINE'>>,
    more: Partial<BeatNow> = {},
  ): BeatNow => ({
    ...{ ms: later(4).ms, population: null, demand: undefined, owned: false },
    presence: {
      ...{
        id: beatId,
        beatId,
        entity: '20',
        municipality: '20005',
        active: true,
        retired: [],
        ...NEVER_EMPTY,
      },
      knownFromMs: at.ms,
      units: Object.fromEntries(
        Object.entries(units).map(([id, status]) => [id, { status, sinceMs: at.ms }]),
      ),
    },
    ...{ kindOf: (id: string) => kinds[id], police: () => 2, shift: () => undefined },
    actions: () => ({ done: 3, due: 4 }),
    ...more,
  });

  test('working units count by the weights of the model; with a unit of a kind it does not know, the sum is unknown', () => {
    const there = (units: Readonly<Record<string, 'AVAILABLE' | 'OFFLINE'>>) =>
      amountOf('UNITS', with_(units), model('CL'));
    expect(there({})).toBe(0);
    expect(there({ a: 'AVAILABLE', b: 'AVAILABLE', c: 'OFFLINE' })).toBe(1.25);
    expect(there({ a: 'AVAILABLE', d: 'AVAILABLE' })).toBe('NO_EQUIVALENCE');
    expect(amountOf('UNITS', with_({ a: 'AVAILABLE' }), model('MX'))).toBe('NO_EQUIVALENCE');
  });

  test('a demand in another unit does not count', () => {
    const row = projected(demands, eventsOf(beatDemand, demandId(beatId), [set])).get(demandId(beatId))!;
    const asked = with_({}, { demand: demandAt(row, later(1).ms) });
    expect(amountOf('SET', asked, model('CL'))).toBe(10);
    expect(amountOf('SET', asked, model('ES'))).toBe('NO_DEMAND');
    expect(amountOf('SET', with_({}), model('CL'))).toBe('NO_DEMAND');
  });

  test('hours are those in which a working unit was there', () => {
    expect(amountOf('HOURS_OF_A_DAY', with_({}), model('ES'))).toBe(4);
    const shift = () => ({ startsAtMs: at.ms, endsAtMs: later(8).ms });
    expect(amountOf('HOURS_OF_THE_SHIFT', with_({}, { shift }), model('MX'))).toBe(4);
    expect(amountOf('HOURS_ASKED_OF_THE_SHIFT', with_({}, { shift }), model('MX'))).toBe(3);
    expect(amountOf('HOURS_ASKED_OF_THE_SHIFT', with_({}), model('MX'))).toBe('NO_SHIFT');
    expect(amountOf('HOURS_ASKED_OF_THE_SHIFT', with_({}, { shift }), model('ES'))).toBe('NO_SHIFT');
  });

  test('people, police, a named owner and planned actions are counted, or reported as unknown', () => {
    expect(amountOf('PEOPLE', with_({}), model('BR'))).toBe('NO_POPULATION');
    expect(amountOf('PEOPLE', with_({}, { population: 900 }), model('BR'))).toBe(900);
    expect(amountOf('POLICE', with_({}), model('BR'))).toBe(2);
    expect([false, true].map((owned) => amountOf('OWNED', with_({}, { owned }), model('NI')))).toEqual([
      0, 1,
    ]);
    expect(amountOf('BEAT', with_({}), model('NI'))).toBe(1);
    const actions = (['ACTIONS_DONE', 'ACTIONS_OWED'] as const).map((of) =>
      amountOf(of, with_({}), model('CO')),
    );
    expect(actions).toEqual([3, 4]);
  });
});
