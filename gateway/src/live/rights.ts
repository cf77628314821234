import { HOLDER_CLAIMS, type Subject, SUBJECT_CLAIMS } from '@proximidad/policy';

/**
 * Everything about a subject that decides what it sees, and nothing about who it is: subjects with the same rights share
 * feeds and evaluations.
 */
export type Rights = Omit<Subject, 'id' | (typeof HOLDER_CLAIMS)[number]>;

/** The name of the hub in the services' logs: it acts for everybody with the same rights at once. */
const HUB_ID = 'gateway:live';

export function rightsOf(subject: Subject): Rights {
  const personal: readonly string[] = ['id', ...HOLDER_CLAIMS];
  return Object.fromEntries(Object.entries(subject).filter(([name]) => !personal.includes(name))) as Rights;
}

/** Made of every claim, so that none that matters can be forgotten. */
export function keyOf(rights: Rights): string {
  return JSON.stringify([rights.purpose, ...SUBJECT_CLAIMS.map((claim) => rights[claim])]);
}

export function subjectWith(rights: Rights): Subject {
  return { ...rights, id: HUB_ID };
}
