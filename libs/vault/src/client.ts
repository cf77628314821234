import { randomUUID } from 'node:crypto';
import type { Screen } from '@proximidad/policy';
import { z } from 'zod';
import type { VaultCredential } from './credential.ts';
import { credentialOf } from './credential.ts';
import { channelTo } from './channel.ts';
import { type Exchanged, exchangeWith } from './exchange.ts';
import { openTogether } from './open-together.ts';
import { byPerson, byValue } from './persons.ts';
import {
  AccessesAnswer,
  type AccessesRequest,
  EraseAnswer,
  type EraseRequest,
  FindAnswer,
  type FindRequest,
  type HoldRequest,
  KeepsAnswer,
  OpenAnswers,
  type Opened,
  type OpenItem,
  RestoredAnswer,
  SealAnswer,
  type SealedValue,
  type SealItem,
  type StopNote,
  StopsAnswer,
} from './wire.ts';

/** For one request; an operation waits no longer for sealed values. */
const ANSWER_TIMEOUT_MS = 2_000;

/** The vault cannot be reached, or the service has none: sealed values stay sealed, everything else goes on. */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
}

/** The vault refuses what was asked, which means that the caller is at fault. */
export class VaultRefused extends Error {
  override readonly name = 'VaultRefused';
}

/** The subject was erased: nothing can be sealed for it any more. */
export class SubjectErased extends Error {
  override readonly name = 'SubjectErased';
}

/** What is to be opened for the holder of this passport. */
export interface Opening {
  readonly passport: string;
  readonly correlationId: string;
  /** The watchers, if the passport belongs to a caller that asks for many. */
  readonly readers?: readonly string[] | undefined;
  /** Where it is shown, frame after frame, to somebody who watches in person. */
  readonly screen?: Screen | undefined;
  /** At most ITEMS_MAX. */
  readonly items: readonly OpenItem[];
}

/** What the holder of this passport is looking for. */
export type Search = Omit<FindRequest, 'request' | 'isAgain'>;

/** What a service asks of the vault. */
export interface Vault {
  /** In the order of the items. @throws {SubjectErased} @throws {VaultUnavailable} */
  seal(items: readonly SealItem[]): Promise<readonly SealedValue[]>;
  /** Decides, notes, then opens; in the order of the items. @throws {VaultUnavailable} */
  open(request: Opening): Promise<readonly Opened[]>;
  /** Streams in which the field has this value, or why the caller may not look. @throws {VaultUnavailable} */
  find(wanted: Search): Promise<FindAnswer>;
  erase(request: EraseRequest): Promise<EraseAnswer>;
  hold(request: HoldRequest): Promise<void>;
  /** Whether anything was ever sealed for the subject. */
  keeps(subject: string): Promise<boolean>;
  /**
   * When its keys were put back from a backup, as long as it opens nothing because it has not been given the decisions about
   * persons made since; `told` is the restoration for which it has now been given all of them. @throws {VaultUnavailable}
   */
  restoredAt(told: number | null): Promise<number | null>;
  accesses(request: AccessesRequest): Promise<z.infer<typeof AccessesAnswer>>;
  /** The stops that have not been reported yet; `told` are those that are on the record now. @throws {VaultUnavailable} */
  stops(told: readonly number[]): Promise<readonly StopNote[]>;
}

export interface VaultAddress {
  readonly url: string;
  readonly credential: VaultCredential;
}

