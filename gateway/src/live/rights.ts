import { type Subject, SUBJECT_CLAIMS } from '@proximidad/policy';

/** Everything about a subject that decides what it sees: those with the same share feeds and evaluations. */
export type Rights = Omit<Subject, 'id'>;

/** What the hub is called in the services' logs: it acts for everybody with the same rights at once. */
const HUB_ID = 'gateway:live';

export function rightsOf({ id: _id, ...rights }: Subject): Rights {
  return rights;
}

/** Every claim, so that none that decides can be forgotten. */
export function keyOf(rights: Rights): string {
  return JSON.stringify([rights.purpose, ...SUBJECT_CLAIMS.map((claim) => rights[claim])]);
}

export function subjectWith(rights: Rights): Subject {
  return { ...rights, id: HUB_ID };
}
