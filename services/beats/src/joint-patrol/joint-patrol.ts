import { Cvegeo, ModelCode } from '@proximidad/catalogues';
import {
  basisOf,
  CarriedOver,
  follows,
  type Governing,
  type CameUnder,
  cameUnder,
  ModelBasis,
  ModelChange,
} from '@proximidad/contracts';
import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  looksUp,
  named,
  PublicId,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { JointPatrolEndReason, PatrolActRetractReason, PatrolPower, powersOf } from './words.ts';

// ---- words --------------------------------------------------------------------

const MEMBERS_MAX = 12;
const CORPS_LENGTH_MAX = 300;
/** Acts recorded of one patrol; one that goes on for longer is another patrol. */
export const PATROL_ACTS_MAX = 200;
const NATIONAL = '00';

const Member = named(
  'PatrolMemberInput',
  z.object({
    officerId: PublicId.describe('The member.'),
    corps: ModelCode.describe("The member's corps: one of `mixedPatrol.members` of the model."),
  }),
  'A member of a joint patrol.',
);
const Members = z
  .array(Member)
  .min(1)
  .max(MEMBERS_MAX)
  .refine(
    (members) => new Set(members.map(({ officerId }) => officerId)).size === members.length,
    'somebody is named twice',
  );
const ActNumber = z.int().min(1).max(PATROL_ACTS_MAX);

// ---- events -------------------------------------------------------------------

const Serving = z.object({
  officerId: PublicId,
  corps: ModelCode,
  /** As in the model at that time: a patrol keeps the powers it began with. */
  police: z.boolean(),
  powers: z.array(PatrolPower),
  handsOverTo: z.string().max(CORPS_LENGTH_MAX).nullable(),
});
export type Serving = z.infer<typeof Serving>;

export const jointPatrolEvents = eventFamily({
  JointPatrolBegun: {
    version: 1,
    schema: z.object({
      beatId: PublicId,
      municipality: Cvegeo,
      commanderId: PublicId,
      members: z.array(Serving).max(MEMBERS_MAX),
      basis: ModelBasis,
      from: Instant,
    }),
  },
  PatrolActRecorded: {
    version: 1,
    schema: z.object({
      number: ActNumber,
      officerId: PublicId,
      act: PatrolPower,
      /** For what an auxiliary hands over: to whom. */
      handedOverTo: z.string().max(CORPS_LENGTH_MAX).nullable(),
      at: Instant,
    }),
  },
  PatrolActRetracted: {
    version: 1,
    schema: z.object({ number: ActNumber, reason: PatrolActRetractReason, at: Instant }),
  },
  JointPatrolEnded: { version: 1, schema: z.object({ reason: JointPatrolEndReason, until: Instant }) },
  JointPatrolCarriedOver: { version: 1, schema: CarriedOver },
});
export type JointPatrolEvent = EventOf<typeof jointPatrolEvents>;

// ---- state --------------------------------------------------------------------

interface Patrolling {
  readonly status: 'begun';
  readonly members: readonly Serving[];
  readonly from: Instant;
  readonly until: Instant | null;
  /** When each was, Unix milliseconds, in the order of their numbers. */
  readonly acts: readonly number[];
  readonly retracted: readonly number[];
  readonly under: CameUnder | null;
}
export type JointPatrol = { readonly status: 'unknown' } | Patrolling;

// ---- commands -----------------------------------------------------------------

const { command, internal } = commandsOf<JointPatrol>();

const beginInput = {
  members: Members.describe(
    `All members, with at least one from each corps that the model names; at most ${MEMBERS_MAX}.`,
  ),
  commanderId: PublicId.describe('Who commands it: one of the members, from the police.'),
};
const actInput = {
  officerId: PublicId.describe('The member who did it.'),
  act: PatrolPower.describe('What was done.'),
};
const retractInput = {
  number: ActNumber.describe('Number of the act, as it was recorded.'),
  reason: PatrolActRetractReason.describe('Why.'),
};
const endInput = {
  reason: JointPatrolEndReason.describe('Why it ends; it ends at the time of the command.'),
};

