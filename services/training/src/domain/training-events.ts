import type { CourseEvent } from './course.ts';
import type { DossierEvent } from './dossier.ts';
import type { EnrolmentEvent } from './enrolment.ts';

/** Everything this service records; read models choose from it. */
export type TrainingEvent = CourseEvent | DossierEvent | EnrolmentEvent;
