import { familyNamesIn, foundForm } from '@proximidad/eventsourcing';
import { hash } from 'node:crypto';
import { OWN_SURNAME_LENGTH, OWN_SURNAMES_MAX, type Subject } from './subject.ts';

const SEPARATOR = '\u001f';

/** What a passport carries in place of a family name: a digest of each word, different for each person. */
export function ownSurnames(person: string, familyName: string): readonly string[] {
  const form = foundForm('NAME', familyName);
  const words = form === null ? [] : familyNamesIn(form);
  return words.slice(0, OWN_SURNAMES_MAX).map((word) => digestOf(person, word));
}

/** Whether one of these words is a family name of the subject; false when its name is not known. */
export function isOwnSurname({ person, surnames = [] }: Subject, words: readonly string[]): boolean {
  return person !== undefined && words.some((word) => surnames.includes(digestOf(person, word)));
}

function digestOf(person: string, word: string): string {
  return hash('sha256', person + SEPARATOR + word, 'base64url').slice(0, OWN_SURNAME_LENGTH);
}
