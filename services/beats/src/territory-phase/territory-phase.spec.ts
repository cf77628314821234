import { modelProfiles } from '@proximidad/catalogues/profiles';
import type { ModelProfile } from '@proximidad/catalogues';
import { type CommandOf, decode, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { phaseAt, territories } from './phases.ts';
import {
  territoryPhase,
  type TerritoryPhaseEvent,
  territoryPhaseEvents,
  territoryPhaseId,
} from './territory-phase.ts';

const at = parseDateTime('2026-11-14T12:00:00-06:00');
const later = (hours: number) => ({ ...at, ms: at.ms + hours * 3_600_000 });
const beatId = idFor('20', 'beat', 1);
const place = { beatId, municipality: '20003' };
const under = (profile: ModelProfile) =>
  ({ profile, certificationGate: 'BLOCK', territory: '20003' }) as const;
const rio = modelProfiles.find(({ country }) => country === 'BR')!;
const chile = modelProfiles.find(({ country }) => country === 'CL')!;
const strict: ModelProfile = {
  ...rio,
  territory: { ...rio.territory, phaseRules: { regression: false, closure: false, exitCriteria: true } },
};
type Of<Type extends string> = Extract<CommandOf<typeof territoryPhase>, { readonly type: Type }>;
const found = { ...place, beatActive: true, governing: under(rio) };
const enter: Of<'EnterPhase'> = {
  ...{
    type: 'EnterPhase',
    ...found,
    phase: 'PLANNING',
    lead: 'choque-20',
    met: [],
    at,
    ...{ measured: [], advanceReason: null },
  },
  exitCriteria: ['homicidios', 'confianza'],
};
const entered: Extract<TerritoryPhaseEvent, { type: 'TerritoryPhaseEntered' }> = {
  ...{ type: 'TerritoryPhaseEntered', ...place, phase: 'PLANNING', after: null, lead: 'choque-20', from: at },
  ...{ exits: [], advanceReason: null },
  exitCriteria: ['homicidios', 'confianza'],
  basis: {
    ...{ profileId: 'br-upp-pacificacion', profileVersion: 1, territory: '20003' },
    parameter: 'territory.phases',
  },
};
const next: Of<'EnterPhase'> = {
  ...{ ...enter, phase: 'TACTICAL_INTERVENTION', lead: 'bope-20', at: later(1) },
  met: ['homicidios', 'confianza'],
};
const unmeasured = { standing: 'MET', measured: null, atLeast: null, atMost: null } as const;
const seized: typeof entered = {
  ...{ ...entered, phase: 'TACTICAL_INTERVENTION', after: 'PLANNING', lead: 'bope-20', from: later(1) },
  exits: [
    { criterion: 'homicidios', ...unmeasured },
    { criterion: 'confianza', ...unmeasured },
  ],
};
const { met: _met, measured: _measured, advanceReason: _reason, ...back } = { ...enter, at: later(2) };
const regress: Of<'RegressPhase'> = { ...back, type: 'RegressPhase', reason: 'VIOLENCE_RETURNED' };
const { exits: _exits, advanceReason: _none, ...first } = entered;
const regressed: TerritoryPhaseEvent = {
  ...{ ...first, type: 'TerritoryPhaseRegressed', after: 'TACTICAL_INTERVENTION', from: later(2) },
  reason: 'VIOLENCE_RETURNED',
};
const close: Of<'CloseTerritory'> = {
  ...{
    type: 'CloseTerritory',
    ...found,
    reason: 'ABSORBED',
    absorbedBy: idFor('20', 'beat', 2),
    at: later(3),
  },
};
const closed: TerritoryPhaseEvent = {
  ...{ type: 'TerritoryClosed', ...place, phase: 'PLANNING', reason: 'ABSORBED', until: later(3) },
  absorbedBy: idFor('20', 'beat', 2),
};

describe('a territory goes through phases (BR-B15)', () => {
  test('in the order of the model, each once the criteria of the one before hold', () => {
    given(territoryPhase, []).when(enter).expects([entered]);
    given(territoryPhase, []).when(next).expects('PhaseNotNext');
    given(territoryPhase, [entered]).when(next).expects([seized]);
    given(territoryPhase, [entered])
      .when({ ...next, met: ['homicidios'] })
      .expects('CriterionNotMet');
    given(territoryPhase, [entered])
      .when({ ...next, at })
      .expects('NotAfterTheLast');
    given(territoryPhase, [])
      .when({ ...enter, exitCriteria: [] })
      .expects('CriteriaMissing');
    given(territoryPhase, [])
      .when({ ...enter, exitCriteria: ['lo que sea'] })
      .expects('CriterionNotInModel');
    given(territoryPhase, [])
      .when({ ...enter, beatActive: false })
      .expects('BeatClosed');
  });

  test('by the figures of the record where the model sets a threshold, whatever is stated', () => {
    const threshold = { criterion: 'homicidios', formula: 'pm / poblacion*1000', atLeast: 12, atMost: null };
    const gauging = under({ ...rio, territory: { ...rio.territory, exitThresholds: [threshold] } });
    const told = (value: number | null): CommandOf<typeof territoryPhase> => ({
      ...{ ...next, governing: gauging, measured: [{ criterion: 'homicidios', value }] },
    });
    const stood = (standing: 'MET' | 'NOT_MET' | 'UNKNOWN', measured: number | null) => [
      { criterion: 'homicidios', standing, measured, atLeast: 12, atMost: null },
      { criterion: 'confianza', ...unmeasured },
    ];
    const history = [entered];
    given(territoryPhase, history).when(told(11.9)).expects('CriterionNotMet');
    given(territoryPhase, history)
      .when(told(12))
      .expects([{ ...seized, exits: stood('MET', 12) }]);
    given(territoryPhase, history)
      .when(told(null))
      .expects([{ ...seized, exits: stood('MET', null) }]);
    given(territoryPhase, history)
      .when({ ...told(11.9), advanceReason: 'ORDERED' } as CommandOf<typeof territoryPhase>)
      .expects([{ ...seized, exits: stood('NOT_MET', 11.9), advanceReason: 'ORDERED' }]);
  });

  test('without them only for a reason, which is kept with what is unknown', () => {
    const ordered: Of<'EnterPhase'> = { ...next, met: ['confianza'], advanceReason: 'ORDERED' };
    const exits = seized.exits.map((exit) =>
      exit.criterion === 'homicidios' ? { ...exit, standing: 'UNKNOWN' as const } : exit,
    );
    given(territoryPhase, [entered])
      .when(ordered)
      .expects([{ ...seized, exits, advanceReason: 'ORDERED' }]);
    // If all criteria hold, there is nothing to give a reason for.
    given(territoryPhase, [entered])
      .when({ ...next, advanceReason: 'ORDERED' })
      .expects([seized]);
  });

  test('how criteria stood was not kept at first', () => {
    const { exits: _1, advanceReason: _2, type, ...data } = seized;
    expect(decode(territoryPhaseEvents, { type, version: 1, data })).toEqual({
      ...seized,
      exits: [],
      advanceReason: null,
    });
  });

  test('only in a model that has phases', () => {
    given(territoryPhase, [])
      .when({ ...enter, governing: under(chile) })
      .expects('PhasesNotInModel');
    given(territoryPhase, [entered])
      .when({ ...regress, governing: under(chile) })
      .expects('PhasesNotInModel');
  });

  test('goes back to an earlier one where the model lets it', () => {
    given(territoryPhase, [entered, seized]).when(regress).expects([regressed]);
    given(territoryPhase, [entered, seized])
      .when({ ...regress, phase: 'STABILISATION' })
      .expects('PhaseNotEarlier');
    given(territoryPhase, [entered, seized])
      .when({ ...regress, governing: under(strict) })
      .expects('RegressionNotInModel');
    given(territoryPhase, []).when(regress).expects('NotInPhase');
  });

  test('is closed where the model allows it or no longer has phases, and may begin again', () => {
    const past = [entered, seized, regressed];
    given(territoryPhase, past).when(close).expects([closed]);
    given(territoryPhase, past)
      .when({ ...close, governing: under(strict) })
      .expects('ClosureNotInModel');
    given(territoryPhase, past)
      .when({ ...close, governing: under(chile) })
      .expects([closed]);
    given(territoryPhase, past)
      .when({ ...close, absorbedBy: beatId })
      .expects('SucceedsItself');
    given(territoryPhase, [...past, closed])
      .when({ ...close, at: later(4) })
      .expects('NotInPhase');
    given(territoryPhase, [...past, closed])
      .when({ ...enter, at: later(4) })
      .expects([{ ...entered, from: later(4) }]);
  });

  test('its row shows the phase at any moment, who led and how it ended', () => {
    const id = territoryPhaseId(beatId);
    const events = [entered, seized, regressed, closed];
    const row = projected(territories, eventsOf(territoryPhase, id, events)).get(id)!;
    const told = [-1, 0, 1, 2, 3].map((hours) => phaseAt(row, later(hours).ms)?.lead);
    expect(told).toEqual([undefined, 'choque-20', 'bope-20', 'choque-20', undefined]);
    expect(phaseAt(row)).toBeUndefined();
    expect(row.phases.at(-1)).toMatchObject({
      ...{ act: 'REGRESSED', regressReason: 'VIOLENCE_RETURNED', closureReason: 'ABSORBED' },
      ...{ until: later(3), absorbedBy: idFor('20', 'beat', 2) },
    });
  });
});
