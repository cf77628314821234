import { keptWith, type ToldAs } from '@proximidad/contracts';
import { type By, type Instant, only, readModel } from '@proximidad/eventsourcing';
import { followUp, type FollowUpEvent, type FollowUpGround } from '../follow-up/follow-up.ts';
import { victim, type VictimEvent, victimPerson, victimRetention } from './victim.ts';

type Told = Omit<Extract<VictimEvent, { readonly type: 'VictimTold' }>, 'type'>;

/** The victim a follow-up is owed to, as last recorded; sealed. */
export interface VictimRow extends Told {
  readonly id: string;
  readonly entity: string;
  /** Token of the victim, as last told: an adult or a minor. */
  readonly person: string;
  /** VIOLENCE once it was, since the victim was first told (ADR 407). */
  readonly ground: FollowUpGround;
  /** Who last recorded it. */
  readonly by: By;
  /** When the victim withdrew consent; null if they did not, and once it was recorded anew who they are. */
  readonly withdrawnAt: Instant | null;
  /** Who recorded the withdrawal. */
  readonly withdrawnBy: By | null;
  /** When the follow-up ended, Unix milliseconds; null while it is owed. */
  readonly endedAt: number | null;
  /** When the retention time is over by the table, Unix milliseconds: when consent was withdrawn; otherwise null while the follow-up is owed. */
  readonly retainedUntil: number | null;
  /** As which of the two (adult, minor) data are kept whose retention time was not over yet. */
  readonly kept: readonly ToldAs[];
  /** `retainedUntil` while there is anybody in `kept`. */
  readonly retentionAt: number | null;
  /** Of which of the two it was noted that their time was over. */
  readonly lapsed: readonly ToldAs[];
  /** Since when the follow-up is owed again after it ended, Unix milliseconds; null before, and once it ended again. */
  readonly owedAgainAt: number | null;
  /** `owedAgainAt` while there is anybody in `lapsed`. */
  readonly renewalAt: number | null;
}

/** What tells of a follow-up on which ground it is owed, and from when the retention time of its victim counts. */
const OF_FOLLOW_UP = [
  ...(['FollowUpMoved', 'FollowUpDone', 'FollowUpWaived'] as const),
  ...(['FollowUpOwedAgain', 'FollowUpReopened'] as const),
] as const;

export const victims = readModel<VictimRow>()({
  name: 'victims',
  version: 9,
  of: [victim, only(followUp, ...OF_FOLLOW_UP)],
  columns: { entity: 'text', person: 'text', retentionAt: 'integer', renewalAt: 'integer' },
  indexedAlone: ['person', 'retentionAt', 'renewalAt'],
  guarded: () => true,
  project(before, event, { id, entity, by }) {
    const row = projected(before, event, { id, entity, by });
    if (!row) return undefined;
    const { endedAt, ground, kept, lapsed, owedAgainAt, withdrawnAt } = row;
    const afterEnd = endedAt === null ? null : victimRetention(ground, endedAt).dueAt;
    const retainedUntil = withdrawnAt?.ms ?? afterEnd;
    const retentionAt = kept.length > 0 ? retainedUntil : null;
    const renewalAt = lapsed.length > 0 && withdrawnAt === null ? owedAgainAt : null;
    return { ...row, retainedUntil, retentionAt, renewalAt };
  },
});

const NOT_WITHDRAWN = { withdrawnAt: null, withdrawnBy: null } as const;

type Projected = Omit<VictimRow, 'retainedUntil' | 'retentionAt' | 'renewalAt'>;

function projected(
  row: VictimRow | undefined,
  event: VictimEvent | Extract<FollowUpEvent, { readonly type: (typeof OF_FOLLOW_UP)[number] }>,
  { id, entity, by }: Pick<VictimRow, 'id' | 'entity' | 'by'>,
): Projected | undefined {
  switch (event.type) {
    case 'VictimTold': {
      const { type: _, adult, minor, ...told } = event;
      const isAdult = event.ageBand === 'ADULT';
      // Of somebody who turns out to be a minor nothing stays open, or is found, as of an adult (BR-C5).
      const who = {
        adult: isAdult ? (adult ?? row?.adult ?? null) : null,
        minor: isAdult ? null : (minor ?? row?.minor ?? null),
      };
      const kept = keptWith(row?.kept, event);
      // A channel alone brings back nothing of what was withdrawn: that stays due.
      const isKeptAnew = adult !== null || minor !== null;
      const { withdrawnAt, withdrawnBy } = isKeptAnew || !row ? NOT_WITHDRAWN : row;
      return {
        id,
        entity,
        by,
        person: victimPerson.tokenOf(id, event.ageBand === 'ADULT' ? 'ADULT' : 'MINOR'),
        ...told,
        ...who,
        ...{ withdrawnAt, withdrawnBy },
        ground: gravest(row, event),
        kept,
        endedAt: row?.endedAt ?? null,
        lapsed: row?.lapsed ?? [],
        owedAgainAt: row?.owedAgainAt ?? null,
      };
    }
    case 'VictimConsentWithdrawn':
      return row && { ...row, ...withoutTexts(row), withdrawnAt: event.withdrawnAt, withdrawnBy: by };
    case 'VictimRetentionCame':
      return row && { ...row, kept: without(row.kept, event), lapsed: [...row.lapsed, event.part] };
    case 'VictimRetentionRenewed':
      return (
        row && {
          ...row,
          kept: [...without(row.kept, event), event.part],
          lapsed: without(row.lapsed, event),
        }
      );
    case 'FollowUpMoved':
      return row && { ...row, ground: gravest(row, event) };
    case 'FollowUpDone':
      return row && { ...row, endedAt: event.doneAt.ms, owedAgainAt: null };
    case 'FollowUpWaived':
      return row && { ...row, endedAt: event.waivedAt.ms, owedAgainAt: null };
    case 'FollowUpOwedAgain':
      return row && { ...row, ground: gravest(row, event), endedAt: null, owedAgainAt: event.owedAgainAt.ms };
    case 'FollowUpReopened':
      return row && { ...row, endedAt: null, owedAgainAt: event.reopenedAt.ms };
  }
}

/** Who it was stays: as an adult or a minor, by the token. */
function withoutTexts({ adult, minor }: Pick<VictimRow, 'adult' | 'minor'>) {
  return {
    adult: adult && { name: null, way: null },
    minor: minor && { name: null, caregiver: null, way: null },
  };
}

function without(parts: readonly ToldAs[], { part: gone }: { readonly part: ToldAs }): readonly ToldAs[] {
  return parts.filter((part) => part !== gone);
}

type OnGround = Pick<VictimRow, 'ground'>;

function gravest(row: OnGround | undefined, { ground }: OnGround): FollowUpGround {
  return row?.ground === 'VIOLENCE' ? row.ground : ground;
}
