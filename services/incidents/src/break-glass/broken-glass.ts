import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { breakGlass, type BreakGlassEvent } from './break-glass.ts';

export interface BreakingRow extends Omit<BreakGlassEvent, 'type'> {
  readonly by: By;
}

/** The times when sealed data of one incident were opened outside somebody's task. */
export interface BrokenGlassRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
  readonly lastAt: Instant;
  /** The oldest first. */
  readonly breakings: readonly BreakingRow[];
}

export const brokenGlass = readModel<BrokenGlassRow>()({
  name: 'broken-glass',
  version: 1,
  of: [breakGlass],
  columns: { entity: 'text', municipality: 'text', lastAt: 'instant' },
  indexes: [['entity', 'lastAt']],
  guarded: () => true,
  project(row, { type: _, ...breaking }, { id, entity, by, metadata }) {
    const municipality = metadata.jurisdiction.municipality ?? row?.municipality ?? null;
    const breakings = [...(row?.breakings ?? []), { ...breaking, by }];
    return { id, entity, municipality, lastAt: breaking.brokenAt, breakings };
  },
});

/** Until when the glass is broken for a subject that broke it no earlier than `since`, Unix milliseconds; undefined where it is not. */
export function brokenUntil(
  row: Pick<BrokenGlassRow, 'breakings'> | undefined,
  subject: string,
  now: number,
  since: number,
): number | undefined {
  const isOpen = ({ brokenAt, until }: BreakingRow) => since <= brokenAt.ms && now < until.ms;
  return row?.breakings.findLast((one) => one.subject === subject && isOpen(one))?.until.ms;
}
