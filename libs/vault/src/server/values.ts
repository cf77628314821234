import { parseStream } from '@proximidad/eventsourcing';
import {
  decideFinding,
  decideOpening,
  grantUsed,
  isOwnSurname,
  type OpeningDecision,
  type OpeningDenial,
  personNoted,
  type Screen,
  STOPS,
  type Subject,
  type Task,
  watchesForMany,
} from '@proximidad/policy';
import { createHmac, hash } from 'node:crypto';
import type { VaultCaller } from '../credential.ts';
import { EnvelopeRejected, markOf, openValue, sealValue } from '../envelope.ts';
import type { KeyDatabase } from '../keys/database.ts';
import { type Keyring, macKeyOf } from '../keys/keyring.ts';
import {
  type FindAnswer,
  type FindRequest,
  FOUND_MAX,
  type OpenedPerson,
  type OpenKind,
  type OpenPerson,
  type OpenRequest,
  type SealedValue,
  type SealItem,
} from '../wire.ts';
import type { Accesses, Alike, Person } from './accesses.ts';
import type { Erasing, Standing } from './erasing.ts';

/** Sealed texts of a value that a search looks at in each record: every command that tells it seals it anew. */
const FOUND_TEXTS_MAX = 1_000;
const INDEX_TOKEN_BYTES = 8;
const MAC_BYTES = 16;
/** The field under which a searched surname is recognised, whatever field was searched. */
const SURNAME_FIELD = 'surname';

/** Where a value was sealed, in one of the two tables of search tokens, except for blocked persons. */
const SEALED_IN = (table: 'found_in' | 'found_by') =>
  `FROM ${table} AS f WHERE entity = ? AND field = ? AND token = ? AND NOT EXISTS (SELECT 1 FROM subjects AS s WHERE s.subject = f.subject AND s.blocked IS NOT NULL)`;

/** A caller asks for something that is not its own, or not a sealed value of this place. */
export class NotYours extends Error {
  override readonly name = 'NotYours';
}

