import { modelProfiles } from '@proximidad/catalogues/profiles';
import { basisOf, type Governing } from '@proximidad/contracts';
import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { missOf } from './missed.ts';
import { ACTS_MAX, plannedAction, type PlannedActionEvent } from './planned-action.ts';
import { plannedActions } from './planned-actions.ts';

const colombia: Governing = {
  profile: modelProfiles.find(({ profileId }) => profileId === 'co-mnvcc-cuadrantes')!,
  ...{ certificationGate: 'WARN', territory: '20001' },
};
const at = (time: string) => parseDateTime(`2026-11-14T${time}:00-06:00`);
const [beatId, officerId] = [idFor('20', 'beat', 1), idFor('20', 'officer', 1)];
const id = idFor('20', 'plannedaction', 1);
const facts = {
  ...{ beatId, municipality: '20001', action: 'PRESENCE' as const, place: { lon: -96.7, lat: 17.06 } },
  ...{ radiusMetres: 100, from: at('18:00'), until: at('20:00') },
  basis: basisOf(colombia, 'presence.mode'),
} as const;
const plan: Extract<CommandOf<typeof plannedAction>, { type: 'PlanAction' }> = {
  ...{ type: 'PlanAction', ...facts, beatActive: true, inBeat: true, inModel: true, at: at('08:00') },
};
const planned: PlannedActionEvent = { type: 'ActionPlanned', ...facts };
const report: Extract<CommandOf<typeof plannedAction>, { type: 'ReportActionDone' }> = {
  ...{ type: 'ReportActionDone', officerId, onDuty: true, distanceMetres: 40.4, at: at('18:30') },
};
const done: PlannedActionEvent = {
  ...{ type: 'PlannedActionDone', officerId, distanceMetres: 40, doneAt: at('18:30') },
};
const missed: PlannedActionEvent = { type: 'PlannedActionMissed', until: at('20:00') };
const miss = { type: 'MissAction' } as const;
const undo = { type: 'UndoAction', reason: 'MISTAKE', at: at('21:00') } as const;
const undone: PlannedActionEvent = { type: 'PlannedActionUndone', reason: 'MISTAKE', at: at('21:00') };
const cancel: Extract<CommandOf<typeof plannedAction>, { type: 'CancelAction' }> = {
  ...{ type: 'CancelAction', reason: 'NO_MEANS', at: at('10:00'), now: at('10:00') },
};
const cancelled: PlannedActionEvent = { type: 'PlannedActionCancelled', reason: 'NO_MEANS', at: at('10:00') };
const reinstate = { type: 'ReinstateAction', reason: 'REPLANNED', at: at('11:00') } as const;
const reinstated: PlannedActionEvent = {
  ...{ type: 'PlannedActionReinstated', reason: 'REPLANNED', at: at('11:00') },
};

describe('BR-B20: an action is planned', () => {
  test('for a place of a beat and a span of time', () =>
    given(plannedAction, []).when(plan).expects([planned]));

  test.each([
    ['in a beat that is no more', { beatActive: false }, 'BeatClosed'],
    ['under a model that has no table of actions', { inModel: false }, 'ActionsNotInModel'],
    ['outside its beat', { inBeat: false }, 'PlaceOutsideBeat'],
    ['that ends before it begins', { until: at('17:00') }, 'EndsBeforeStart'],
    [
      'of more than a day',
      { from: at('00:00'), until: parseDateTime('2026-11-15T00:01:00-06:00') },
      'SpanTooLong',
    ],
    ['whose time has passed', { at: at('20:00') }, 'ActionOver'],
    ['of next year', { at: parseDateTime('2026-06-14T08:00:00-06:00') }, 'TooFarAhead'],
  ])('none %s', (_, change, code) =>
    given(plannedAction, [])
      .when({ ...plan, ...change })
      .expects(code as never),
  );

  test('once', () => given(plannedAction, [planned]).when(plan).expects('AlreadyRegistered'));
});

