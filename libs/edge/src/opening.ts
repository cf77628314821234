import { type Personal, streamOf, subjectToken } from '@proximidad/eventsourcing';
import type { OpeningDenial, Screen, Task } from '@proximidad/policy';
import { DENIED_OPENING, joined, type Language, OPENING_DENIALS, type Wording } from '@proximidad/refusals';
import { type Opened, type OpenItem, type Vault, VaultUnavailable } from '@proximidad/vault';
import type { z } from 'zod';
import { ServiceError } from './errors.ts';

/** What a sealed value stands in, and what it is opened for. */
export interface OpenedFor {
  readonly category: string;
  readonly id: string;
  /** The work on that record, which is asked for once for all of it that is opened together. */
  readonly task: () => Task;
}

/** Opens what is sealed, for who asks; a text that was erased is answered by the sentence that says so. */
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

/** A record of which something is opened, and the tokens of whom it tells of, by their part in it. */
interface Told {
  readonly category: string;
  readonly id: string;
  readonly stream: string;
  readonly task: Task;
  readonly subjects: Map<string, string>;
}

interface Opening {
  readonly vault: Vault;
  /** Of who asks: the vault decides by it and notes whose it is. */
  readonly passport: string;
  readonly correlationId: string;
  /** Who watches, where the answer is made for many. */
  readonly readers?: readonly string[] | undefined;
  /** Where it is shown, frame after frame, to one who watches in person. */
  readonly screen?: Screen | undefined;
  readonly language: Language;
  /** Until when whoever asked waits for the whole answer, Unix milliseconds. */
  readonly deadline?: number | undefined;
  /** Something was opened, for this task. */
  readonly onOpened?: ((task: Task) => void) | undefined;
}

/** In one request; a page of a hundred calls has four values each. */
const TOGETHER_MAX = 500;
/** Of the wait of whoever asked so much is kept for all else of the answer, where the vault hangs. */
const REST_MS = 300;

/**
 * The one place where values are opened on their way out. What one turn of the event loop asks for goes to the vault
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
  /** Of what waits, by its stream; what is opened of one record is mostly asked for together. */
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

/** @throws {ServiceError} for what is not opened. */
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

/** @throws {VaultUnavailable} when it takes too long; that it was opened may be noted then, and it is shown to nobody. */
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

/** A text says so itself; where another kind of value stood, the error does. */
function erased(plain: z.ZodType, folio: string, language: Language): string {
  const text = { es: `[suprimido por ley, folio ${folio}]`, en: `[erased by law, folio ${folio}]` };
  if (plain._zod.def.type === 'string') return text[language];
  throw new ServiceError('FORBIDDEN', text, { reason: 'ERASED' });
}

const DENIALS: Readonly<Record<OpeningDenial, Wording>> = OPENING_DENIALS;

/** What is sealed is not opened, or not looked for, and why. */
export function notOpened(
  reason: OpeningDenial,
  tried: keyof typeof DENIED_OPENING = 'opened',
): ServiceError {
  return new ServiceError('FORBIDDEN', joined(DENIED_OPENING[tried], DENIALS[reason]), { reason });
}
