import { parseStream } from '@proximidad/eventsourcing';
import {
  decideFinding,
  decideOpening,
  grantUsed,
  type OpeningDenial,
  STOPS,
  type Subject,
} from '@proximidad/policy';
import { createHmac } from 'node:crypto';
import type { VaultCaller } from '../credential.ts';
import { EnvelopeRejected, keyIdOf, openValue, sealValue } from '../envelope.ts';
import type { KeyDatabase } from '../keys/database.ts';
import { type Keyring, macKeyOf } from '../keys/keyring.ts';
import type { FindAnswer, FindRequest, Opened, OpenItem, SealedValue, SealItem } from '../wire.ts';
import type { Accesses, Fact } from './accesses.ts';
import type { Erasing } from './erasing.ts';

/** Records that one search finds. */
const FOUND_MAX = 100;
const INDEX_TOKEN_BYTES = 8;
const MAC_BYTES = 16;
/** Under which a surname that was looked for is known again, whatever the field. */
const SURNAME_FIELD = 'surname';

/** What a caller asks beyond its own, or for what is not a sealed value of this place. */
export class NotYours extends Error {
  override readonly name = 'NotYours';
}

export interface Asking {
  readonly caller: VaultCaller;
  readonly subject: Subject;
  readonly correlationId: string;
  readonly now: number;
}

/** Seals and opens values: the one place where a key meets one. */
export class Values {
  readonly #db: KeyDatabase;
  readonly #keyring: Keyring;
  readonly #accesses: Accesses;
  readonly #erasing: Erasing;

  constructor(db: KeyDatabase, keyring: Keyring, accesses: Accesses, erasing: Erasing) {
    this.#db = db;
    this.#keyring = keyring;
    this.#accesses = accesses;
    this.#erasing = erasing;
  }

  /** @throws {NotYours} for another service's streams. @throws {Erased} */
  seal(caller: VaultCaller, items: readonly SealItem[], now: number): readonly SealedValue[] {
    for (const { stream } of items) mustBeOwn(caller, stream);
    return this.#db.transaction(() =>
      items.map((item) => {
        const { id, key } = this.#keyring.sealing(item.subject, item.authority, item.class, now);
        if (item.found !== null) this.#noteForFinding(item, item.found);
        const mac = createHmac('sha256', macKeyOf(key))
          .update(`${item.event}.${item.path}\n${item.value}`)
          .digest();
        return {
          envelope: sealValue(key, id, item, item.value),
          mac: mac.subarray(0, MAC_BYTES).toString('base64url'),
        };
      }),
    );
  }

  /** Decides and notes every item, then opens: nothing leaves before the notes are on the disk. @throws {NotYours} */
  open(asking: Asking, items: readonly OpenItem[]): readonly Opened[] {
    for (const { stream, task } of items) {
      mustBeOwn(asking.caller, stream);
      if (parseStream(stream)!.entity !== task.entity) throw new NotYours('a task of another entity');
    }
    return this.#db.transaction(() => {
      const answers = new Map<OpenItem, Opened>();
      const groups = groupsOf(items);
      const facts = groups.map((group) => {
        const opened = this.#openedOf(asking, group);
        for (const [index, item] of group.entries()) answers.set(item, opened[index]!);
        return factOf(asking, group, opened[0]!);
      });
      const first = this.#accesses.note(facts) - facts.length + 1;
      for (const [index, fact] of facts.entries())
        this.#noteStop(first + index, fact, groups[index]![0]!.task.municipality);
      return items.map((item) => answers.get(item)!);
    });
  }

  /** Streams whose field has this value, but of who is blocked; that somebody looked, or was not let, is noted first. */
  find({ caller, subject, correlationId, now }: Asking, wanted: FindRequest): FindAnswer {
    const { entity, event, path, class: of } = wanted;
    const field = `${event}.${path}`;
    const token = this.#tokenOf(entity, field, wanted.found);
    return this.#db.transaction(() => {
      const denied = this.#whyNotFound(subject, wanted, token, now);
      const fact: Fact = {
        ...whoOf(subject, caller, correlationId, now),
        ...{ entity, stream: '', subject: null, fields: [field], class: of, grant: null },
        ...{ outcome: denied === null ? 'SEARCHED' : 'DENIED', reason: denied },
      };
      this.#noteStop(this.#accesses.note([fact]), fact, subject.municipality ?? null);
      if (denied !== null) return { streams: [], denied };
      const streams = this.#db
        .all(
          'SELECT stream FROM found_by AS f WHERE entity = ? AND field = ? AND token = ? AND NOT EXISTS (SELECT 1 FROM subjects AS s WHERE s.subject = f.subject AND s.blocked IS NOT NULL) LIMIT ?',
          ...[entity, field, token, FOUND_MAX],
        )
        .map(({ stream }) => stream as string)
        .filter((stream) => isOwn(caller, stream));
      return { streams, denied };
    });
  }

  #whyNotFound(subject: Subject, wanted: FindRequest, token: Buffer, now: number): OpeningDenial | null {
    const decision = decideFinding(subject, wanted, now);
    if (!decision.allowed) return decision.reason;
    if (this.#accesses.isSearchingInBulk(subject, now)) return 'BULK';
    const surnames = wanted.surnames.map((word) => this.#tokenOf(wanted.entity, SURNAME_FIELD, word));
    return this.#accesses.isOfOneSurname(subject, surnames, token, now) ? 'SURNAME' : null;
  }

  /** What is unusual is for who answers for it to know (domain: anomaly stop). */
  #noteStop(number: number, fact: Fact, municipality: string | null): void {
    const stop = STOPS.find((reason) => fact.outcome === 'DENIED' && fact.reason === reason);
    if (stop) this.#accesses.stop(number, fact, stop, municipality);
  }

  /** One outcome for all values of a group. */
  #openedOf({ subject, now }: Asking, group: readonly OpenItem[]): readonly Opened[] {
    const [first] = group as [OpenItem, ...OpenItem[]];
    const all = (outcome: Opened) => group.map(() => outcome);
    const denied = (reason: OpeningDenial) => all({ outcome: 'DENIED', reason });
    const decision = decideOpening(subject, first, now);
    if (!decision.allowed) return denied(decision.reason);
    const { folio, isBlocked } = this.#erasing.standingOf(first.subject);
    if (folio !== null) return all({ outcome: 'ERASED', folio });
    if (isBlocked) return denied('BLOCKED');
    if (this.#accesses.isBulk(subject, first.subject, now)) return denied('BULK');
    try {
      const values = group.map((item) => this.#openedValue(item));
      this.#accesses.count(subject.id, first.subject, now);
      return values.map((value) => ({ outcome: 'OPENED', value }));
    } catch (error) {
      if (error instanceof EnvelopeRejected) return denied('MISPLACED');
      throw error;
    }
  }

  /** @throws {EnvelopeRejected} */
  #openedValue(item: OpenItem): string {
    const key = this.#keyring.opening(keyIdOf(item.envelope), item.subject, item.class);
    if (!key) throw new EnvelopeRejected();
    return openValue(key, item, item.envelope);
  }

  #noteForFinding({ stream, subject, event, path }: SealItem, found: string): void {
    const { entity } = parseStream(stream)!;
    const field = `${event}.${path}`;
    this.#db.run(
      'INSERT OR IGNORE INTO found_by (entity, field, token, subject, stream) VALUES (?, ?, ?, ?, ?)',
      ...[entity, field, this.#tokenOf(entity, field, found), subject, stream],
    );
  }

  #tokenOf(entity: string, field: string, found: string): Buffer {
    const digest = createHmac('sha256', this.#keyring.indexing(entity, field)).update(found).digest();
    return digest.subarray(0, INDEX_TOKEN_BYTES);
  }
}

