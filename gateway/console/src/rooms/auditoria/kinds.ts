import {
  BeatRecord,
  BeatSteps,
  CallRecord,
  CallSteps,
  CommitmentRecord,
  CommitmentSteps,
  ContactRecord,
  ContactSteps,
  type Document,
  FollowUpRecord,
  FollowUpSteps,
  IncidentRecord,
  IncidentSteps,
  type IncidentStepsQuery,
  OfficerRecord,
  OfficerSteps,
  UnitRecord,
  UnitSteps,
} from '../../documents/documents.gen.ts';

export type History = NonNullable<IncidentStepsQuery['record']>['history'];
export type Step = History['edges'][number]['node'];

interface Kind {
  readonly record: Document<{ readonly record: object | null }, { id: string }>;
  readonly steps: Document<
    { readonly record: { readonly history: History } | null },
    { id: string; after?: string | null | undefined }
  >;
}

/** The kinds of record, by their name in an address, and how each is read. */
export const KINDS: Readonly<Record<string, Kind>> = {
  incidente: { record: IncidentRecord, steps: IncidentSteps },
  llamada: { record: CallRecord, steps: CallSteps },
  unidad: { record: UnitRecord, steps: UnitSteps },
  cuadrante: { record: BeatRecord, steps: BeatSteps },
  policia: { record: OfficerRecord, steps: OfficerSteps },
  contacto: { record: ContactRecord, steps: ContactSteps },
  compromiso: { record: CommitmentRecord, steps: CommitmentSteps },
  seguimiento: { record: FollowUpRecord, steps: FollowUpSteps },
};
