import { momentIn } from '../words/clock.ts';
import type { Words } from '../words/es.ts';
import type { Answer } from './graph.ts';

/** Why there is nothing to show, in words. */
export interface Absence {
  readonly kind: 'loading' | 'denied' | 'failed';
  readonly text: string;
}

/** No answer came. */
export const UNREACHABLE = 'UNREACHABLE';
/** A service did not answer: what it would have told is left out, and the rest is there. */
const SILENT = 'SERVICE_UNAVAILABLE';

/** The parts of the platform that left something out, by their names. */
export function silentOf({ troubles }: Pick<Answer<unknown>, 'troubles'>): string[] {
  const names = troubles.flatMap(({ code, service }) => (code === SILENT && service ? [service] : []));
  return [...new Set(names)];
}

/** Whether it may be told after all when it is asked again. */
export const isPassing = ({ troubles }: Pick<Answer<unknown>, 'troubles'>): boolean =>
  troubles.some(({ code }) => code === SILENT || code === UNREACHABLE);

/**
 * Why a part of an answer cannot be shown: nobody told it, which is not the same as that there is none. Undefined when it is there, and
 * when what is not there is missing without a trouble.
 */
export function absenceOf(
  answer: Pick<Answer<unknown>, 'troubles'> | undefined,
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
    const names = silent.map((name) => services[name] ?? name);
    return { kind: 'failed', text: `${live.untold} ${live.partial(names)}` };
  }
  if (trouble.code === 'FORBIDDEN') return { kind: 'denied', text: `${live.denied} ${trouble.message}` };
  // What a browser says of a break is not in the room's language, and says no more.
  if (trouble.code === UNREACHABLE) return { kind: 'failed', text: live.failed };
  const { message, bound } = trouble;
  const said = bound === undefined ? message : message.replace(bound, momentIn(bound, language, timeZone));
  return { kind: 'failed', text: `${live.failed}: ${said}` };
}