function factOf(
  { caller, subject, correlationId, now }: Asking,
  group: readonly OpenItem[],
  opened: Opened,
): Fact {
  const [first] = group as [OpenItem, ...OpenItem[]];
  const { stream, subject: of, class: dataClass, task } = first;
  const { outcome } = opened;
  return {
    ...whoOf(subject, caller, correlationId, now),
    ...{ entity: task.entity, stream, subject: of, class: dataClass, outcome },
    grant: grantUsed(subject, first, now),
    fields: group.map(({ event, path }) => `${event}.${path}`).toSorted(),
    reason: outcome === 'DENIED' ? opened.reason : outcome === 'ERASED' ? opened.folio : null,
  };
}

/** What one decision and one note are about: the values of one subject, class and task. */
function groupsOf(items: readonly OpenItem[]): readonly (readonly OpenItem[])[] {
  const groups = new Map<string, OpenItem[]>();
  for (const item of items) {
    const key = [item.stream, item.subject, item.class, String(item.forWhoIsSent)].join('\n');
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

function whoOf(subject: Subject, caller: VaultCaller, correlationId: string, now: number) {
  const { id, role, authority = null, purpose } = subject;
  return {
    at: now,
    actor: id,
    role,
    authority,
    purpose,
    service: caller.name,
    basis: BASES[purpose] ?? purpose,
    correlationId,
  };
}

/** What the law says that somebody who works for a purpose may know it on. */
const BASES: Readonly<Partial<Record<Subject['purpose'], string>>> = {
  DISPATCH: 'LGSNSP art. 110',
  FOLLOW_UP: 'LGV art. 7',
  PATROL: 'BR-C1: consent',
  SUPERVISION: 'LGSNSP art. 105',
  INVESTIGATION_SUPPORT: 'LGSNSP art. 101',
};

function isOwn({ categories }: VaultCaller, stream: string): boolean {
  const category = parseStream(stream)?.category;
  return category !== undefined && categories.includes(category);
}

function mustBeOwn(caller: VaultCaller, stream: string): void {
  if (!isOwn(caller, stream)) throw new NotYours(`${caller.name} has no such streams`);
}
