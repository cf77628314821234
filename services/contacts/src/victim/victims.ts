import { keptWith, type ToldAs } from '@proximidad/contracts';
import { type By, only, readModel } from '@proximidad/eventsourcing';
import { followUp, type FollowUpEvent } from '../follow-up/follow-up.ts';
import { victim, type VictimEvent, victimRetention } from './victim.ts';

type Told = Omit<Extract<VictimEvent, { readonly type: 'VictimTold' }>, 'type'>;

/** The victim a follow-up is owed to, as last recorded; sealed. */
export interface VictimRow extends Told {
  readonly id: string;
  readonly entity: string;
  /** Who last recorded it. */
  readonly by: By;
  /** When the retention time is over by the table, Unix milliseconds; null while the follow-up is owed. */
  readonly retainedUntil: number | null;
  /** As which of the two (adult, minor) data are kept whose retention time was not over yet. */
  readonly kept: readonly ToldAs[];
  /** `retainedUntil` while there is anybody in `kept`. */
  readonly retentionAt: number | null;
}

/** The events from which the retention time of a victim counts. */
const ENDS = ['FollowUpDone', 'FollowUpWaived', 'FollowUpOwedAgain'] as const;

export const victims = readModel<VictimRow>()({
  name: 'victims',
  version: 3,
  of: [victim, only(followUp, ...ENDS)],
  columns: { entity: 'text', retentionAt: 'integer' },
  indexedAlone: ['retentionAt'],
  guarded: () => true,
  project(before, event, { id, entity, by }) {
    const row = projected(before, event, { id, entity, by });
    return row && { ...row, retentionAt: row.kept.length > 0 ? row.retainedUntil : null };
  },
});

function projected(
  row: VictimRow | undefined,
  event: VictimEvent | Extract<FollowUpEvent, { readonly type: (typeof ENDS)[number] }>,
  { id, entity, by }: Pick<VictimRow, 'id' | 'entity' | 'by'>,
): VictimRow | undefined {
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
        kept,
        retainedUntil: row?.retainedUntil ?? null,
        retentionAt: null,
      };
    }
    case 'VictimRetentionCame':
      return row && { ...row, kept: row.kept.filter((part) => part !== event.part) };
    case 'FollowUpDone':
      return row && { ...row, retainedUntil: victimRetention(row.ground, event.doneAt.ms).dueAt };
    case 'FollowUpWaived':
      return row && { ...row, retainedUntil: victimRetention(row.ground, event.waivedAt.ms).dueAt };
    case 'FollowUpOwedAgain':
      return row && { ...row, retainedUntil: null };
  }
}
