import { ModelCode, type ModelProfile } from '@proximidad/catalogues';
import { named, optional } from '@proximidad/eventsourcing';
import { z } from 'zod';

const VALID_MONTHS_MAX = 240;

/** What the model that governs says about a competence; undefined for one that it does not know. */
export function competenceIn({ codes }: ModelProfile, code: string) {
  return codes.competences.find((each) => each.code === code);
}

const COURSE_COMPETENCES_MAX = 8;

const ValidMonths = z.int().min(1).max(VALID_MONTHS_MAX);

/** What completing a course grants; null months mean that it does not lapse. */
const CourseCompetence = z.object({ code: ModelCode, validMonths: ValidMonths.nullable() });
export type CourseCompetence = z.infer<typeof CourseCompetence>;

export const CourseCompetences = eachOnce(CourseCompetence);

/** The same, as input. */
export const CourseCompetencesInput = eachOnce(
  named(
    'CourseCompetenceInput',
    z.object({
      code: ModelCode.describe('The competence.'),
      validMonths: optional(ValidMonths).describe('Null or omitted if it does not lapse.'),
    }),
    'What completing the course grants.',
  ),
);

/** The competence as a code of the model; the label is null for one that the model does not know. */
export function competenceOf(model: ModelProfile, code: string) {
  const system = `COMPETENCE:${model.profileId}`;
  return { system, version: String(model.version), code, label: competenceIn(model, code)?.es ?? null };
}

function eachOnce<Competence extends z.ZodType<{ readonly code: string }>>(competence: Competence) {
  return z
    .array(competence)
    .min(1)
    .max(COURSE_COMPETENCES_MAX)
    .refine((all) => new Set(all.map(({ code }) => code)).size === all.length, 'each competence once');
}
