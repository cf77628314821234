import { z } from 'zod';
import { exchangeWith } from '../exchange.ts';
import { type RootKeeper, type RootName, RootsRefused } from './roots.ts';

/** For one request; made at a start and when a root is renewed. */
const ANSWER_TIMEOUT_MS = 10_000;
const KEY_BITS = 256;

/** A transit engine of OpenBao or Vault. */
export interface TransitAddress {
  /** With the mount: `https://bao:8200/v1/transit`. */
  readonly url: string;
  readonly token: string;
  /** PEM of the authority that signed its certificate; the system's own when left out. */
  readonly trusted: string | undefined;
}

const Wrapped = z.object({ data: z.object({ ciphertext: z.string() }) });
const Opened = z.object({ data: z.object({ plaintext: z.base64() }) });

/**
 * Root keys that only a transit engine can open: the files contain what it wrapped (`vault:v1:…`), under one key per root
 * (`proximidad-general`, `proximidad-juvenile`, `proximidad-complaint`). The engine's policy decides who may use them.
 */
export function transitKeeper({ url, token, trusted }: TransitAddress): RootKeeper {
  const exchange = exchangeWith(url, ANSWER_TIMEOUT_MS, trusted);
  const ask = async <Answer>(
    what: string,
    root: RootName,
    body: object,
    answer: z.ZodType<Answer>,
  ): Promise<Answer> => {
    const about = `${what} of proximidad-${root} at ${url}`;
    const { status, text } = await exchange(`/${what}/proximidad-${root}`, { 'x-vault-token': token }, () =>
      JSON.stringify(body),
    ).catch((cause: unknown) => {
      throw new RootsRefused(`${about}: it does not answer`, { cause });
    });
    if (status !== 200) throw new RootsRefused(`${about}: it answers ${status}`);
    const told = answer.safeParse(parsed(text));
    if (!told.success) throw new RootsRefused(`${about}: its answer is not one of a transit engine`);
    return told.data;
  };
  return {
    async make(root) {
      return (await ask('datakey/wrapped', root, { bits: KEY_BITS }, Wrapped)).data.ciphertext;
    },
    async open(root, line) {
      return Buffer.from((await ask('decrypt', root, { ciphertext: line }, Opened)).data.plaintext, 'base64');
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
