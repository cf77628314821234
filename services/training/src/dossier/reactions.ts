import type { contracts } from '@proximidad/contracts';
import { type EventOf, execution } from '@proximidad/eventsourcing';
import { ModelCode, type ModelProfile } from '@proximidad/catalogues';
import { dossier } from './dossier.ts';
import type { RunningCertificateRow } from './running-certificates.ts';
import { addMonths } from './validity.ts';

type Restricted = EventOf<typeof contracts.training.restricted>;
type CourseCompleted = Extract<Restricted, { type: 'CourseCompleted' }>;
type CompletionAnnulled = Extract<Restricted, { type: 'CompletionAnnulled' }>;

/** Policy P7: a completed course grants what it teaches, from that day on, and for no longer than the model allows. */
export function grantCompetences(event: CourseCompleted, { codes }: ModelProfile, timeZone: string) {
  const { officerId, courseId, competences: taught, completedAt } = event;
  const grants = taught.map(({ code, validMonths }) => {
    const { monthsMax = null } = codes.competences.find((each) => each.code === code) ?? {};
    const shortest = [validMonths, monthsMax].filter((each) => each !== null);
    const until = shortest.length === 0 ? null : addMonths(completedAt, Math.min(...shortest), timeZone);
    return { code: ModelCode.parse(code), from: completedAt, until };
  });
  return execution(dossier, officerId, {
    ...{ type: 'GrantCourseCompetences', grants, courseId },
    competences: codes.competences,
    timeZone,
  });
}

/** What a completion granted lapses when it is annulled (BR-T7). */
export function revokeCompetences(event: CompletionAnnulled) {
  const { officerId, courseId, completedAt, annulledAt: at } = event;
  return execution(dossier, officerId, { type: 'RevokeCourseCompetences', courseId, completedAt, at });
}

/** What falls due for a certificate: a warning some days before its end, or the end. */
export function dueOf({ officerId, certificateId, next, nextAt }: RunningCertificateRow) {
  const command =
    next === 0
      ? ({ type: 'ExpireCertificate', certificateId, at: nextAt } as const)
      : ({ type: 'MarkExpiring', certificateId, daysLeft: next, at: nextAt } as const);
  const what = next === 0 ? 'certificate-expired' : `certificate-expiring-${next}`;
  return {
    subject: `${what}:${officerId}:${certificateId}`,
    dueAt: nextAt.ms,
    execution: execution(dossier, officerId, command),
  };
}
