import { keptWith, type ToldAs } from '@proximidad/contracts';
import { type By, readModel } from '@proximidad/eventsourcing';
import { involved, type InvolvedEvent } from './involved.ts';

type Told = Omit<Extract<InvolvedEvent, { readonly type: 'PersonInvolved' }>, 'type'>;

/** One of the people in an incident, as last recorded; sealed. */
export interface IncidentPersonRow extends Told {
  readonly id: string;
  readonly entity: string;
  /** Who last recorded it. */
  readonly by: By;
  /** 0 once it was taken back. */
  readonly stands: 0 | 1;
  /** The parts of which data are kept whose retention period is not over yet. */
  readonly kept: readonly ToldAs[];
  /** Of which parts it was noted that their retention period is over: of their data others decide. */
  readonly lapsed: readonly ToldAs[];
  /** 1 while there are any in `kept`. */
  readonly keeps: 0 | 1;
}

export const incidentPeople = readModel<IncidentPersonRow>()({
  name: 'incident-people',
  version: 4,
  of: [involved],
  columns: {
    ...{ entity: 'text', incidentId: 'text', number: 'integer', stands: 'integer' },
    ...{ toldAt: 'instant', keeps: 'integer' },
  },
  indexes: [
    ['incidentId', 'number'],
    ['keeps', 'toldAt'],
  ],
  project(row, event, { id, entity, by }) {
    switch (event.type) {
      case 'PersonInvolved': {
        const { type: _, ...told } = event;
        const kept = keptWith(row?.kept, told);
        return {
          id,
          entity,
          by,
          ...told,
          stands: 1,
          kept,
          lapsed: row?.lapsed ?? [],
          keeps: kept.length > 0 ? 1 : 0,
        };
      }
      case 'InvolvedRetracted':
        return row && { ...row, stands: 0 };
      case 'InvolvedRetentionCame': {
        if (!row) return undefined;
        const kept = row.kept.filter((part) => part !== event.part);
        return { ...row, kept, lapsed: [...row.lapsed, event.part], keeps: kept.length > 0 ? 1 : 0 };
      }
      case 'InvolvedRetentionRenewed':
        // It was told with it.
        return row && { ...row, lapsed: row.lapsed.filter((part) => part !== event.part) };
    }
  },
});
