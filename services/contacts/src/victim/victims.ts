import { only, readModel } from '@proximidad/eventsourcing';
import { followUp } from '../follow-up/follow-up.ts';
import { type Adult, type Minor, victim, type VictimEvent, victimRetention } from './victim.ts';

type Told = Omit<Extract<VictimEvent, { readonly type: 'VictimTold' }>, 'type'>;

/** What was told last of whom a follow-up is owed to; sealed. */
export interface VictimRow extends Told {
  readonly id: string;
  readonly entity: string;
  readonly adult: Adult | null;
  readonly minor: Minor | null;
  /** When what is kept is due by the table, Unix milliseconds; null while the follow-up is owed. */
  readonly retainedUntil: number | null;
}

export const victims = readModel<VictimRow>()({
  name: 'victims',
  version: 1,
  of: [victim, only(followUp, 'FollowUpDone', 'FollowUpWaived', 'FollowUpOwedAgain')],
  columns: { entity: 'text' },
  guarded: () => true,
  project(row, event, { id, entity }) {
    switch (event.type) {
      case 'VictimTold': {
        const { type: _, adult, minor, ...told } = event;
        const kept = { adult: adult ?? row?.adult ?? null, minor: minor ?? row?.minor ?? null };
        return { id, entity, ...told, ...kept, retainedUntil: row?.retainedUntil ?? null };
      }
      case 'FollowUpDone':
        return row && { ...row, retainedUntil: victimRetention(row.ground, event.doneAt.ms).dueAt };
      case 'FollowUpWaived':
        return row && { ...row, retainedUntil: victimRetention(row.ground, event.waivedAt.ms).dueAt };
      case 'FollowUpOwedAgain':
        return row && { ...row, retainedUntil: null };
    }
  },
});
