import { type By, readModel } from '@proximidad/eventsourcing';
import type { Dated, Spanned } from '../effective.ts';
import { body, type BodyEvent } from './body.ts';

/** Its members from then on. */
export interface CompositionRow extends Dated, Pick<BodyEvent, 'kind' | 'seats' | 'everyDays' | 'decree'> {
  readonly by: By;
}

export interface BodyRow {
  readonly id: string;
  readonly entity: string;
  readonly authority: string;
  readonly compositions: readonly CompositionRow[];
}

/** Bodies, and their members over time. */
export const bodies = readModel<BodyRow>()({
  name: 'bodies',
  version: 1,
  of: [body],
  columns: { entity: 'text', authority: 'text' },
  indexes: [['entity', 'authority']],
  project(row, { type: _type, authority, ...composition }, { id, entity, by }) {
    return { id, entity, authority, compositions: [...(row?.compositions ?? []), { ...composition, by }] };
  },
});

/** With its end, which is the beginning of the next one. */
export type SpannedComposition = Spanned<CompositionRow>;
