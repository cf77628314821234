import { cnieVersionFor, Cvegeo, isSensitive } from '@proximidad/catalogues';
import { type Fields, Instant, localDate, looksUp, optional } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { Point } from '@proximidad/geography';
import { Outcome } from '@proximidad/contracts';
import { z } from 'zod';
import {
  type Closing,
  ClosingCorrectionReason,
  ReclassificationReason,
  RelocationReason,
  RndDelayReason,
  VICTIMS_MAX,
} from './incident-events.ts';
import { againstFinalCode, victimsTold } from './final-code.ts';
import { CnieCode, type Place, RndNumber, statPeriodOf } from './values.ts';

/** Reclassifications and relocations of one incident, together. */
export const CORRECTIONS_MAX = 50;

// ---- commands -------------------------------------------------------------

/** The person accountable for a correction: the pseudonym of the one who decided it. */
interface Authorised {
  readonly authorisedBy: string;
}

export const reclassification = {
  input: {
    finalCode: CnieCode.describe('CNIE, of the version in force when it happened (BR-I12).'),
    validFrom: optional(Instant).describe(
      'Since when the code applies, not before it happened and not after `occurredAt`; since it happened when left out.',
    ),
    victims: optional(z.int().min(0).max(VICTIMS_MAX)).describe(
      'Number of victims, even if 0; as before when left out. Required where the new code is of an act against people and no number was recorded.',
    ),
    reason: ReclassificationReason.describe('Why.'),
  },
  finds: looksUp<Authorised>(),
};
type Reclassify = Fields<typeof reclassification.input> & Authorised & { readonly at: Instant };

export const closingCorrection = {
  input: {
    outcome: optional(Outcome).describe('What came of it; as before when left out.'),
    victims: optional(z.int().min(0).max(VICTIMS_MAX)).describe(
      'Number of victims; as before when left out.',
    ),
    exercise: optional(z.boolean()).describe('Whether it was a drill (BR-I14); as before when left out.'),
    rndNumber: optional(RndNumber).describe('Number of a detention in the national register (BR-I6).'),
    rndDelayReason: optional(RndDelayReason).describe('Required for DETAINED without a number (BR-I6).'),
    reason: ClosingCorrectionReason.describe('Why.'),
  },
  finds: looksUp<Authorised>(),
};
type CorrectClosing = Fields<typeof closingCorrection.input> & Authorised & { readonly at: Instant };

interface Relocated extends Authorised {
  readonly to: Place;
}
export const relocation = {
  seeks: {
    municipality: optional(Cvegeo).describe(
      "INEGI key; when left out, that of the beat that contains the point, or else the entity's `999`.",
    ),
    point: optional(Point).describe('Refused for sensitive kinds.'),
  },
  input: { reason: RelocationReason.describe('Why.') },
  finds: looksUp<Relocated>(),
};
type Relocate = Fields<typeof relocation.input> & Relocated & { readonly at: Instant };

// ---- state ----------------------------------------------------------------

/** What a closed incident keeps beyond an open one so that it can be corrected. */
export interface Corrigible {
  readonly closedAt: Instant;
  readonly finalCode: string;
  /** Whether a code that it has or had is of a sensitive kind: what was once guarded stays guarded. */
  readonly sensitive: boolean;
  readonly corrections: number;
  readonly outcome: z.infer<typeof Outcome>;
  readonly victims: number;
  readonly detentionTold: boolean;
}

interface Closed extends Corrigible {
  readonly happenedAt: Instant;
  readonly place: Pick<Place, 'municipality' | 'beatId'>;
  readonly exercise: boolean;
}

// ---- decisions ------------------------------------------------------------