export interface Asking {
  readonly caller: VaultCaller;
  readonly subject: Subject;
  /** The watchers, if the subject asks for many. */
  readonly readers: readonly string[];
  /** Where it is shown, frame after frame, to somebody who watches in person. */
  readonly screen?: Screen | undefined;
  readonly correlationId: string;
  /** Identifies the request when it is repeated. */
  readonly request: string;
  /** It was sent before, and no answer came back. */
  readonly isAgain: boolean;
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
        const envelope = sealValue(key, id, item, item.value);
        if (item.found !== null) this.#noteForFinding(item, item.found, markOf(envelope));
        const mac = createHmac('sha256', macKeyOf(key))
          .update(`${item.event}.${item.path}\n${item.value}`)
          .digest();
        return { envelope, mac: mac.subarray(0, MAC_BYTES).toString('base64url') };
      }),
    );
  }

  /**
   * Decides and notes for every person, then opens: nothing leaves before the notes are on the disk. In the order of the persons.
   * What was noted but did not reach the caller is not noted again, nor is what is already on the screen.
   *
   * @throws {NotYours}
   */
  open(asking: Asking, { tasks, kinds, persons }: Pick<OpenRequest, 'tasks' | 'kinds' | 'persons'>) {
    const decided = kinds.map((kind) => decidedOf(asking, kind, tasks[kind.task]!));
    for (const [kind, stream] of persons)
      if (mustBeOwn(asking.caller, stream) !== decided[kind]!.task.entity)
        throw new NotYours('a task of another entity');
    return this.#db.transaction((): readonly OpenedPerson[] => {
      const standings = this.#erasing.standingsOf(persons.map(([, , subject]) => subject));
      const notes = notesOf(whoOf(asking));
      const opened = persons.map((person) => {
        const [number, stream, subject] = person;
        const kind = decided[number]!;
        const outcome = this.#openedOf(asking, person, kind, standings.get(subject));
        if (this.#isNew(asking, person, kind, outcome))
          notes.add({ stream, subject, fields: kind.noted }, kind, toldOf(outcome));
        return outcome;
      });
      if (watchesForMany(asking.subject)) {
        this.#accesses.noteWatched(notes.all, asking.readers);
        return opened;
      }
      if (notes.all.length === 0 || (asking.isAgain && this.#accesses.hasNoted(notes.all))) return opened;
      const last = this.#accesses.note(notes.all);
      let number = last - notes.all.reduce((sum, { persons: alike }) => sum + alike.length, 0) + 1;
      for (const { common, persons: alike, municipality } of notes.all) {
        // Of persons with everything in common, the first is reported.
        this.#noteStop(number, common, municipality);
        number += alike.length;
      }
      return opened;
    });
  }

  /** Where a field was sealed with this value, except for blocked persons; that somebody looked, or was refused, is noted first. */
  find(asking: Asking, wanted: FindRequest): FindAnswer {
    const { caller, subject, now } = asking;
    const { entity, event, path, class: of } = wanted;
    const field = `${event}.${path}`;
    const token = this.#tokenOf(entity, field, wanted.found);
    // The note does not contain the value: only a search for the same value counts as a repetition.
    const request = hash('sha256', `${asking.request} ${token.toString('hex')}`, 'base64url');
    return this.#db.transaction(() => {
      const denied = this.#whyNotFound(subject, wanted, { token, request, now });
      const common: Alike['common'] = {
        ...{ ...whoOf({ ...asking, request }), entity, class: of, grant: null },
        ...{ outcome: denied === null ? 'SEARCHED' : 'DENIED', reason: denied },
      };
      const looked = [{ common, persons: [{ stream: '', subject: null, fields: [field] }] }];
      const sought = token.toString('hex');
      const searched = [subject.id, subject.purpose, of, field, sought];
      const isNew = !asking.screen || this.#accesses.isNewOn(asking.screen, searched, `${denied}`);
      if (watchesForMany(subject)) this.#accesses.noteWatched(looked, asking.readers, sought);
      else if (isNew && !(asking.isAgain && this.#accesses.hasNoted(looked)))
        this.#noteStop(this.#accesses.note(looked), common, subject.municipality ?? null);
      if (denied !== null) return { found: [], denied };
      const value = [entity, field, token];
      const sealed = this.#db.all(
        `SELECT stream ${SEALED_IN('found_by')} UNION SELECT stream ${SEALED_IN('found_in')} LIMIT ?`,
        ...[...value, ...value, FOUND_MAX + 1],
      );
      const found = sealed
        .slice(0, FOUND_MAX)
        .map(({ stream }) => ({ stream: stream as string, marks: this.#marksIn(stream as string, value) }))
        .filter(({ stream }) => isOwn(caller, stream));
      return sealed.length > FOUND_MAX ? { found, denied, more: true } : { found, denied };
    });
  }

  #whyNotFound(
    subject: Subject,
    wanted: FindRequest,
    { token, request, now }: { readonly token: Buffer; readonly request: string; readonly now: number },
  ): OpeningDenial | null {
    const decision = decideFinding(subject, wanted, now);
    if (!decision.allowed) return decision.reason;
    if (this.#accesses.isSearchingInBulk(subject, request, now)) return 'BULK';
    if (isOwnSurname(subject, wanted.surnames)) return 'OWN_SURNAME';
    const surnames = wanted.surnames.map((word) => this.#tokenOf(wanted.entity, SURNAME_FIELD, word));
    return this.#accesses.isOfOneSurname(subject, surnames, token, now) ? 'SURNAME' : null;
  }

  /** Anything unusual has to be known to those who answer for it (domain: anomaly stop). */
  #noteStop(number: number, common: Alike['common'], municipality: string | null): void {
    const stop = STOPS.find((reason) => common.outcome === 'DENIED' && common.reason === reason);
    if (stop) this.#accesses.stop(number, common, stop, municipality);
  }

  /** For what is already on somebody's screen, the opening was noted: of these very values, to this very person. */
  #isNew(
    { subject: { id, purpose }, screen }: Asking,
    [, stream, whom, ...envelopes]: OpenPerson,
    { class: of, noted, grant }: Decided,
    opened: OpenedPerson,
  ): boolean {
    if (!screen) return true;
    const values = hash('sha256', envelopes.join(' '), 'base64url');
    const { outcome, reason } = toldOf(opened);
    const told = JSON.stringify([outcome, reason, grant]);
    return this.#accesses.isNewOn(screen, [id, purpose, stream, whom, of, noted, values], told);
  }

  /** One outcome for all values of a person. */
  #openedOf(
    { subject, now }: Asking,
    person: OpenPerson,
    { decision, class: of, fields }: Decided,
    standing: Standing | undefined,
  ): OpenedPerson {
    const denied = (reason: OpeningDenial) => ({ outcome: 'DENIED', reason }) as const;
    if (!decision.allowed) return denied(decision.reason);
    if (standing && standing.folio !== null) return { outcome: 'ERASED', folio: standing.folio };
    if (standing?.isBlocked) return denied('BLOCKED');
    const [, stream, whom, ...envelopes] = person;
    if (this.#accesses.isBulk(subject, whom, now)) return denied('BULK');
    const keyOf = (id: string) => this.#keyring.opening(id, whom, of);
    try {
      const values = fields.map(([event, path], at) =>
        openValue(keyOf, { stream, event, path, subject: whom }, envelopes[at]!),
      );
      this.#accesses.count(subject, whom, now);
      return { outcome: 'OPENED', values };
    } catch (error) {
      if (error instanceof EnvelopeRejected) return denied('MISPLACED');
      throw error;
    }
  }

  /** Of each record by itself: what was sealed over and over in one hides no other. */
  #marksIn(stream: string, value: readonly (string | Buffer)[]): (string | null)[] {
    const there = [...value, stream];
    const sealed = this.#db.all(
      `SELECT NULL AS mark ${SEALED_IN('found_by')} AND stream = ? UNION ALL SELECT mark ${SEALED_IN('found_in')} AND stream = ? LIMIT ?`,
      ...[...there, ...there, FOUND_TEXTS_MAX],
    );
    return sealed.map(({ mark }) => mark as string | null);
  }

  #noteForFinding({ stream, subject, event, path }: SealItem, found: string, mark: string): void {
    const { entity } = parseStream(stream)!;
    const field = `${event}.${path}`;
    this.#db.run(
      'INSERT INTO found_in (entity, field, token, subject, stream, mark) VALUES (?, ?, ?, ?, ?, ?)',
      ...[entity, field, this.#tokenOf(entity, field, found), subject, stream, mark],
    );
  }

  #tokenOf(entity: string, field: string, found: string): Buffer {
    const digest = createHmac('sha256', this.#keyring.indexing(entity, field)).update(found).digest();
    return digest.subarray(0, INDEX_TOKEN_BYTES);
  }
}

