import { type CarriedOver, carriedOn } from '@proximidad/contracts';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { problem, type ProblemEvent, workingStages } from './problem.ts';

type Opened = Omit<Extract<ProblemEvent, { type: 'ProblemOpened' }>, 'type'>;
type Agreed = Omit<Extract<ProblemEvent, { type: 'ProblemActionAgreed' }>, 'type' | 'at'>;
type Closed = Extract<ProblemEvent, { type: 'ProblemClosed' }>;

export interface ProblemActionRow extends Agreed {
  readonly outcome: Extract<ProblemEvent, { type: 'ProblemActionSettled' }>['outcome'] | null;
  readonly settledAt: Instant | null;
  /** Who recorded that it was agreed, and who recorded its outcome. */
  readonly by: By;
  readonly settledBy: By | null;
}

/** A problem as it stands. */
export interface ProblemRow extends Opened {
  readonly id: string;
  readonly entity: string;
  readonly open: boolean;
  readonly stage: string;
  readonly stageSince: Instant;
  readonly partners: readonly Extract<ProblemEvent, { type: 'ProblemPartnerJoined' }>['partner'][];
  readonly actions: readonly ProblemActionRow[];
  readonly result: Closed['result'] | null;
  readonly confirmedBy: Closed['confirmedBy'];
  readonly reason: Closed['reason'] | null;
  readonly closedAt: Instant | null;
  readonly closedBy: By | null;
  readonly carriedOver: readonly CarriedOver[];
  readonly by: By;
}

const NOT_CLOSED = { open: true, result: null, confirmedBy: null, closedAt: null, closedBy: null };

export const problems = readModel<ProblemRow>()({
  name: 'problems',
  version: 3,
  of: [problem],
  columns: { entity: 'text', municipality: 'text', beatId: 'text', open: 'integer', openedAt: 'instant' },
  indexes: [['beatId', 'openedAt']],
  project(row, event, { id, entity, by }) {
    if (event.type === 'ProblemOpened') {
      const { type: _type, ...opened } = event;
      const stage = { stage: workingStages(event.stages)[0] ?? '', stageSince: event.openedAt };
      const nothing = { partners: [], actions: [], carriedOver: [], reason: null };
      return { ...opened, id, entity, ...stage, ...nothing, ...NOT_CLOSED, by };
    }
    if (!row) return undefined;
    switch (event.type) {
      case 'ProblemStageEntered':
        return { ...row, stage: event.stage, stageSince: event.at, reason: event.reason };
      case 'ProblemPartnerJoined':
        return { ...row, partners: [...row.partners, event.partner] };
      case 'ProblemPartnerLeft':
        return { ...row, partners: row.partners.filter((each) => each !== event.partner) };
      case 'ProblemActionAgreed': {
        const { type: _type, at: _at, ...agreed } = event;
        const unsettled = { outcome: null, settledAt: null, settledBy: null };
        return { ...row, actions: [...row.actions, { ...agreed, ...unsettled, by }] };
      }
      case 'ProblemActionSettled': {
        const { number, outcome, at } = event;
        const settled = (each: ProblemActionRow) =>
          each.number === number ? { ...each, outcome, settledAt: at, settledBy: by } : each;
        return { ...row, actions: row.actions.map(settled) };
      }
      case 'ProblemClosed': {
        const { result, confirmedBy, reason, at } = event;
        return { ...row, open: false, result, confirmedBy, reason, closedAt: at, closedBy: by };
      }
      case 'ProblemReopened':
        return { ...row, ...NOT_CLOSED, reason: event.reason };
      case 'ProblemCarriedOver':
        return { ...row, carriedOver: carriedOn(row, event) };
    }
  },
});

/** Whether its time has passed without a recorded outcome. */
export function isLate({ outcome, dueAt }: ProblemActionRow, ms: number): boolean {
  return outcome === null && dueAt.ms <= ms;
}