describe('BR-B20: an action is done', () => {
  test('by an officer on duty, there, within its time; how far from the place is kept, never where', () =>
    given(plannedAction, [planned]).when(report).expects([done]));

  test.each([
    ['off duty', { onDuty: false }, 'NotOnDuty'],
    ['from afar', { distanceMetres: 100.1 }, 'TooFarFromPlace'],
    ['a minute early', { at: at('17:59') }, 'ActionOutOfTime'],
    ['at its very end', { at: at('20:00') }, 'ActionOutOfTime'],
  ])('not %s', (_, change, code) =>
    given(plannedAction, [planned])
      .when({ ...report, ...change })
      .expects(code as never),
  );

  test('once, and not what was called off or was never planned', () => {
    given(plannedAction, [planned, done]).when(report).expects('ActionNotOpen');
    given(plannedAction, [planned, cancelled]).when(report).expects('ActionNotOpen');
    given(plannedAction, []).when(report).expects('ActionNotFound');
  });

  test('also when it counts as missed, if reported late', () =>
    given(plannedAction, [planned, missed]).when(report).expects([done]));
});

describe('BR-B20: an action', () => {
  test('is missed once its time has passed, unless it was done or called off', () => {
    given(plannedAction, [planned]).when(miss).expects([missed]);
    given(plannedAction, [planned, missed]).when(miss).expects([]);
    given(plannedAction, [planned, done]).when(miss).expects([]);
    given(plannedAction, [planned, cancelled]).when(miss).expects([]);
    given(plannedAction, [planned, done, undone]).when(miss).expects([missed]);
  });

  test('is undone with a reason, and called off before its time has passed, never after', () => {
    given(plannedAction, [planned, done]).when(undo).expects([undone]);
    given(plannedAction, [planned]).when(undo).expects('ActionNotDone');
    given(plannedAction, [planned]).when(cancel).expects([cancelled]);
    given(plannedAction, [planned])
      .when({ ...cancel, at: at('20:00') })
      .expects('ActionOver');
    // Backdated, and before the platform has noted the miss: it makes no difference which comes first.
    given(plannedAction, [planned])
      .when({ ...cancel, now: at('20:00') })
      .expects('ActionOver');
    given(plannedAction, [planned, missed]).when(cancel).expects('ActionNotOpen');
    given(plannedAction, [planned, cancelled]).when(reinstate).expects([reinstated]);
    given(plannedAction, [planned]).when(reinstate).expects('ActionNotCancelled');
  });

  test('is bounded', () => {
    const often = Array.from({ length: ACTS_MAX / 2 }, () => [cancelled, reinstated]).flat();
    given(plannedAction, [planned, ...often])
      .when(cancel)
      .expects('RecordFull');
    given(plannedAction, [planned, ...often])
      .when(report)
      .expects('RecordFull');
  });

  test('stands in its row, and each opening is missed once', () => {
    const after = (...events: PlannedActionEvent[]) =>
      projected(plannedActions, eventsOf(plannedAction, id, [planned, ...events])).get(id)!;
    expect(after()).toMatchObject({ state: 'PLANNED', officerId: null, doneAt: null, reason: null });
    expect(after(done)).toMatchObject({ state: 'DONE', officerId, distanceMetres: 40, doneAt: at('18:30') });
    expect(after(done, undone)).toMatchObject({ state: 'PLANNED', officerId: null, reason: 'MISTAKE' });
    expect(after(missed, done)).toMatchObject({ state: 'DONE', reason: null });
    expect(after(cancelled)).toMatchObject({ state: 'CANCELLED', reason: 'NO_MEANS' });
    const subjects = [after(), after(cancelled, reinstated), after(done, undone, done, undone)].map(
      (row) => missOf(row).subject,
    );
    expect(new Set(subjects).size).toBe(3);
    expect(missOf(after())).toMatchObject({ dueAt: at('20:00').ms, execution: { id, command: miss } });
  });
});
