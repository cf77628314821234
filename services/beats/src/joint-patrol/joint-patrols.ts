import { type CarriedOver, carriedOn } from '@proximidad/contracts';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import { jointPatrol, type JointPatrolEvent } from './joint-patrol.ts';
import type { JointPatrolEndReason, PatrolActRetractReason, PatrolPower } from './words.ts';

type Begun = Omit<Extract<JointPatrolEvent, { type: 'JointPatrolBegun' }>, 'type'>;

/** What a member did to a person. */
export interface PatrolActRow {
  readonly number: number;
  readonly officerId: string;
  readonly act: PatrolPower;
  readonly handedOverTo: string | null;
  readonly at: Instant;
  readonly by: By;
  /** Why it no longer counts; null while it does. */
  readonly retracted: z.infer<typeof PatrolActRetractReason> | null;
}

/** Joint patrols of police and auxiliaries, present and past. */
export interface JointPatrolRow extends Begun {
  readonly id: string;
  readonly entity: string;
  readonly open: boolean;
  readonly until: Instant | null;
  readonly endReason: z.infer<typeof JointPatrolEndReason> | null;
  /** In the order in which they were reported. */
  readonly acts: readonly PatrolActRow[];
  /** Ids of its members, each between blanks. */
  readonly officersText: string;
  readonly carriedOver: readonly CarriedOver[];
  readonly by: By;
  readonly endedBy: By | null;
}

export const jointPatrols = readModel<JointPatrolRow>()({
  name: 'joint-patrols',
  version: 2,
  of: [jointPatrol],
  columns: {
    ...{ entity: 'text', municipality: 'text', beatId: 'text', officersText: 'text' },
    ...{ open: 'integer', from: 'instant', until: 'instant' },
  },
  indexes: [
    ['beatId', 'from'],
    ['open', 'from'],
    ['until', 'open'],
  ],
  project(row, event, { id, entity, by }) {
    if (event.type === 'JointPatrolBegun') {
      const { type: _type, ...begun } = event;
      const officersText = ` ${begun.members.map(({ officerId }) => officerId).join(' ')} `;
      const open = { open: true, until: null, endReason: null, endedBy: null, acts: [], carriedOver: [] };
      return { ...begun, id, entity, ...open, officersText, by };
    }
    if (!row) return undefined;
    switch (event.type) {
      case 'PatrolActRecorded': {
        const { type: _type, ...told } = event;
        return { ...row, acts: [...row.acts, { ...told, by, retracted: null }] };
      }
      case 'PatrolActRetracted': {
        const { number, reason } = event;
        const acts = row.acts.map((each) => (each.number === number ? { ...each, retracted: reason } : each));
        return { ...row, acts };
      }
      case 'JointPatrolEnded':
        return { ...row, open: false, until: event.until, endReason: event.reason, endedBy: by };
      case 'JointPatrolCarriedOver':
        return { ...row, carriedOver: carriedOn(row, event) };
    }
  },
});
