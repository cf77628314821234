import { z } from 'zod';

/** What an officer can be found able to do (BR-T4, and the basic competences of the certificate). Closed: no free text. */
export const COMPETENCES = {
  PROXIMIDAD_POP: 'Policía de proximidad orientada a la solución de problemas',
  ATENCION_VICTIMAS: 'Atención a víctimas',
  ADOLESCENTES: 'Trato a personas adolescentes',
  IPH: 'Informe Policial Homologado',
  RND: 'Registro Nacional de Detenciones',
  USO_FUERZA: 'Uso de la fuerza',
  PRIMER_RESPONDIENTE: 'Primer respondiente',
  MEDIACION: 'Mediación vecinal',
} as const;

export const COMPETENCES_VERSION = '1';

export const CompetenceCode = z.enum(Object.keys(COMPETENCES) as [keyof typeof COMPETENCES]);
export type CompetenceCode = z.infer<typeof CompetenceCode>;

const VALID_MONTHS_MAX = 120;
/** Use of force lapses after at most 24 months (BR-T4). */
const USE_OF_FORCE_MONTHS_MAX = 24;

/** How many months a competence of this kind may last; null where it need not lapse. */
export function monthsMaxOf(code: CompetenceCode): number | null {
  return code === 'USO_FUERZA' ? USE_OF_FORCE_MONTHS_MAX : null;
}

/** What completing a course grants; null months do not lapse. */
export const CourseCompetence = z.object({
  code: CompetenceCode,
  validMonths: z.int().min(1).max(VALID_MONTHS_MAX).nullable(),
});
export type CourseCompetence = z.infer<typeof CourseCompetence>;

const COURSE_COMPETENCES_MAX = 8;

export const CourseCompetences = z
  .array(CourseCompetence)
  .min(1)
  .max(COURSE_COMPETENCES_MAX)
  .refine((all) => new Set(all.map(({ code }) => code)).size === all.length, 'each competence once');

/** The competence as a code of its catalogue; the label is null for one that this version does not know. */
export function competenceOf(code: string) {
  const label = Object.hasOwn(COMPETENCES, code) ? COMPETENCES[code as CompetenceCode] : null;
  return { system: 'COMPETENCE', version: COMPETENCES_VERSION, code, label };
}