/** A client of the vault at an address. */
export function vaultClient({ url, credential }: VaultAddress): Vault {
  const token = credentialOf(credential);
  const exchange = exchangeWith(url, ANSWER_TIMEOUT_MS);
  const channel = channelTo(url, ANSWER_TIMEOUT_MS);
  const ask = async <Answer>(
    path: string,
    body: object | ((isAgain: boolean) => object),
    answer: z.ZodType<Answer>,
  ): Promise<Answer> => {
    const authorization = `Bearer ${await token()}`;
    const bodyOf = (isAgain: boolean) => JSON.stringify(typeof body === 'function' ? body(isAgain) : body);
    const answered = await reached(() => exchange(path, { authorization }, bodyOf));
    return answer.parse(await toldBy(path, answered));
  };
  const open = openTogether(async (asked) => {
    const credential = await token();
    const answered = await reached(() =>
      channel(`Bearer ${credential}`, (isAgain) => JSON.stringify({ credential, asked, isAgain })),
    );
    return OpenAnswers.parse(await toldBy('/open', answered)).answers;
  });
  return {
    seal: async (items) => (await ask('/seal', { items }, SealAnswer)).sealed,
    async open({ passport, correlationId, readers, screen, items }) {
      const asked = byPerson(items);
      const { tasks, kinds, persons } = asked;
      const shown = { ...(readers && { readers }), ...(screen && { screen }) };
      const who = { passport, correlationId, request: randomUUID(), ...shown };
      const answer = await open({ ...who, tasks, kinds, persons });
      if ('opened' in answer) return byValue(asked, answer.opened);
      if (isAway(answer.status))
        throw new VaultUnavailable(`the vault answers ${answer.status}: ${answer.reason}`);
      throw new VaultRefused(`the vault refuses /open: ${answer.reason}`);
    },
    find(wanted) {
      const request = randomUUID();
      return ask('/find', (isAgain) => ({ ...wanted, request, isAgain }), FindAnswer);
    },
    erase: (request) => ask('/erase', request, EraseAnswer),
    hold: async (request) => void (await ask('/hold', request, z.object({}))),
    keeps: async (subject) => (await ask('/keeps', { subject }, KeepsAnswer)).keeps,
    restoredAt: async (told) => (await ask('/restored', { told }, RestoredAnswer)).restoredAt,
    accesses: (request) => ask('/accesses', request, AccessesAnswer),
    stops: async (told) => (await ask('/stops', { told }, StopsAnswer)).stops,
  };
}

/** The vault of a service without one: it can do everything except with sealed values. */
export const noVault: Vault = {
  seal: () => Promise.reject(new VaultUnavailable('there is no vault')),
  open: () => Promise.reject(new VaultUnavailable('there is no vault')),
  find: () => Promise.reject(new VaultUnavailable('there is no vault')),
  erase: () => Promise.reject(new VaultUnavailable('there is no vault')),
  keeps: () => Promise.reject(new VaultUnavailable('there is no vault')),
  hold: () => Promise.reject(new VaultUnavailable('there is no vault')),
  accesses: () => Promise.reject(new VaultUnavailable('there is no vault')),
  restoredAt: () => Promise.resolve(null),
  // Where nothing is opened nobody is stopped.
  stops: () => Promise.resolve([]),
};

/** It cannot answer, or does not know the caller because of another clock or another secret, which is not the caller's fault. */
const isAway = (status: number): boolean => status >= 500 || status === 401;

/** @throws {SubjectErased} @throws {VaultUnavailable} @throws {VaultRefused} */
async function toldBy(path: string, { status, text }: Exchanged): Promise<unknown> {
  if (status === 410) throw new SubjectErased('the subject was erased');
  if (isAway(status)) throw new VaultUnavailable(`the vault answers ${status}: ${reasonIn(text)}`);
  const told = await reached((): unknown => JSON.parse(text));
  if (status !== 200) throw new VaultRefused(`the vault refuses ${path}: ${reasonOf(told)}`);
  return told;
}

async function reached<T>(call: () => Promise<T> | T): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new VaultUnavailable('the vault does not answer', { cause });
  }
}

/** A proxy in front of the vault may answer something other than JSON. */
function reasonIn(text: string): string {
  try {
    return reasonOf(JSON.parse(text));
  } catch {
    return 'no reason told';
  }
}

function reasonOf(told: unknown): string {
  const parsed = z.object({ reason: z.string() }).safeParse(told);
  return parsed.success ? parsed.data.reason : 'no reason told';
}