/** The beat, the model that governs it then, and what is known about the officers named. */
interface Considered {
  readonly beatId: string;
  readonly municipality: string;
  readonly beatActive: boolean;
  readonly governing: Governing;
  /** Those of the members who serve as auxiliaries in a shift then. */
  readonly auxiliaries: readonly string[];
  /** Whether training knows the commander as one who serves: only police have a rank there. */
  readonly commanderRegistered: boolean;
  /** Those of the members who are not on duty then. */
  readonly offDuty: readonly string[];
  /** Those of the members who are in another joint patrol then, or were in one that ended later. */
  readonly elsewhere: readonly string[];
  /** Until when an agreement lets the federal force patrol there; null when none does (BR-A1). */
  readonly agreedUntil: Instant | null;
}
/** Whether the member was on duty then. */
interface Served {
  readonly onDuty: boolean;
}
interface Timed {
  readonly at: Instant;
}

/** Police and auxiliaries who patrol a beat together under a police commander. */
export const jointPatrol = aggregate({
  category: 'jointpatrol',
  events: jointPatrolEvents,
  initialState: { status: 'unknown' } as JointPatrol,
  commands: {
    BeginJointPatrol: command({
      doc: "Police and auxiliaries start to patrol a beat together under a police commander. Refused with JointPatrolsNotInModel, CorpsNotInPatrol, CorpsMissing, CommanderNotInPatrol, CommanderNotPolice or ServesAsAuxiliary (BR-B22), MemberNotOnDuty or AlreadyInJointPatrol (BR-B23), OfficerNotRegistered (BR-T3), OutsideEntity or NoAgreement (BR-A1), AlreadyRegistered, BeatNotFound, BeatClosed or StateCommands (a town's commander under a mando).",
      mayExecute: ['commander'],
      addresses: 'chosen',
      seeks: { beatId: PublicId.describe('The beat that it patrols.') },
      input: beginInput,
      finds: looksUp<Considered>(),
      decide: (state, given) => (state.status === 'unknown' ? begin(given) : refuse('AlreadyRegistered')),
    }),
    RecordPatrolAct: command({
      doc: 'A member of a joint patrol used a power; it may be reported later. An auxiliary may use only the powers that the model names. Refused with JointPatrolNotFound, NotInPatrol, OutsideJointPatrol, MemberNotOnDuty (BR-B23), PowerNotHeld (BR-B22) or RecordFull.',
      mayExecute: ['officer', 'commander'],
      oneself: { roles: ['officer'], tie: 'officer', field: 'officerId' },
      input: actInput,
      finds: looksUp<Served>(),
      decide: onceBegun(act),
    }),
    RetractPatrolAct: command({
      doc: 'An act recorded of a joint patrol no longer counts; retracting it again changes nothing. Refused with JointPatrolNotFound or PatrolActNotFound.',
      mayExecute: ['commander'],
      input: retractInput,
      decide: onceBegun((state, { number, reason, at }: Fields<typeof retractInput> & Timed) => {
        if (number > state.acts.length) return refuse('PatrolActNotFound');
        if (state.retracted.includes(number)) return [];
        return [{ type: 'PatrolActRetracted' as const, number, reason, at }];
      }),
    }),
    EndJointPatrol: command({
      doc: 'A joint patrol ends; ending it again changes nothing. Refused with JointPatrolNotFound, EndsBeforeStart or NotAfterTheLast.',
      mayExecute: ['commander'],
      input: endInput,
      decide: onceBegun((state, { reason, at }: Fields<typeof endInput> & Timed) => {
        if (state.until) return [];
        if (at.ms <= state.from.ms) return refuse('EndsBeforeStart');
        if (at.ms <= lastActOf(state)) return refuse('NotAfterTheLast');
        return [{ type: 'JointPatrolEnded' as const, reason, until: at }];
      }),
    }),
    /** Its beat came under another version of a model: it goes on with the powers it began with (BR-A4). */
    CarryOverPatrol: internal({
      input: { change: ModelChange },
      decide: (state, { change }) =>
        state.status === 'begun' && state.until === null && follows(state.under, change)
          ? [{ type: 'JointPatrolCarriedOver' as const, ...change, rule: 'PINNED' as const }]
          : [],
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function onceBegun<Given, Decided>(decide: (state: Patrolling, given: Given) => Decided) {
  return (state: JointPatrol, given: Given) =>
    state.status === 'unknown' ? refuse('JointPatrolNotFound') : decide(state, given);
}

function begin(given: Fields<typeof beginInput> & Considered & Timed) {
  const { beatId, municipality, members, commanderId, beatActive, governing, at } = given;
  if (!beatActive) return refuse('BeatClosed');
  const { mixedPatrol } = governing.profile;
  if (!mixedPatrol) return refuse('JointPatrolsNotInModel');
  const refusal = againstElsewhere(given) ?? againstTogether(members, mixedPatrol.members);
  if (refusal) return refusal;
  const serving = members.map((member) => ({ ...member, ...powersOf(governing.profile, member.corps) }));
  const commander = serving.find(({ officerId }) => officerId === commanderId);
  if (!commander) return refuse('CommanderNotInPatrol');
  const serves = (officerId: string) => given.auxiliaries.includes(officerId);
  if (commander.corps !== mixedPatrol.commander || !commander.police || serves(commanderId))
    return refuse('CommanderNotPolice', { corps: mixedPatrol.commander });
  if (!given.commanderRegistered) return refuse('OfficerNotRegistered');
  if (serving.some(({ officerId, police }) => police && serves(officerId)))
    return refuse('ServesAsAuxiliary');
  if (given.offDuty.length > 0) return refuse('MemberNotOnDuty');
  if (given.elsewhere.length > 0) return refuse('AlreadyInJointPatrol');
  const basis = basisOf(governing, 'mixedPatrol');
  const facts = { beatId, municipality, commanderId, members: serving.map(recorded), basis };
  return [{ type: 'JointPatrolBegun' as const, ...facts, from: at }];
}

function recorded({
  powers,
  ...member
}: Omit<Serving, 'powers'> & { readonly powers: readonly PatrolPower[] }) {
  return { ...member, powers: [...powers] };
}

/** Each member is of the state, or of the federation while an agreement covers the beat (BR-A1). */
function againstElsewhere({ beatId, members, agreedUntil }: Fields<typeof beginInput> & Considered) {
  const entities = members.map(({ officerId }) => entityOf(officerId));
  const others = entities.filter((entity) => entity !== entityOf(beatId));
  if (others.some((entity) => entity !== NATIONAL)) return refuse('OutsideEntity');
  return others.length > 0 && agreedUntil === null ? refuse('NoAgreement') : undefined;
}

/** Only members of the corps that the model names, and at least one of each: otherwise it is no joint patrol. */
function againstTogether(members: Fields<typeof beginInput>['members'], corps: readonly string[]) {
  const strange = members.find((member) => !corps.includes(member.corps));
  if (strange) return refuse('CorpsNotInPatrol', { corps: strange.corps });
  const missing = corps.find((each) => !members.some((member) => member.corps === each));
  return missing === undefined ? undefined : refuse('CorpsMissing', { corps: missing });
}

function act(state: Patrolling, { officerId, act, onDuty, at }: Fields<typeof actInput> & Served & Timed) {
  const { members, from, until, acts } = state;
  const member = members.find((each) => each.officerId === officerId);
  if (!member) return refuse('NotInPatrol');
  if (at.ms < from.ms || (until && at.ms >= until.ms)) return refuse('OutsideJointPatrol');
  if (!onDuty) return refuse('MemberNotOnDuty');
  if (!member.powers.includes(act)) return refuse('PowerNotHeld', { corps: member.corps });
  if (acts.length >= PATROL_ACTS_MAX) return refuse('RecordFull', { max: PATROL_ACTS_MAX });
  const handedOverTo = act === 'HANDOVER' ? member.handsOverTo : null;
  return [{ type: 'PatrolActRecorded' as const, number: acts.length + 1, officerId, act, handedOverTo, at }];
}

/** Only acts that count: a retracted one says nothing about when the patrol was out. */
function lastActOf({ from, acts, retracted }: Patrolling): number {
  return Math.max(from.ms, ...acts.filter((_, index) => !retracted.includes(index + 1)));
}

function evolve(state: JointPatrol, event: JointPatrolEvent): JointPatrol {
  if (event.type === 'JointPatrolBegun') {
    const { members, from } = event;
    const nothing = { until: null, acts: [], retracted: [], under: null };
    return { status: 'begun', members, from, ...nothing };
  }
  if (state.status === 'unknown') return state;
  switch (event.type) {
    case 'PatrolActRecorded':
      return { ...state, acts: [...state.acts, event.at.ms] };
    case 'PatrolActRetracted':
      return { ...state, retracted: [...state.retracted, event.number] };
    case 'JointPatrolEnded':
      return { ...state, until: event.until };
    case 'JointPatrolCarriedOver':
      return { ...state, under: cameUnder(event) };
  }
}
