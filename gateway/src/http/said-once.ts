import type { IncomingMessage } from 'node:http';

/** When these are repeated Node keeps the first, while a proxy in front of the gateway may have looked at another. */
const ONCE: ReadonlySet<string> = new Set(['authorization', 'content-type', 'host']);

/** The name of a header that a request repeats though it may occur only once, even where both values are the same. */
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
