import { clientAddress, proxyList } from './client-address.ts';

const from = (remoteAddress: string, forwarded?: string, proxies = ['10.0.0.0/8', '::1']) =>
  clientAddress(proxyList(proxies), {
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress } as never,
  });

test('a request comes from where our own proxy says, and from nowhere that its client claims', () => {
  expect(from('192.0.2.7')).toBe('192.0.2.7');
  expect(from('192.0.2.7', '198.51.100.1')).toBe('192.0.2.7');
  expect(from('10.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
  expect(from('10.0.0.1', '198.51.100.1, 203.0.113.5, 10.9.9.9')).toBe('203.0.113.5');
  expect(from('::1', 'nonsense, 203.0.113.5')).toBe('203.0.113.5');
  expect(from('10.0.0.1', 'nonsense')).toBe('10.0.0.1');
  expect(from('10.0.0.1')).toBe('10.0.0.1');
});

test('what is no address is no proxy', () => {
  expect(() => proxyList(['gateway.internal'])).toThrow('gateway.internal is no address');
});
