import { keptWith, type ToldAs } from '@proximidad/contracts';
import { type By, only, readModel } from '@proximidad/eventsourcing';
import { followUp, type FollowUpEvent, type FollowUpGround } from '../follow-up/follow-up.ts';
import { victim, type VictimEvent, victimRetention } from './victim.ts';

type Told = Omit<Extract<VictimEvent, { readonly type: 'VictimTold' }>, 'type'>;

/** The victim a follow-up is owed to, as last recorded; sealed. */
export interface VictimRow extends Told {
  readonly id: string;
  readonly entity: string;
  /** VIOLENCE once it was, since the victim was first told (ADR 407). */
  readonly ground: FollowUpGround;
  /** Who last recorded it. */
  readonly by: By;
  /** When the follow-up ended, Unix milliseconds; null while it is owed. */
  readonly endedAt: number | null;
  /** When the retention time is over by the table, Unix milliseconds; null while the follow-up is owed. */
  readonly retainedUntil: number | null;
  /** As which of the two (adult, minor) data are kept whose retention time was not over yet. */
  readonly kept: readonly ToldAs[];
  /** `retainedUntil` while there is anybody in `kept`. */
  readonly retentionAt: number | null;
}

/** What tells of a follow-up on which ground it is owed, and from when the retention time of its victim counts. */
const OF_FOLLOW_UP = [
  ...(['FollowUpMoved', 'FollowUpDone', 'FollowUpWaived'] as const),
  ...(['FollowUpOwedAgain', 'FollowUpReopened'] as const),
] as const;

export const victims = readModel<VictimRow>()({
  name: 'victims',
  version: 6,
  of: [victim, only(followUp, ...OF_FOLLOW_UP)],
  columns: { entity: 'text', retentionAt: 'integer' },
  indexedAlone: ['retentionAt'],
  guarded: () => true,
  project(before, event, { id, entity, by }) {
    const row = projected(before, event, { id, entity, by });
    if (!row) return undefined;
    const { endedAt, ground, kept } = row;
    const retainedUntil = endedAt === null ? null : victimRetention(ground, endedAt).dueAt;
    return { ...row, retainedUntil, retentionAt: kept.length > 0 ? retainedUntil : null };
  },
});

type Projected = Omit<VictimRow, 'retainedUntil' | 'retentionAt'>;

function projected(
  row: VictimRow | undefined,
  event: VictimEvent | Extract<FollowUpEvent, { readonly type: (typeof OF_FOLLOW_UP)[number] }>,
  { id, entity, by }: Pick<VictimRow, 'id' | 'entity' | 'by'>,
): Projected | undefined {
  switch (event.type) {
    case 'VictimTold': {
      const { type: _, adult, minor, ...told } = event;
      const who = { adult: adult ?? row?.adult ?? null, minor: minor ?? row?.minor ?? null };
      const kept = keptWith(row?.kept, event);
      return {
        id,
        entity,
        by,
        ...told,
        ...who,
        ground: gravest(row, event),
        kept,
        endedAt: row?.endedAt ?? null,
      };
    }
    case 'VictimRetentionCame':
      return row && { ...row, kept: row.kept.filter((part) => part !== event.part) };
    case 'FollowUpMoved':
      return row && { ...row, ground: gravest(row, event) };
    case 'FollowUpDone':
      return row && { ...row, endedAt: event.doneAt.ms };
    case 'FollowUpWaived':
      return row && { ...row, endedAt: event.waivedAt.ms };
    case 'FollowUpOwedAgain':
      return row && { ...row, ground: gravest(row, event), endedAt: null };
    case 'FollowUpReopened':
      return row && { ...row, endedAt: null };
  }
}

type OnGround = Pick<VictimRow, 'ground'>;

function gravest(row: OnGround | undefined, { ground }: OnGround): FollowUpGround {
  return row?.ground === 'VIOLENCE' ? row.ground : ground;
}
