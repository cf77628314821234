import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Addresses and networks of the proxies in front of the gateway, such as `10.0.0.0/8`. @throws {RangeError} */
export function proxyList(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/');
    if (isIP(address) === 0) throw new RangeError(`${proxy} is no address or network`);
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** Where a request comes from: according to the nearest proxy of our own, and nobody else. */
export function clientAddress(
  proxies: BlockList,
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
): string {
  const near = socket.remoteAddress ?? 'unknown';
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => isIP(part) !== 0);
  return [...forwarded, near].findLast((address) => !isProxy(proxies, address)) ?? near;
}

function isProxy(proxies: BlockList, address: string): boolean {
  if (isIP(address) === 0) return false;
  return proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Where requests and connections come from, behind these proxies. */
export function addressing(proxies: readonly string[]) {
  const list = proxyList(proxies);
  return {
    addressOf: (request: IncomingMessage) => clientAddress(list, request),
    isProxy: (address: string) => isProxy(list, address),
  };
}
