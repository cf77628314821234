import canonicalize from 'canonicalize';
import { createCipheriv, createSecretKey } from 'node:crypto';
import { openValue, sealValue } from './envelope.ts';

test('what is sealed opens in its place, and in no other', () => {
  const key = createSecretKey(Buffer.alloc(32, 7));
  const id = 'ab'.repeat(16);
  const binding = { stream: 'call_a', event: 'E', path: 'p', subject: 's' };
  const envelope = sealValue(key, id, binding, 'told');
  const keyOf = (asked: string) => (asked === id ? key : undefined);
  expect(openValue(keyOf, binding, envelope)).toBe('told');
  expect(() => openValue(() => undefined, binding, envelope)).toThrow('not one of this place');
  for (const part of ['stream', 'event', 'path', 'subject'] as const) {
    expect(() => openValue(keyOf, { ...binding, [part]: 'other' }, envelope)).toThrow(
      'not one of this place',
    );
  }
  expect(() => openValue(() => createSecretKey(Buffer.alloc(32, 8)), binding, envelope)).toThrow(
    'not one of this place',
  );
  expect(() => openValue(keyOf, binding, `${envelope.slice(0, -2)}AA`)).toThrow('not one of this place');
});

test('what was sealed under the canonical form of its place opens', () => {
  const binding = { stream: 'call_a', event: 'Año', path: 'p"\\', subject: 's' };
  const [bytes, id, nonce] = [Buffer.alloc(32, 7), 'ab'.repeat(16), Buffer.alloc(12, 1)];
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(
    Buffer.from(canonicalize({ ...binding, key: id })!),
  );
  const sealed = [cipher.update('told'), cipher.final(), cipher.getAuthTag()];
  const envelope = `v1.${Buffer.concat([Buffer.from(id, 'hex'), nonce, ...sealed]).toString('base64url')}`;
  expect(openValue(() => createSecretKey(bytes), binding, envelope)).toBe('told');
});
