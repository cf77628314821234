import { type CarriedOver, carriedOn, type ModelBasis } from '@proximidad/contracts';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { beatDemand } from './beat-demand.ts';

/** The demand of a beat, until the next one or until it is withdrawn. */
export interface DemandRow {
  readonly unit: string;
  readonly parts: readonly { readonly factor: string | null; readonly amount: number }[];
  readonly amount: number;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly basis: ModelBasis;
  readonly carriedOver: readonly CarriedOver[];
  readonly by: By;
}

export interface BeatDemandRow {
  readonly id: string;
  readonly beatId: string;
  readonly entity: string;
  readonly municipality: string;
  /** Earliest first. */
  readonly demands: readonly DemandRow[];
}

/** The demand of each beat over time. */
export const demands = readModel<BeatDemandRow>()({
  name: 'demands',
  version: 2,
  of: [beatDemand],
  columns: { entity: 'text', municipality: 'text', beatId: 'text' },
  project(row, event, { id, entity, by }) {
    const { beatId, municipality } = event;
    const last = (change: (each: DemandRow) => DemandRow) =>
      (row?.demands ?? []).map((each) => (each.until === null ? change(each) : each));
    const whole = (after: readonly DemandRow[]) => ({ id, beatId, entity, municipality, demands: after });
    switch (event.type) {
      case 'DemandSet': {
        const { unit, parts, basis, from } = event;
        const amount = parts.reduce((sum, part) => sum + part.amount, 0);
        const set = { unit, parts, amount, from, until: null, basis, carriedOver: [], by };
        return whole([...last((each) => ({ ...each, until: from })), set]);
      }
      case 'DemandWithdrawn':
        return whole(last((each) => ({ ...each, until: event.until })));
      case 'DemandCarriedOver':
        return whole(last((each) => ({ ...each, carriedOver: carriedOn(each, event) })));
    }
  },
});

/** The one that holds at a moment, Unix milliseconds; undefined when none does. */
export function demandAt({ demands }: Pick<BeatDemandRow, 'demands'>, ms: number): DemandRow | undefined {
  return demands.find(({ from, until }) => from.ms <= ms && (until === null || ms < until.ms));
}
