import { type By, readModel } from '@proximidad/eventsourcing';
import { beatStudy, type BeatStudyEvent } from './beat-study.ts';

/** The last study of a beat. */
export interface StudyRow extends Omit<BeatStudyEvent, 'type'> {
  readonly id: string;
  readonly entity: string;
  readonly by: By;
}

export const studies = readModel<StudyRow>()({
  name: 'studies',
  version: 1,
  of: [beatStudy],
  columns: { entity: 'text', municipality: 'text' },
  project: (_row, { type: _type, ...study }, { id, entity, by }) => ({ ...study, id, entity, by }),
});
