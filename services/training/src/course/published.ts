import type { contracts } from '@proximidad/contracts';
import type { EventOf, Recorded } from '@proximidad/eventsourcing';
import type { CourseEvent } from './course.ts';

/** The courses, and the competences they grant: for everybody. */
export function publishedCourse(
  { type, titleEs, minHours, competences }: CourseEvent,
  { id: courseId }: Recorded,
): { readonly public: EventOf<typeof contracts.training.public> } {
  return {
    public: { type, courseId, titleEs, minHours, competences: competences.map(({ code }) => code) },
  };
}
