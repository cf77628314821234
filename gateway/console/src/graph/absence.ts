import { momentIn } from '../words/clock.ts';
import type { Words } from '../words/es.ts';

/** An error in the answer to a question. */
export interface Trouble {
  readonly message: string;
  readonly code: string;
  /** Why it is denied, as a code. */
  readonly reason?: string | undefined;
  /** The moment beyond which the question lies; the message contains it, too. */
  readonly bound?: string | undefined;
  /** The service that it comes from. */
  readonly service?: string | undefined;
  /** There was too much at once, from this user or this address. */
  readonly isForNow?: boolean;
}

/** What came in answer to a question, as far as it matters what did not. */
interface Told {
  readonly data?: unknown;
  readonly troubles: readonly Trouble[];
}

/** Why there is nothing to show, in words. */
export interface Absence {
  readonly kind: 'loading' | 'denied' | 'failed';
  readonly text: string;
}

/** No answer came. */
export const UNREACHABLE = 'UNREACHABLE';
/** A service did not answer: its part is left out, and the rest is there. */
const SILENT = 'SERVICE_UNAVAILABLE';
/** Asked again, each of these may be answered. */
const PASSING: ReadonlySet<string> = new Set([SILENT, UNREACHABLE, 'NOT_READY']);

/** The names of the services that left something out. */
export function silentOf({ troubles }: Told): string[] {
  const names = troubles.flatMap(({ code, service }) => (code === SILENT && service ? [service] : []));
  return [...new Set(names)];
}

/** Which services do not answer, in words. */
export const whoIsSilent = (names: readonly string[], words: Pick<Words, 'live' | 'services'>): string =>
  words.live.partial(names.map((name) => words.services[name] ?? name));

const passes = ({ code, isForNow = false }: Trouble) => isForNow || PASSING.has(code);

/** Whether asking again may bring what is missing. */
export const isPassing = ({ troubles }: Told): boolean => troubles.some(passes);

/** Whether nothing but what passes is in the way: nobody refused what is missing, and what was said of it before is the last that is known. */
export const isOnlyPassing = ({ troubles }: Told): boolean => troubles.length > 0 && troubles.every(passes);

/** Whether it says nothing at all for now. */
export const saysNothing = (told: Told): boolean => told.data === undefined && isOnlyPassing(told);

/**
 * Why a part of an answer cannot be shown: it was not reported, which is not the same as there being none. Undefined when it is there,
 * and when it is missing without a trouble.
 */
export function absenceOf(
  answer: Told | undefined,
  part: unknown,
  { live, language, services }: Pick<Words, 'live' | 'language' | 'services'>,
  timeZone: string,
): Absence | undefined {
  if (answer === undefined) return { kind: 'loading', text: live.waiting };
  const { troubles } = answer;
  const [trouble] = troubles;
  if ((part !== undefined && part !== null) || trouble === undefined) return undefined;
  const silent = silentOf(answer);
  if (silent.length > 0) {
    return { kind: 'failed', text: `${live.untold} ${whoIsSilent(silent, { live, services })}` };
  }
  if (trouble.code === 'FORBIDDEN') return { kind: 'denied', text: `${live.denied} ${trouble.message}` };
  // A browser's message about a failed connection is not in the user's language, and adds nothing.
  if (trouble.code === UNREACHABLE) return { kind: 'failed', text: live.failed };
  const { message, bound } = trouble;
  const said = bound === undefined ? message : message.replace(bound, momentIn(bound, language, timeZone));
  return { kind: 'failed', text: `${live.failed}: ${said}` };
}
