import { readFileSync } from 'node:fs';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

const PROBE_TIMEOUT_MS = 2_000;

/** An address that answers 2xx when it is ready. */
export interface Probe {
  readonly url: string;
  /** The certificate file that is trusted there, and no other. */
  readonly ca?: string;
}

/** What a process answers when asked whether it is ready. */
export interface Probed {
  readonly ready: boolean;
  /** The time it gives, Unix milliseconds of a whole second; undefined where it gives none. */
  readonly clock?: number | undefined;
}

export async function answers(probe: Probe): Promise<boolean> {
  return (await probed(probe)).ready;
}

export function probed({ url, ca }: Probe): Promise<Probed> {
  return new Promise((settle) => {
    const resolve = (ready: boolean, date?: string) =>
      settle({ ready, clock: date === undefined ? undefined : Date.parse(date) });
    const answered = (response: IncomingMessage) => {
      response.resume();
      const { statusCode = 0, headers } = response;
      resolve(statusCode >= 200 && statusCode < 300, headers.date);
    };
    const options = { agent: false, timeout: PROBE_TIMEOUT_MS } as const;
    try {
      const request =
        ca === undefined
          ? getHttp(url, options, answered)
          : getHttps(url, { ...options, ca: readFileSync(ca) }, answered);
      request.once('timeout', () => request.destroy());
      request.once('error', () => resolve(false));
      request.once('close', () => resolve(false));
    } catch {
      resolve(false);
    }
  });
}
