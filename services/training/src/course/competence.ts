import { named, optional, closedList } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** What an officer can be found able to do (BR-T4, and the basic competences of the certificate). Closed: no free text. */
export const CompetenceCode = closedList(
  'CompetenceCode',
  {
    PROXIMIDAD_POP: 'Proximity and problem-oriented policing; the owner of a beat needs it.',
    ATENCION_VICTIMAS: 'Follow-up of victims.',
    ADOLESCENTES: 'Dealing with adolescents: required by law (LNSIJPA, articles 73 and 74).',
    IPH: 'Writing the standard police report.',
    RND: 'Registering detentions.',
    USO_FUERZA: 'Use of force: at most 24 months.',
    PRIMER_RESPONDIENTE: 'First responder.',
    MEDIACION: 'Mediation between neighbours.',
  },
  'What an officer can be found able to do (BR-T4).',
);
export type CompetenceCode = z.infer<typeof CompetenceCode>;

const LABELS: Readonly<Record<CompetenceCode, string>> = {
  PROXIMIDAD_POP: 'Policía de proximidad orientada a la solución de problemas',
  ATENCION_VICTIMAS: 'Atención a víctimas',
  ADOLESCENTES: 'Trato a personas adolescentes',
  IPH: 'Informe Policial Homologado',
  RND: 'Registro Nacional de Detenciones',
  USO_FUERZA: 'Uso de la fuerza',
  PRIMER_RESPONDIENTE: 'Primer respondiente',
  MEDIACION: 'Mediación vecinal',
};

const COMPETENCES_VERSION = '1';

const VALID_MONTHS_MAX = 120;
/** Use of force lapses after at most 24 months (BR-T4). */
const USE_OF_FORCE_MONTHS_MAX = 24;

/** How many months a competence of this kind may last; null where it need not lapse. */
export function monthsMaxOf(code: CompetenceCode): number | null {
  return code === 'USO_FUERZA' ? USE_OF_FORCE_MONTHS_MAX : null;
}

const COURSE_COMPETENCES_MAX = 8;

const ValidMonths = z.int().min(1).max(VALID_MONTHS_MAX);

/** What completing a course grants; null months do not lapse. */
const CourseCompetence = z.object({ code: CompetenceCode, validMonths: ValidMonths.nullable() });
export type CourseCompetence = z.infer<typeof CourseCompetence>;

export const CourseCompetences = eachOnce(CourseCompetence);

/** The same, as it comes in. */
export const CourseCompetencesInput = eachOnce(
  named(
    'CourseCompetenceInput',
    z.object({
      code: CompetenceCode.describe('The competence.'),
      validMonths: optional(ValidMonths).describe('Null or left out when it does not lapse.'),
    }),
    'What completing the course grants.',
  ),
);

/** The competence as a code of its catalogue; the label is null for one that this version does not know. */
export function competenceOf(code: string) {
  const label = Object.hasOwn(LABELS, code) ? LABELS[code as CompetenceCode] : null;
  return { system: 'COMPETENCE', version: COMPETENCES_VERSION, code, label };
}

function eachOnce<Competence extends z.ZodType<{ readonly code: CompetenceCode }>>(competence: Competence) {
  return z
    .array(competence)
    .min(1)
    .max(COURSE_COMPETENCES_MAX)
    .refine((all) => new Set(all.map(({ code }) => code)).size === all.length, 'each competence once');
}
