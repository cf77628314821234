import { modelProfiles } from '@proximidad/catalogues/profiles';
import { basisOf, type Governing } from '@proximidad/contracts';
import { type CommandOf, idFor, isRejection, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { problem, type Problem, type ProblemEvent, STEPS_MAX } from './problem.ts';
import { isLate, problems } from './problems.ts';

type Command = CommandOf<typeof problem>;
const france: Governing = {
  profile: modelProfiles.find(({ profileId }) => profileId === 'fr-psq')!,
  ...{ certificationGate: 'WARN', territory: '20006' },
};
const at = parseDateTime('2026-11-14T10:00:00-06:00');
const later = (days: number) => ({ ...at, ms: at.ms + days * 86_400_000 });
const place = { municipality: '20006', beatId: idFor('20', 'beat', 1) };
const stages = france.profile.problems.stages.map(({ key }) => key);
const facts = {
  ...{ code: '31112', source: 'MAYORS_OFFICE' as const, method: 'GPO', stages, needsConfirmation: true },
  basis: basisOf(france, 'problems.stages'),
};
const open: Extract<Command, { type: 'OpenProblem' }> = {
  ...{ type: 'OpenProblem', ...facts, place, beatActive: true, at },
};
const opened: ProblemEvent = { type: 'ProblemOpened', ...place, ...facts, openedAt: at };
const joined: ProblemEvent = { type: 'ProblemPartnerJoined', partner: 'HOUSING', at };
const policeJoined: ProblemEvent = { type: 'ProblemPartnerJoined', partner: 'MUNICIPAL_POLICE', at };
const entered = (stage: string, reason: 'NEW_FACTS' | null = null): ProblemEvent => ({
  ...{ type: 'ProblemStageEntered', stage, reason, at },
});
const close: Extract<Command, { type: 'CloseProblem' }> = {
  ...{ type: 'CloseProblem', result: 'RESOLVED', confirmedBy: 'HOUSING', reason: 'CEASED', at },
};
const closed: ProblemEvent = {
  ...{ type: 'ProblemClosed', result: 'RESOLVED', confirmedBy: 'HOUSING', reason: 'CEASED', at },
};

describe('BR-B21: a problem', () => {
  test('is opened in the first stage of the method of its model', () => {
    given(problem, []).when(open).expects([opened]);
    given(problem, [opened]).when(open).expects('AlreadyRegistered');
    given(problem, [])
      .when({ ...open, beatActive: false })
      .expects('BeatClosed');
    given(problem, [])
      .when({ ...open, stages: [] })
      .expects('ProblemsNotInModel');
  });

  test.each([
    ['31112', true],
    ['40103', true],
    ['60210', false],
    ['70104', false],
    ['99999', false],
  ])('is about what happens, by its code: %s, %s (BR-I1)', (code, isOne) => {
    expect(problem.commands.OpenProblem.input.code.safeParse(code).success).toBe(isOne);
  });

  test('goes on from stage to stage; back with a reason, and to an end by being closed', () => {
    const enter = { type: 'EnterProblemStage', stage: 'ACTIONS', reason: null, at } as const;
    given(problem, [opened])
      .when(enter)
      .expects([entered('ACTIONS')]);
    given(problem, [opened, entered('ACTIONS')])
      .when(enter)
      .expects([]);
    const back = { ...enter, stage: 'GPO_OPENED' };
    given(problem, [opened, entered('ACTIONS')])
      .when(back)
      .expects('ReasonMissing');
    given(problem, [opened, entered('ACTIONS')])
      .when({ ...back, reason: 'NEW_FACTS' })
      .expects([entered('GPO_OPENED', 'NEW_FACTS')]);
    given(problem, [opened])
      .when({ ...enter, stage: 'RESOLVED' })
      .expects('StageIsEnd');
    given(problem, [opened])
      .when({ ...enter, stage: 'SCAN' })
      .expects('StageNotInMethod');
  });

  test('has partners who join and leave', () => {
    const join = { type: 'JoinProblem', partner: 'HOUSING', at } as const;
    const leave = { ...join, type: 'LeaveProblem' } as const;
    given(problem, [opened]).when(join).expects([joined]);
    given(problem, [opened, joined]).when(join).expects('AlreadyPartner');
    given(problem, [opened, joined])
      .when(leave)
      .expects([{ type: 'ProblemPartnerLeft', partner: 'HOUSING', at }]);
    given(problem, [opened]).when(leave).expects('NotAPartner');
  });

  test('has actions of police and partners, with a term; their outcome is recorded, and may be corrected', () => {
    const agree = {
      ...({ type: 'AgreeProblemAction', ambit: 'SITUATIONAL', responsible: 'HOUSING' } as const),
      ...{ dueAt: later(30), at },
    };
    const agreed: ProblemEvent = {
      ...{ type: 'ProblemActionAgreed', number: 1, ambit: 'SITUATIONAL', responsible: 'HOUSING' },
      ...{ dueAt: later(30), at },
    };
    given(problem, [opened, joined]).when(agree).expects([agreed]);
    given(problem, [opened]).when(agree).expects('NotAPartner');
    given(problem, [opened])
      .when({ ...agree, responsible: 'POLICE' })
      .expects([{ ...agreed, responsible: 'POLICE' }]);
    given(problem, [opened, joined])
      .when({ ...agree, dueAt: at })
      .expects('EndsBeforeStart');
    given(problem, [opened, joined])
      .when({ ...agree, dueAt: later(366) })
      .expects([{ ...agreed, dueAt: later(366) }]);
    given(problem, [opened, joined])
      .when({ ...agree, dueAt: later(367) })
      .expects('TermTooFar');
    const settle = { type: 'SettleProblemAction', number: 1, outcome: 'NOT_DONE', at: later(31) } as const;
    const settled: ProblemEvent = {
      ...{ type: 'ProblemActionSettled', number: 1, outcome: 'NOT_DONE', at: later(31) },
    };
    given(problem, [opened, joined, agreed, settled])
      .when({ ...settle, outcome: 'DONE' })
      .expects([{ ...settled, outcome: 'DONE' }]);
    given(problem, [opened]).when(settle).expects('ProblemActionNotFound');
    const agreedLater: ProblemEvent = { ...agreed, at: later(2) };
    given(problem, [opened, joined, agreedLater])
      .when({ ...settle, at: later(1) })
      .expects('EndsBeforeStart');
    const [before, after] = [[agreed], [agreed, settled]].map(
      (more) =>
        projected(problems, eventsOf(problem, idFor('20', 'problem', 1), [opened, joined, ...more])).get(
          idFor('20', 'problem', 1),
        )!.actions[0]!,
    );
    expect([29, 30].map((days) => isLate(before!, later(days).ms))).toEqual([false, true]);
    expect(isLate(after!, later(60).ms)).toBe(false);
  });

  test('is resolved when a partner other than police confirms it, and is reopened with a reason', () => {
    given(problem, [opened, joined]).when(close).expects([closed]);
    given(problem, [opened, joined])
      .when({ ...close, confirmedBy: null })
      .expects('ConfirmationNeeded');
    given(problem, [opened, policeJoined])
      .when({ ...close, confirmedBy: 'MUNICIPAL_POLICE' })
      .expects('ConfirmationNeeded');
    given(problem, [opened]).when(close).expects('NotAPartner');
    given(problem, [{ ...opened, needsConfirmation: false }])
      .when({ ...close, confirmedBy: null })
      .expects([{ ...closed, confirmedBy: null }]);
    given(problem, [opened])
      .when({ ...close, result: 'UNRESOLVED', confirmedBy: null, reason: 'NO_MEANS' })
      .expects([{ ...closed, result: 'UNRESOLVED', confirmedBy: null, reason: 'NO_MEANS' }]);
    given(problem, [opened, joined, closed]).when(close).expects('ProblemClosed');
    const reopen = { type: 'ReopenProblem', reason: 'CAME_BACK', at } as const;
    given(problem, [opened, joined, closed])
      .when(reopen)
      .expects([{ type: 'ProblemReopened', reason: 'CAME_BACK', at }]);
    given(problem, [opened]).when(reopen).expects('ProblemNotClosed');
    given(problem, []).when(reopen).expects('ProblemNotFound');
  });
});

test('nothing about a problem is older than the problem, and no end is older than what it ends', () => {
  const before = later(-1);
  const partner = { partner: 'HOUSING' as const, at: before };
  const acts: Command[] = [
    { type: 'EnterProblemStage', stage: 'ACTIONS', reason: null, at: before },
    { type: 'JoinProblem', ...partner, partner: 'HEALTH' },
    { type: 'LeaveProblem', ...partner },
    { ...close, at: before },
  ];
  for (const act of acts) given(problem, [opened, joined]).when(act).expects('EndsBeforeStart');
  const reopen = { type: 'ReopenProblem', reason: 'CAME_BACK' } as const;
  given(problem, [opened, joined, closed])
    .when({ ...reopen, at: before })
    .expects('EndsBeforeStart');
  const reopened: ProblemEvent = { type: 'ProblemReopened', reason: 'CAME_BACK', at: later(2) };
  given(problem, [opened, joined, closed, reopened])
    .when({ ...close, at: later(1) })
    .expects('EndsBeforeStart');
});

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constant<Command>(open),
  fc.constantFrom('IDENTIFIED', 'GPO_OPENED', 'ACTIONS', 'RESOLVED').map((stage): Command => ({
    ...{ type: 'EnterProblemStage', stage, reason: 'NEW_FACTS', at },
  })),
  fc
    .constantFrom('HOUSING' as const, 'MUNICIPAL_POLICE' as const)
    .chain((partner) =>
      fc.constantFrom<Command>(
        { type: 'JoinProblem', partner, at },
        { type: 'LeaveProblem', partner, at },
        { type: 'AgreeProblemAction', ambit: 'SOCIAL', responsible: partner, dueAt: later(9), at },
        { ...close, confirmedBy: partner },
      ),
    ),
  fc.constant<Command>({ type: 'SettleProblemAction', number: 1, outcome: 'DONE', at }),
  fc.constant<Command>({ type: 'ReopenProblem', reason: 'CAME_BACK', at }),
);

