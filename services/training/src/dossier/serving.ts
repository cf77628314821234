import { Cvegeo, ModelCode, type ModelProfile } from '@proximidad/catalogues';
import { RetentionRule } from '@proximidad/contracts';
import { closedList, type Fields, Instant, optional } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

/* Where an officer serves, from when on, and that the service is over. */

export const SeparationReason = closedList(
  'SeparationReason',
  {
    RETIRED: 'Retired from service.',
    LEFT: "Left at the officer's own wish.",
    REMOVED: 'Removed from service.',
    DIED: 'Died, on duty or off.',
    ELSEWHERE: 'Serves in another entity from then on, which registers the officer under an id of its own.',
    REGISTERED_BY_MISTAKE: 'Should never have been registered.',
  },
  'Why an officer no longer serves.',
);
export type SeparationReason = z.infer<typeof SeparationReason>;

export const servingEvents = {
  OfficerRegistered: {
    version: 1,
    schema: z.object({ municipality: Cvegeo.nullable(), rank: ModelCode, registeredAt: Instant }),
  },
  /** From then on the officer serves there, with that rank. */
  OfficerTransferred: {
    version: 1,
    schema: z.object({ municipality: Cvegeo.nullable(), rank: ModelCode, transferredAt: Instant }),
  },
  OfficerSeparated: {
    version: 1,
    schema: z.object({ reason: SeparationReason, separatedAt: Instant }),
  },
  DossierRetentionCame: { version: 1, schema: z.object({ rule: RetentionRule, dueAt: Instant }) },
  /** The officer came back after that: the dossier is kept on. */
  DossierRetentionRenewed: { version: 1, schema: z.object({ renewedAt: Instant }) },
} as const;

/** Where an officer serves, and since when; or served last, and until when. */
export interface Serving {
  readonly municipality: string | null;
  readonly rank: string;
  readonly since: Instant;
  readonly separated: boolean;
  /** Whether it was noted that the retention period is over. */
  readonly retained: boolean;
}

const placeInput = {
  municipality: optional(Cvegeo).describe(
    'INEGI key; omitted for an officer of the state or the federation.',
  ),
  rank: ModelCode.describe('A rank of the model that governs there, such as POLICIA_PRIMERO.'),
};
export const registerInput = placeInput;
export const transferInput = placeInput;
export const retentionInput = { rule: RetentionRule, dueAt: Instant };
export const separateInput = { reason: SeparationReason.describe('Why.') };

interface Modelled {
  readonly model: ModelProfile;
}
interface Timed {
  readonly at: Instant;
}

/** Anew, too, once an officer who had left comes back: the dossier goes on. */
export function register(
  serving: Serving | undefined,
  { municipality, rank, at, model }: Fields<typeof registerInput> & Modelled & Timed,
) {
  if (serving && !serving.separated) return refuse('AlreadyRegistered');
  if (serving && at.ms < serving.since.ms) return refuse('NotAfterTheLast');
  if (!isRank(model, rank)) return refuse('CodeNotInModel', { code: rank });
  return [
    { type: 'OfficerRegistered' as const, municipality, rank, registeredAt: at },
    ...(serving?.retained ? [{ type: 'DossierRetentionRenewed' as const, renewedAt: at }] : []),
  ];
}

export function transfer(
  serving: Serving,
  { municipality, rank, at, model }: Fields<typeof transferInput> & Modelled & Timed,
) {
  if (serving.separated) return refuse('OfficerSeparated');
  if (!isRank(model, rank)) return refuse('CodeNotInModel', { code: rank });
  if (municipality === serving.municipality && rank === serving.rank) return [];
  if (at.ms < serving.since.ms) return refuse('NotAfterTheLast');
  return [{ type: 'OfficerTransferred' as const, municipality, rank, transferredAt: at }];
}

export function separate(serving: Serving, { reason, at }: Fields<typeof separateInput> & Timed) {
  if (serving.separated) return refuse('OfficerSeparated');
  if (at.ms < serving.since.ms) return refuse('NotAfterTheLast');
  return [{ type: 'OfficerSeparated' as const, reason, separatedAt: at }];
}

/** Once, and not of an officer who came back meanwhile. */
export function noteRetention(
  { separated, retained }: Serving,
  { rule, dueAt }: Fields<typeof retentionInput>,
) {
  return separated && !retained ? [{ type: 'DossierRetentionCame' as const, rule, dueAt }] : [];
}

function isRank({ codes }: ModelProfile, rank: string): boolean {
  return codes.ranks.some(({ code }) => code === rank);
}

interface Placed {
  readonly municipality: string | null;
  readonly rank: string;
}

export function servingOf(
  event:
    | ({ readonly type: 'OfficerRegistered'; readonly registeredAt: Instant } & Placed)
    | ({ readonly type: 'OfficerTransferred'; readonly transferredAt: Instant } & Placed),
): Serving {
  const { municipality, rank } = event;
  const since = event.type === 'OfficerRegistered' ? event.registeredAt : event.transferredAt;
  return { municipality, rank, since, separated: false, retained: false };
}
