import { type CarriedOver, carriedOn } from '@proximidad/contracts';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { plannedAction, type ActionState, type PlannedActionEvent } from './planned-action.ts';

type Planned = Omit<Extract<PlannedActionEvent, { type: 'ActionPlanned' }>, 'type'>;

/** The actions planned for a beat, and their states. */
export interface PlannedActionRow extends Planned {
  readonly id: string;
  readonly entity: string;
  readonly state: ActionState;
  /** How often it was opened; what falls due after each opening is done once. */
  readonly openings: number;
  readonly doneAt: Instant | null;
  readonly officerId: string | null;
  readonly distanceMetres: number | null;
  readonly reason: Extract<PlannedActionEvent, { reason: unknown }>['reason'] | null;
  readonly carriedOver: readonly CarriedOver[];
  /** Who planned it, and who last recorded what came of it. */
  readonly by: By;
  readonly decidedBy: By | null;
}

const UNDONE = { doneAt: null, officerId: null, distanceMetres: null };

export const plannedActions = readModel<PlannedActionRow>()({
  name: 'planned-actions',
  version: 2,
  of: [plannedAction],
  columns: { entity: 'text', municipality: 'text', beatId: 'text', state: 'text', until: 'instant' },
  indexes: [
    ['beatId', 'until'],
    ['state', 'until'],
  ],
  indexedAlone: [],
  project(row, event, { id, entity, by }) {
    if (event.type === 'ActionPlanned') {
      const { type: _type, ...planned } = event;
      const open = { state: 'PLANNED', openings: 1, reason: null, decidedBy: null, carriedOver: [] } as const;
      return { ...planned, id, entity, ...open, ...UNDONE, by };
    }
    if (!row) return undefined;
    switch (event.type) {
      case 'PlannedActionDone': {
        const { officerId, distanceMetres, doneAt } = event;
        return { ...row, state: 'DONE', officerId, distanceMetres, doneAt, reason: null, decidedBy: by };
      }
      case 'PlannedActionMissed':
        return { ...row, state: 'MISSED' };
      case 'PlannedActionCarriedOver':
        return { ...row, carriedOver: carriedOn(row, event) };
      case 'PlannedActionCancelled':
        return { ...row, state: 'CANCELLED', reason: event.reason, decidedBy: by };
      case 'PlannedActionUndone':
      case 'PlannedActionReinstated': {
        const { reason } = event;
        return { ...row, state: 'PLANNED', openings: row.openings + 1, ...UNDONE, reason, decidedBy: by };
      }
    }
  },
});
