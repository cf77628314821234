import type { Subject } from '@proximidad/policy';
import type { ReadModels } from '@proximidad/readmodel';
import { accessIdOf, formerAccessIdOf } from './access.ts';
import { revokedAccess } from './revoked-access.ts';

/** The part of a subject that identifies whose access it is. */
export type Whose = Pick<Subject, 'person' | 'formerly'>;

/** Whose access was revoked, held in memory: it is checked before every request. */
export interface Revocations {
  readonly has: (whose: Whose) => boolean;
  /** Passes the `person` of each revocation from now on to the listener. Returns a function that stops it. */
  readonly listen: (listener: (person: string) => void) => () => void;
  close(): void;
}

/** The pseudonyms were derived with another key: anyone shut out under that key would get in again. */
export class KeyChanged extends Error {
  override readonly name = 'KeyChanged';
  constructor() {
    super('the log holds revocations under another pseudonym key: start with the key that belongs to it');
  }
}

/**
 * Follows the read model: what it holds now, and each commit that changes it.
 *
 * @throws {KeyChanged} if anybody is shut out under another key.
 */
export function revocations(readModels: ReadModels, keyId: string): Revocations {
  const table = readModels.table(revokedAccess);
  const shut = new Set<string>();
  for (const { key: id, row } of table.scan({ where: { revoked: 1 } })) {
    if (row.key !== null && row.key !== keyId) throw new KeyChanged();
    shut.add(id);
  }
  const listeners = new Set<(person: string) => void>();
  const stop = readModels.onChange(({ touched }) => {
    for (const { model, key: id } of touched) {
      if (model !== revokedAccess.name) continue;
      if (table.get(id)?.revoked !== 1) {
        shut.delete(id);
        continue;
      }
      shut.add(id);
      for (const listener of listeners) listener(id.slice(accessIdOf('').length));
    }
  });
  return {
    has: ({ person, formerly }) =>
      // Most of the time nobody is shut out, and no former id has to be derived.
      shut.size > 0 &&
      ((person !== undefined && shut.has(accessIdOf(person))) ||
        (formerly !== undefined && shut.has(formerAccessIdOf(formerly)))),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: stop,
  };
}
