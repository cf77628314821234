import { type Personal, streamOf, subjectToken } from '@proximidad/eventsourcing';
import type { OpeningDenial, Task } from '@proximidad/policy';
import { DENIED_OPENING, joined, type Language, OPENING_DENIALS, type Wording } from '@proximidad/refusals';
import { type Opened, type OpenItem, type Vault, VaultUnavailable } from '@proximidad/vault';
import type { z } from 'zod';
import { ServiceError } from './errors.ts';

/** What a sealed value stands in, and what it is opened for. */
export interface OpenedFor {
  readonly category: string;
  readonly id: string;
  readonly task: Task;
}

/** Opens what is sealed, for who asks; a text that was erased is answered by the sentence that says so. */
export type Open = <Plain extends z.ZodType>(
  field: Personal<Plain>,
  sealed: string | null,
  place: OpenedFor,
) => Promise<z.output<Plain> | null>;

interface Asked {
  readonly item: OpenItem;
  readonly settle: (opened: Opened) => void;
  readonly fail: (error: unknown) => void;
}

interface Opening {
  readonly vault: Vault;
  /** Of who asks: the vault decides by it and notes whose it is. */
  readonly passport: string;
  readonly correlationId: string;
  readonly language: Language;
  /** Until when whoever asked waits for the whole answer, Unix milliseconds. */
  readonly deadline?: number | undefined;
}

/** In one request; a page of a hundred calls has four values each. */
const TOGETHER_MAX = 500;
/** Of the wait of whoever asked so much is kept for all else of the answer, where the vault hangs. */
const REST_MS = 300;

/**
 * The one place where values are opened on their way out. What one turn of the event loop asks for goes to the vault
 * together, which decides, notes and then opens.
 */
export function opener({ vault, passport, correlationId, language, deadline }: Opening): Open {
  const waiting: Asked[] = [];

  const flush = async () => {
    const asked = waiting.splice(0, TOGETHER_MAX);
    if (waiting.length > 0) setImmediate(() => void flush());
    try {
      const items = asked.map(({ item }) => item);
      const opened = await inTime(vault.open({ passport, correlationId, items }), deadline);
      for (const [index, { settle }] of asked.entries()) settle(opened[index]!);
    } catch (error) {
      for (const { fail } of asked) fail(error);
    }
  };

  const ask = (item: OpenItem) =>
    new Promise<Opened>((settle, fail) => {
      if (waiting.length === 0) setImmediate(() => void flush());
      waiting.push({ item, settle, fail });
    });

  return async (field, sealed, { category, id, task }) => {
    if (sealed === null) return null;
    const { event, path, subject, class: dataClass, forWhoIsSent } = field.mark;
    const opened = await ask({
      ...{ event, path, class: dataClass, forWhoIsSent, envelope: sealed, task },
      stream: streamOf(category, id),
      subject: subjectToken(id, subject),
    });
    switch (opened.outcome) {
      case 'OPENED':
        return field.plain.parse(JSON.parse(opened.value)) as never;
      case 'DENIED':
        throw notOpened(opened.reason);
      case 'ERASED':
        return erased(field.plain, opened.folio, language) as never;
    }
  };
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
