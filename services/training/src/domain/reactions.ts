import type { contracts } from '@proximidad/contracts';
import { entityOf, idFor, type EventOf } from '@proximidad/eventsourcing';
import { CompetenceCode } from './competence.ts';
import { dossier, type DossierCommand } from './dossier.ts';
import { addMonths } from './validity.ts';

type Restricted = EventOf<typeof contracts.training.restricted>;
type CourseCompleted = Extract<Restricted, { type: 'CourseCompleted' }>;

/** An officer is in an edition of a course once. */
export function enrolmentId(officerId: string, courseId: string, edition: string): string {
  return idFor(entityOf(officerId), 'enrolment', officerId, courseId, edition);
}

/** Policy P7: a completed course grants what it teaches, from that day on. */
export function grantCompetences({ officerId, courseId, competences, completedAt }: CourseCompleted) {
  const grants = competences.map(({ code, validMonths }) => ({
    code: CompetenceCode.parse(code),
    from: completedAt,
    until: validMonths === null ? null : addMonths(completedAt, validMonths),
  }));
  const command = { type: 'GrantCompetence', grants, courseId } satisfies DossierCommand;
  return { aggregate: dossier, id: officerId, command };
}