/** What persons have in common, and what was decided about it. */
interface Decided extends Pick<OpenKind, 'class' | 'fields'> {
  readonly task: Task;
  readonly decision: OpeningDecision;
  /** What opens it, where that is not the task. */
  readonly grant: ReturnType<typeof grantUsed>;
  /** The fields as noted. */
  readonly noted: string[];
}

function decidedOf(
  { subject, now }: Asking,
  { class: of, forWhoIsSent, fields }: OpenKind,
  task: Task,
): Decided {
  const opening = { class: of, forWhoIsSent, task };
  const decision = decideOpening(subject, opening, now);
  const noted = fields.map(([event, path]) => `${event}.${path}`).toSorted();
  return { class: of, fields, task, decision, grant: grantUsed(subject, opening, now), noted };
}

type Outcome = Pick<Alike['common'], 'outcome' | 'reason'>;

/** What is noted about each, in order; consecutive ones that differ only in their persons are put together. */
function notesOf(who: ReturnType<typeof whoOf>) {
  const all: (Alike & { readonly persons: Person[]; readonly municipality: string | null })[] = [];
  return {
    all: all as readonly (Alike & { readonly municipality: string | null })[],
    add(person: Person, { task, class: of, grant }: Decided, { outcome, reason }: Outcome) {
      const { entity, municipality } = task;
      const last = all.at(-1);
      const isAlike =
        last?.common.entity === entity &&
        last.common.class === of &&
        last.common.grant === grant &&
        last.common.outcome === outcome &&
        last.common.reason === reason;
      if (isAlike) last.persons.push(person);
      else {
        const common = { ...who, entity, class: of, grant, outcome, reason };
        all.push({ common, persons: [person], municipality });
      }
    },
  };
}

function toldOf(opened: OpenedPerson): Outcome {
  switch (opened.outcome) {
    case 'OPENED':
      return { outcome: 'OPENED', reason: null };
    case 'DENIED':
      return { outcome: 'DENIED', reason: opened.reason };
    case 'ERASED':
      return { outcome: 'ERASED', reason: opened.folio };
  }
}

function whoOf({ subject, caller, correlationId, request, now }: Asking) {
  const { id, person, role, authority = null, purpose } = subject;
  return {
    at: now,
    actor: id,
    role,
    authority,
    purpose,
    service: caller.name,
    basis: BASES[purpose] ?? purpose,
    correlationId,
    request,
    ...(person !== undefined && { whose: personNoted(id, now, person) }),
  };
}

/** The legal basis on which somebody who works for a purpose may know it. */
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

/** Answers the entity of the record. @throws {NotYours} */
function mustBeOwn({ name, categories }: VaultCaller, stream: string): string {
  const parsed = parseStream(stream);
  if (parsed && categories.includes(parsed.category)) return parsed.entity;
  throw new NotYours(`${name} has no such streams`);
}
