import { readFileSync } from 'node:fs';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

const PROBE_TIMEOUT_MS = 2_000;

/** Where something answers 2xx when it is ready. */
export interface Probe {
  readonly url: string;
  /** The certificate that is trusted there and no other, a file. */
  readonly ca?: string;
}

export function answers({ url, ca }: Probe): Promise<boolean> {
  return new Promise((resolve) => {
    const answered = (response: IncomingMessage) => {
      response.resume();
      const { statusCode = 0 } = response;
      resolve(statusCode >= 200 && statusCode < 300);
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
