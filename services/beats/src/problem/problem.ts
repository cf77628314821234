import {
  type CameUnder,
  cameUnder,
  CarriedOver,
  follows,
  ModelBasis,
  ModelChange,
} from '@proximidad/contracts';
import { cnie, Cvegeo, isProper, ModelCode } from '@proximidad/catalogues';
import {
  aggregate,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  guarded,
  looksUp,
  named,
  optional,
  PublicId,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import {
  ActionAmbit,
  ActionOutcome,
  EXTERNAL,
  PartnerKind,
  ProblemReason,
  ProblemResult,
  ProblemSource,
} from './words.ts';

const STAGES_MAX = 60;
const ACTIONS_MAX = 60;
/** A problem that goes on for longer is another problem. */
export const STEPS_MAX = 400;
/** As far ahead as the term of a promise to citizens: what is due much later is hardly ever late. */
const TERM_MAX_DAYS = 366;
const DAY_MS = 86_400_000;
/** Stages of a model that are ends: a problem reaches them by being closed. */
const ENDS: readonly string[] = ['RESOLVED', 'CLOSED_UNRESOLVED'];

/** What became of a call (types 6 and 7) does not recur at a place. */
const A_CODE = 'a code of the CNIE, of types 1 to 5';
const ProblemCode = named(
  'ID',
  z
    .string()
    .regex(/^\d{5}$/, A_CODE)
    .refine((code) => cnie(code) !== undefined && isProper(code), A_CODE),
);
const ActionNumber = z.int().min(1).max(ACTIONS_MAX);

// ---- events -------------------------------------------------------------------

export const problemEvents = eventFamily({
  ProblemOpened: {
    version: 1,
    schema: z.object({
      beatId: PublicId.nullable(),
      municipality: Cvegeo,
      code: z.string().regex(/^\d{5}$/),
      source: ProblemSource,
      /** As in the model at that time: an open problem keeps the method it began with. */
      method: ModelCode,
      stages: z.array(ModelCode).max(STAGES_MAX),
      needsConfirmation: z.boolean(),
      basis: ModelBasis,
      openedAt: Instant,
    }),
  },
  ProblemStageEntered: {
    version: 1,
    schema: z.object({ stage: ModelCode, reason: ProblemReason.nullable(), at: Instant }),
  },
  ProblemPartnerJoined: { version: 1, schema: z.object({ partner: PartnerKind, at: Instant }) },
  ProblemPartnerLeft: { version: 1, schema: z.object({ partner: PartnerKind, at: Instant }) },
  ProblemActionAgreed: {
    version: 1,
    schema: z.object({
      number: ActionNumber,
      ambit: ActionAmbit,
      responsible: PartnerKind,
      dueAt: Instant,
      at: Instant,
    }),
  },
  ProblemActionSettled: {
    version: 1,
    schema: z.object({ number: ActionNumber, outcome: ActionOutcome, at: Instant }),
  },
  ProblemClosed: {
    version: 1,
    schema: z.object({
      result: ProblemResult,
      confirmedBy: PartnerKind.nullable(),
      reason: ProblemReason,
      at: Instant,
    }),
  },
  ProblemReopened: { version: 1, schema: z.object({ reason: ProblemReason, at: Instant }) },
  ProblemCarriedOver: { version: 1, schema: CarriedOver },
});
export type ProblemEvent = EventOf<typeof problemEvents>;

// ---- state --------------------------------------------------------------------

interface Worked {
  readonly status: 'open' | 'closed';
  readonly stages: readonly string[];
  readonly stage: string;
  readonly needsConfirmation: boolean;
  readonly openedAt: Instant;
  /** When it was last opened, closed or reopened. */
  readonly since: Instant;
  readonly partners: readonly PartnerKind[];
  /** When each was agreed, Unix milliseconds, in the order of their numbers. */
  readonly actions: readonly number[];
  readonly steps: number;
  readonly under: CameUnder | null;
}
export type Problem = { readonly status: 'unknown' } | Worked;

// ---- commands -----------------------------------------------------------------

const { command, internal } = commandsOf<Problem>();
const BY_COMMAND = { mayExecute: ['commander'], on: 'beatshift' } as const;

const openInput = {
  code: ProblemCode.describe('What it is about: a code of the CNIE, of types 1 to 5.'),
  source: ProblemSource.describe('Who brought it up.'),
};
const openSeeks = {
  beatId: optional(PublicId).describe('The beat it lies in, if it lies in one.'),
  municipality: optional(Cvegeo).describe('INEGI key, where it concerns no single beat.'),
};
const stageInput = {
  stage: ModelCode.describe('A stage of the method by which it is worked on.'),
  reason: optional(ProblemReason).describe('Why; needed when it goes back to an earlier stage.'),
};
const partnerInput = {
  partner: PartnerKind.describe('The partner, as a kind of institution; nobody is named.'),
};
const agreeInput = {
  ambit: ActionAmbit.describe('What kind of prevention it is.'),
  responsible: PartnerKind.describe('Who has to do it: a police force, or one of the partners.'),
  dueAt: Instant.describe('By when. Within 366 days.'),
};
const settleInput = {
  number: ActionNumber.describe('Number of the action, as it was agreed.'),
  outcome: ActionOutcome.describe('Whether it was done.'),
};
const closeInput = {
  result: ProblemResult.describe('How it ends.'),
  confirmedBy: optional(PartnerKind).describe('The partner that confirms that it is resolved.'),
  reason: ProblemReason.describe('Why it ends this way.'),
};
const reopenInput = { reason: ProblemReason.describe('Why.') };

/** Where it lies, and how problems are worked on by the model that governs there. */
interface Governed {
  readonly place: { readonly municipality: string; readonly beatId: string | null };
  readonly beatActive: boolean;
  readonly method: string;
  readonly stages: readonly string[];
  readonly needsConfirmation: boolean;
  readonly basis: ModelBasis;
}
interface Timed {
  readonly at: Instant;
}

/** Something that recurs at a place until police and others act on it, by the method of its model. */
export const problem = aggregate({
  category: 'problem',
  events: problemEvents,
  initialState: { status: 'unknown' } as Problem,
  commands: {
    OpenProblem: command({
      doc: 'Opens a problem of a beat or a town, in the first stage of the method of the model that governs there. Refused with AlreadyRegistered, BeatNotFound, BeatClosed, PlaceMissing, StateCommands (a commander of the town under unified command) or ProblemsNotInModel.',
      ...BY_COMMAND,
      addresses: 'chosen',
      seeks: openSeeks,
      input: openInput,
      finds: looksUp<Governed>(),
      decide: (state, given) => (state.status === 'unknown' ? open(given) : refuse('AlreadyRegistered')),
    }),
    EnterProblemStage: command({
      doc: 'Moves the work on a problem to another stage; going back to an earlier one needs a reason. Refused with ProblemNotFound, ProblemClosed, StageNotInMethod, StageIsEnd, ReasonMissing, EndsBeforeStart, StateCommands or RecordFull.',
      ...BY_COMMAND,
      input: stageInput,
      finds: guarded(),
      decide: whileOpen(enter),
    }),
    JoinProblem: command({
      doc: 'A partner joins the work on a problem. Refused with ProblemNotFound, ProblemClosed, AlreadyPartner, EndsBeforeStart, StateCommands or RecordFull.',
      ...BY_COMMAND,
      input: partnerInput,
      finds: guarded(),
      decide: whileOpen((state, { partner, at }: Fields<typeof partnerInput> & Timed) =>
        state.partners.includes(partner)
          ? refuse('AlreadyPartner')
          : [{ type: 'ProblemPartnerJoined' as const, partner, at }],
      ),
    }),
    LeaveProblem: command({
      doc: 'A partner leaves the work on a problem. Refused with ProblemNotFound, ProblemClosed, NotAPartner, EndsBeforeStart, StateCommands or RecordFull.',
      ...BY_COMMAND,
      input: partnerInput,
      finds: guarded(),
      decide: whileOpen((state, { partner, at }: Fields<typeof partnerInput> & Timed) =>
        state.partners.includes(partner)
          ? [{ type: 'ProblemPartnerLeft' as const, partner, at }]
          : refuse('NotAPartner'),
      ),
    }),
    AgreeProblemAction: command({
      doc: 'Agrees who does what about a problem, and by when. Refused with ProblemNotFound, ProblemClosed, NotAPartner, EndsBeforeStart, TermTooFar, StateCommands or RecordFull.',
      ...BY_COMMAND,
      input: agreeInput,
      finds: guarded(),
      decide: whileOpen(agree),
    }),
    SettleProblemAction: command({
      doc: 'Records what came of an agreed action; recorded again, it replaces the earlier outcome. Refused with ProblemNotFound, ProblemClosed, ProblemActionNotFound, EndsBeforeStart, StateCommands or RecordFull.',
      ...BY_COMMAND,
      input: settleInput,
      finds: guarded(),
      decide: whileOpen(({ actions }, { number, outcome, at }: Fields<typeof settleInput> & Timed) => {
        const agreedAt = actions[number - 1];
        if (agreedAt === undefined) return refuse('ProblemActionNotFound');
        if (at.ms < agreedAt) return refuse('EndsBeforeStart');
        return [{ type: 'ProblemActionSettled' as const, number, outcome, at }];
      }),
    }),
    CloseProblem: command({
      doc: 'Ends the work on a problem. Where the model asks for it, a partner other than a police force has to confirm that it is resolved (BR-B21). Refused with ProblemNotFound, ProblemClosed, NotAPartner, EndsBeforeStart, StateCommands or ConfirmationNeeded.',
      ...BY_COMMAND,
      input: closeInput,
      finds: guarded(),
      decide: whileOpen(close, { always: true }),
    }),
    ReopenProblem: command({
      doc: 'The problem came back, or was not resolved: the work resumes in the stage in which it ended. Refused with ProblemNotFound, ProblemNotClosed, EndsBeforeStart, StateCommands or RecordFull.',
      ...BY_COMMAND,
      input: reopenInput,
      finds: guarded(),
      decide: (state, { reason, at }) => {
        if (state.status === 'unknown') return refuse('ProblemNotFound');
        if (state.status === 'open') return refuse('ProblemNotClosed');
        if (at.ms < state.since.ms) return refuse('EndsBeforeStart');
        if (state.steps >= STEPS_MAX) return refuse('RecordFull', { max: STEPS_MAX });
        return [{ type: 'ProblemReopened' as const, reason, at }];
      },
    }),
    /** Its place came under another version of a model (BR-A4). */
    CarryOverProblem: internal({
      input: { change: ModelChange },
      decide: (state, { change }) =>
        state.status === 'open' && follows(state.under, change)
          ? [{ type: 'ProblemCarriedOver' as const, ...change, rule: 'PINNED' as const }]
          : [],
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

/** Allows a command on an open problem, not before it was opened; when the record is full, it may only be closed. */
function whileOpen<Given extends Timed, Decided>(
  decide: (state: Worked, given: Given) => Decided,
  { always = false } = {},
) {
  return (state: Problem, given: Given) => {
    if (state.status === 'unknown') return refuse('ProblemNotFound');
    if (state.status === 'closed') return refuse('ProblemClosed');
    if (given.at.ms < state.openedAt.ms) return refuse('EndsBeforeStart');
    if (!always && state.steps >= STEPS_MAX) return refuse('RecordFull', { max: STEPS_MAX });
    return decide(state, given);
  };
}

function open({
  code,
  source,
  place,
  beatActive,
  method,
  stages,
  at,
  ...found
}: Fields<typeof openInput> & Governed & Timed) {
  const { needsConfirmation, basis } = found;
  if (!beatActive) return refuse('BeatClosed');
  if (workingStages(stages).length === 0) return refuse('ProblemsNotInModel');
  const facts = { ...place, code, source, method, stages: [...stages], needsConfirmation, basis };
  return [{ type: 'ProblemOpened' as const, ...facts, openedAt: at }];
}

function enter({ stages, stage: from }: Worked, { stage, reason, at }: Fields<typeof stageInput> & Timed) {
  if (!stages.includes(stage)) return refuse('StageNotInMethod');
  if (ENDS.includes(stage)) return refuse('StageIsEnd');
  if (stage === from) return [];
  if (stages.indexOf(stage) < stages.indexOf(from) && reason === null) return refuse('ReasonMissing');
  return [{ type: 'ProblemStageEntered' as const, stage, reason, at }];
}

function agree(
  { actions, partners }: Worked,
  { ambit, responsible, dueAt, at }: Fields<typeof agreeInput> & Timed,
) {
  if (EXTERNAL.includes(responsible) && !partners.includes(responsible)) return refuse('NotAPartner');
  if (dueAt.ms <= at.ms) return refuse('EndsBeforeStart');
  if (dueAt.ms - at.ms > TERM_MAX_DAYS * DAY_MS) return refuse('TermTooFar', { days: TERM_MAX_DAYS });
  if (actions.length >= ACTIONS_MAX) return refuse('RecordFull', { max: ACTIONS_MAX });
  const number = actions.length + 1;
  return [{ type: 'ProblemActionAgreed' as const, number, ambit, responsible, dueAt, at }];
}

function close(state: Worked, { result, confirmedBy, reason, at }: Fields<typeof closeInput> & Timed) {
  if (at.ms < state.since.ms) return refuse('EndsBeforeStart');
  if (confirmedBy !== null && !state.partners.includes(confirmedBy)) return refuse('NotAPartner');
  const isConfirmed = confirmedBy !== null && EXTERNAL.includes(confirmedBy);
  if (result === 'RESOLVED' && state.needsConfirmation && !isConfirmed) return refuse('ConfirmationNeeded');
  return [{ type: 'ProblemClosed' as const, result, confirmedBy, reason, at }];
}

export function workingStages(stages: readonly string[]): string[] {
  return stages.filter((stage) => !ENDS.includes(stage));
}

function evolve(state: Problem, event: ProblemEvent): Problem {
  if (event.type === 'ProblemOpened') {
    const { stages, needsConfirmation, openedAt } = event;
    const stage = workingStages(stages)[0] ?? '';
    const begun = { openedAt, since: openedAt, partners: [], actions: [], steps: 0, under: null };
    return { status: 'open', stages, stage, needsConfirmation, ...begun };
  }
  if (state.status === 'unknown') return state;
  if (event.type === 'ProblemCarriedOver') return { ...state, under: cameUnder(event) };
  const next = { ...state, steps: state.steps + 1 };
  switch (event.type) {
    case 'ProblemStageEntered':
      return { ...next, stage: event.stage };
    case 'ProblemPartnerJoined':
      return {
        ...next,
        partners: [...state.partners.filter((each) => each !== event.partner), event.partner],
      };
    case 'ProblemPartnerLeft':
      return { ...next, partners: state.partners.filter((each) => each !== event.partner) };
    case 'ProblemActionAgreed':
      return { ...next, actions: [...state.actions, event.at.ms] };
    case 'ProblemActionSettled':
      return next;
    case 'ProblemClosed':
      return { ...next, status: 'closed', since: event.at };
    case 'ProblemReopened':
      return { ...next, status: 'open', since: event.at };
  }
}
