import { formatInstant, instantAt, uuidv5 } from '@proximidad/eventsourcing';
import type { State } from './nation.ts';
import type { Platform } from './platform.ts';

/** One command that somebody sends to the platform at a moment of the simulated time. */
export interface Action {
  readonly at: number;
  readonly user: string;
  readonly mutation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The incident that a liaison asked to know about; the answer takes the request's id from it. */
  readonly needToKnowOf?: string;
}

/** The input, completed with what only the platform knows; undefined where it does not know it. */
export async function inputOf(
  platform: Pick<Platform, 'needToKnow'>,
  { user, input, needToKnowOf }: Action,
): Promise<Action['input'] | undefined> {
  if (needToKnowOf === undefined) return input;
  const needToKnowId = await platform.needToKnow(user, needToKnowOf);
  return needToKnowId === undefined ? undefined : { ...input, needToKnowId };
}

/** Makes the actions of one story: each mutation happens once in it, so its name makes the command's id. */
export function commandsOf(state: State, key: readonly (string | number)[]) {
  const text = (ms: number) => formatInstant(instantAt(ms, state.zone));
  const command = (at: number, user: string, mutation: string, input: Record<string, unknown>): Action => ({
    at,
    user,
    mutation,
    input: { commandId: uuidv5(...key, mutation), occurredAt: text(at), ...input },
  });
  return Object.assign(command, { text });
}

export const seconds = (n: number) => Math.round(n) * 1000;
