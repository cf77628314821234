import { PriorityCode, UnitStatus } from '@proximidad/contracts';
import type { Kind } from '@proximidad/policy';
import { z } from 'zod';

const Count = z.int().min(0);
/** A count; null if it is below five and the asker does not own it. */
const Cell = Count.nullable();
const Share = z.number().min(0).max(1).nullable();

const row = { entity: z.string(), lastEventAt: z.string().nullish() };

const IncidentRow = z.object({
  ...row,
  recorded: Cell,
  duplicates: Cell,
  open: z.array(z.object({ priority: PriorityCode, count: Cell })),
  reported24h: Cell,
  closed24h: Cell,
  responseP50Seconds: Count.nullable(),
  responseP90Seconds: Count.nullable(),
  arrivalKnownShare: Share,
});
const PresenceRow = z.object({
  ...row,
  beats: Count,
  beatsWithoutUnit: Count,
  officersOnDuty: Cell,
  units: z.array(z.object({ status: UnitStatus, count: Cell })),
});
const ContactRow = z.object({ ...row, recorded: Cell, followUpsDue: Cell, followUpsOverdue: Cell });
const TrainingRow = z.object({ ...row, officers: Cell, certified: Cell, certifiedShare: Share });

export type IncidentRow = z.infer<typeof IncidentRow>;
export type PresenceRow = z.infer<typeof PresenceRow>;
export type ContactRow = z.infer<typeof ContactRow>;
export type TrainingRow = z.infer<typeof TrainingRow>;

/** What each service contributes to the national picture: one row for each entity with facts. */
export interface FigureRows {
  readonly beats: PresenceRow;
  readonly contacts: ContactRow;
  readonly incidents: IncidentRow;
  readonly training: TrainingRow;
}
export type Row = FigureRows[keyof FigureRows];

/** How a service is asked for its figures, and the form of its answer. */
export interface Question<R extends Row> {
  /** Whoever may not know how many there are of this kind is told nothing of the part. */
  readonly kind: Kind;
  readonly query: string;
  /** @throws {z.ZodError} when the answer does not fit. */
  rows(data: unknown): readonly R[];
}

export const FIGURES: { readonly [Service in keyof FigureRows]: Question<FigureRows[Service]> } = {
  beats: {
    kind: 'beat',
    query:
      '{ presenceFigures { entity beats beatsWithoutUnit officersOnDuty units { status count } lastEventAt } }',
    rows: (data) => z.object({ presenceFigures: z.array(PresenceRow) }).parse(data).presenceFigures,
  },
  contacts: {
    kind: 'contact',
    query: '{ contactFigures { entity recorded followUpsDue followUpsOverdue lastEventAt } }',
    rows: (data) => z.object({ contactFigures: z.array(ContactRow) }).parse(data).contactFigures,
  },
  incidents: {
    kind: 'incident',
    query:
      '{ incidentFigures { entity recorded duplicates open { priority count } reported24h closed24h ' +
      'responseP50Seconds responseP90Seconds arrivalKnownShare lastEventAt } }',
    rows: (data) => z.object({ incidentFigures: z.array(IncidentRow) }).parse(data).incidentFigures,
  },
  training: {
    kind: 'officer',
    query: '{ trainingFigures { entity officers certified certifiedShare lastEventAt } }',
    rows: (data) => z.object({ trainingFigures: z.array(TrainingRow) }).parse(data).trainingFigures,
  },
};