test('BR-B21: a problem never reaches a dead end, and is resolved only if others confirmed it', () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 40 }), (commands) => {
      let state: Problem = problem.initialState;
      for (const each of commands) {
        const decision = problem.decide(state, each);
        if (isRejection(decision)) continue;
        for (const event of decision) {
          if (event.type === 'ProblemClosed') expect(event.confirmedBy).toBe('HOUSING');
          state = problem.evolve(state, event);
        }
      }
      const onwards: Command[] = [
        { ...close, result: 'UNRESOLVED', confirmedBy: null },
        { type: 'ReopenProblem', reason: 'CAME_BACK', at },
        open,
      ];
      expect(onwards.some((each) => !isRejection(problem.decide(state, each)))).toBe(true);
    }),
  );
});

test('a full problem may only be closed', () => {
  const steps = Array.from({ length: STEPS_MAX }, (_, index) =>
    entered(index % 2 === 0 ? 'ACTIONS' : 'IDENTIFIED', 'NEW_FACTS'),
  );
  given(problem, [opened, joined, ...steps.slice(1)])
    .when({ type: 'EnterProblemStage', stage: 'GPO_OPENED', reason: 'NEW_FACTS', at })
    .expects('RecordFull');
  given(problem, [opened, joined, ...steps.slice(1)])
    .when(close)
    .expects([closed]);
});