/** BR-I12 for the new code; the moment from which it applies lies between the event and the decision. */
export function reclassify(state: Closed, { finalCode: to, reason, authorisedBy, at, ...given }: Reclassify) {
  const against = againstCorrection(state, at);
  if (against) return against;
  const { finalCode: from, happenedAt, place, exercise } = state;
  const { municipality, beatId } = place;
  if (to === from) return refuse('AlreadyClassified', { code: to });
  const victims = given.victims ?? victimsTold(state);
  const wrong = againstFinalCode({ ...state, finalCode: to, victims, unregistered: false });
  if (wrong) return wrong;
  const validFrom = given.validFrom ?? happenedAt;
  if (validFrom.ms < happenedAt.ms) {
    return refuse('ValidBeforeItHappened');
  }
  if (validFrom.ms > at.ms) {
    return refuse('ValidAfterDecision');
  }
  const statPeriod = statPeriodOf(happenedAt, municipality);
  const reclassified = [
    {
      type: 'IncidentReclassified' as const,
      system: 'CNIE' as const,
      from,
      to,
      catalogueVersion: cnieVersionFor(localDate(happenedAt)),
      validFrom,
      reason,
      authorisedBy,
      statPeriod,
      sensitive: state.sensitive || isSensitive(to),
      municipality,
      beatId,
      exercise,
      reclassifiedAt: at,
      closing: closingOf(state),
    },
  ];
  if (given.victims === null || given.victims === state.victims) return reclassified;
  const closing = closingOf(state);
  return [
    ...reclassified,
    {
      type: 'ClosingCorrected' as const,
      ...{ from: closing, to: { ...closing, victims: given.victims }, reason: 'VICTIMS_FOUND' as const },
      ...{ authorisedBy, statPeriod, finalCode: to, municipality, beatId, correctedAt: at },
      ...{ rndNumber: null, rndDelayReason: null },
    },
  ];
}

/** Its outcome, number of victims, and whether it was a drill: what is left out stays as it is. */
export function correctClosing(state: Closed, { reason, authorisedBy, at, ...given }: CorrectClosing) {
  const against = againstCorrection(state, at);
  if (against) return against;
  const from = closingOf(state);
  const to = {
    ...from,
    outcome: given.outcome ?? from.outcome,
    victims: given.victims ?? from.victims,
    exercise: given.exercise ?? from.exercise,
  };
  const { rndNumber, rndDelayReason } = given;
  const isDetention = to.outcome === 'DETAINED';
  const registers = isDetention && (rndNumber !== null || rndDelayReason !== null);
  const unregistered = isDetention && !registers && !state.detentionTold;
  const victims = given.victims ?? victimsTold(state);
  const wrong = againstFinalCode({ ...state, ...to, victims, unregistered });
  if (wrong) return wrong;
  const isSame = from.outcome === to.outcome && from.victims === to.victims && from.exercise === to.exercise;
  if (isSame && !registers) return refuse('NothingCorrected');
  const { finalCode, happenedAt, place } = state;
  const { municipality, beatId } = place;
  return [
    {
      type: 'ClosingCorrected' as const,
      ...{ from, to, reason, authorisedBy, finalCode, municipality, beatId },
      rndNumber: isDetention ? rndNumber : null,
      rndDelayReason: isDetention && rndNumber === null ? rndDelayReason : null,
      statPeriod: statPeriodOf(happenedAt, municipality),
      correctedAt: at,
    },
  ];
}

function closingOf({ outcome, victims, exercise, closedAt }: Closed): z.infer<typeof Closing> {
  return { outcome, victims, exercise, closedAt };
}

/** It had always happened at this place: the other one was reported by mistake. */
export function relocate(state: Closed, { to, reason, authorisedBy, at }: Relocate) {
  const against = againstCorrection(state, at);
  if (against) return against;
  const { municipality, beatId } = state.place;
  if (to.point !== null && state.sensitive) {
    return refuse('PointOnSensitiveKind');
  }
  if (to.point === null && to.municipality === municipality && to.beatId === beatId) {
    return refuse('AlreadyThere');
  }
  return [
    {
      type: 'IncidentRelocated' as const,
      from: { municipality, beatId },
      to,
      reason,
      authorisedBy,
      statPeriod: statPeriodOf(state.happenedAt, to.municipality),
      relocatedAt: at,
    },
  ];
}

function againstCorrection({ closedAt, corrections }: Closed, at: Instant) {
  if (at.ms < closedAt.ms) {
    return refuse('CorrectedBeforeClosed');
  }
  if (corrections >= CORRECTIONS_MAX) {
    return refuse('TooManyCorrections', { max: CORRECTIONS_MAX });
  }
  return undefined;
}
