import type { IncomingMessage } from 'node:http';

/** Of which Node keeps the first, where what stands before the gateway may have looked at another one. */
const ONCE: ReadonlySet<string> = new Set(['authorization', 'content-type', 'host']);

/** The name of a header that a request says twice though it may say it once, also where both say the same. */
export function saidTwice({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string | undefined {
  const said = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    if (!ONCE.has(name)) continue;
    if (said.has(name)) return name;
    said.add(name);
  }
  return undefined;
}
