import { type Personal, streamOf, subjectToken } from '@proximidad/eventsourcing';
import type { OpeningDenial, Screen, Task } from '@proximidad/policy';
import { DENIED_OPENING, joined, type Language, OPENING_DENIALS, type Wording } from '@proximidad/refusals';
import { type Opened, type OpenItem, type Vault, VaultUnavailable } from '@proximidad/vault';
import type { z } from 'zod';
import { ServiceError } from './errors.ts';

/** The record that holds a sealed value, and the task it is opened for. */
export interface OpenedFor {
  readonly category: string;
  readonly id: string;
  /** The work on that record, looked up once for all values opened together. */
  readonly task: () => Task;
}

/** Opens sealed values for the caller; an erased text is answered with the sentence that says so. */
export type Open = <Plain extends z.ZodType>(
  field: Personal<Plain>,
  sealed: string | null,
  place: OpenedFor,
) => Promise<z.output<Plain>> | null;

interface Asked {
  readonly item: OpenItem;
  readonly plain: z.ZodType;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** A record of which something is opened, and the tokens of the people it is about, by their part in it. */
interface Told {
  readonly category: string;
  readonly id: string;
  readonly stream: string;
  readonly task: Task;
  readonly subjects: Map<string, string>;
}

interface Opening {
  readonly vault: Vault;
  /** The caller's: the vault decides by it and notes whose it is. */
  readonly passport: string;
  readonly correlationId: string;
  /** The subject who watches, where the answer is made for many. */
  readonly readers?: readonly string[] | undefined;
  /** Set where it is shown, frame after frame, to a person who watches. */
  readonly screen?: Screen | undefined;
  readonly language: Language;
  /** Until when the caller waits for the whole answer, Unix milliseconds. */
  readonly deadline?: number | undefined;
  /** Something was opened, for this task. */
  readonly onOpened?: ((task: Task) => void) | undefined;
}

/** Values in one request; a page of a hundred calls has four each. */
const TOGETHER_MAX = 500;
/** How much of the caller's waiting time is kept for the rest of the answer, should the vault hang. */
const REST_MS = 300;

/**
 * The only place where values are opened on their way out. What one turn of the event loop requests goes to the vault
 * together, which decides, notes and then opens.
 */
export function opener({
  vault,
  passport,
  correlationId,
  readers,
  screen,
  language,
  deadline,
  onOpened = () => undefined,
}: Opening): Open {
  let waiting: Asked[] = [];
  /** Pending values by stream; those of one record are mostly requested together. */
  const records = new Map<string, Told>();
  let latest: Told | undefined;

  const flush = async () => {
    const asked = waiting.slice(0, TOGETHER_MAX);
    waiting = waiting.slice(TOGETHER_MAX);
    records.clear();
    latest = undefined;
    if (waiting.length > 0) setImmediate(() => void flush());
    try {
      const items = asked.map(({ item }) => item);
      const opened = await inTime(vault.open({ passport, correlationId, readers, screen, items }), deadline);
      for (const [index, one] of asked.entries()) {
        if (opened[index]!.outcome === 'OPENED') onOpened(one.item.task);
        settle(one, opened[index]!, language);
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };

  const recordOf = ({ category, id, task }: OpenedFor): Told => {
    if (latest?.id === id && latest.category === category) return latest;
    const stream = streamOf(category, id);
    latest = records.get(stream) ?? { category, id, stream, task: task(), subjects: new Map() };
    records.set(stream, latest);
    return latest;
  };

  return (field, sealed, place) => {
    if (sealed === null) return null;
    const { event, path, subject: part, class: dataClass, forWhoIsSent } = field.mark;
    const { stream, task, subjects } = recordOf(place);
    const subject = subjects.get(part) ?? subjectToken(place.id, part);
    subjects.set(part, subject);
    const item = { event, path, class: dataClass, forWhoIsSent, envelope: sealed, stream, subject, task };
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(() => void flush());
      waiting.push({ item, plain: field.plain, resolve, reject });
    });
  };
}

function settle({ plain, resolve, reject }: Asked, opened: Opened, language: Language): void {
  try {
    resolve(shown(plain, opened, language) as never);
  } catch (error) {
    reject(error);
  }
}

/** @throws {ServiceError} for a value that is not opened. */
function shown(plain: z.ZodType, opened: Opened, language: Language): unknown {
  switch (opened.outcome) {
    case 'OPENED':
      return plain.parse(JSON.parse(opened.value));
    case 'DENIED':
      throw notOpened(opened.reason);
    case 'ERASED':
      return erased(plain, opened.folio, language);
  }
}

/** @throws {VaultUnavailable} when it takes too long; the opening may then be noted although nobody was shown anything. */
async function inTime<T>(opening: Promise<T>, deadline: number | undefined): Promise<T> {
  if (deadline === undefined) return opening;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const left = Math.max(0, deadline - REST_MS - Date.now());
  const timer = setTimeout(() => reject(new VaultUnavailable('the vault does not answer in time')), left);
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** An erased text says so itself; for other kinds of value, the error does. */
function erased(plain: z.ZodType, folio: string, language: Language): string {
  const text = { es: `[suprimido por ley, folio ${folio}]`, en: `[erased by law, folio ${folio}]` };
  if (plain._zod.def.type === 'string') return text[language];
  throw new ServiceError('FORBIDDEN', text, { reason: 'ERASED' });
}

const DENIALS: Readonly<Record<OpeningDenial, Wording>> = OPENING_DENIALS;

/** A sealed value is not opened, or not searched for, and why. */
export function notOpened(
  reason: OpeningDenial,
  tried: keyof typeof DENIED_OPENING = 'opened',
): ServiceError {
  return new ServiceError('FORBIDDEN', joined(DENIED_OPENING[tried], DENIALS[reason]), { reason });
}
