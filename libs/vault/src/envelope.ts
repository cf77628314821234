import { createCipheriv, createDecipheriv, hash, type KeyObject, randomBytes } from 'node:crypto';

/** What a sealed value is bound to: a value that is moved elsewhere does not open. */
export interface Binding {
  readonly stream: string;
  readonly event: string;
  readonly path: string;
  /** Token of the person it is about. */
  readonly subject: string;
}

const PREFIX = 'v1.';
const ALGORITHM = 'aes-256-gcm';
const KEY_ID_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MARK_LENGTH = 16;

/** Not a sealed value, or not one of this place and key: nothing about it is revealed. */
export class EnvelopeRejected extends Error {
  override readonly name = 'EnvelopeRejected';
  constructor(options?: ErrorOptions) {
    super('the sealed value is not one of this place', options);
  }
}

/** `v1.` and, in base64url, key id ‖ nonce ‖ ciphertext ‖ tag. The key's id is the 32 hexadecimal digits of 16 bytes. */
export function sealValue(key: KeyObject, keyId: string, binding: Binding, plain: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(boundBytes(keyId, binding));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  const bytes = Buffer.concat([Buffer.from(keyId, 'hex'), nonce, sealed, cipher.getAuthTag()]);
  return PREFIX + bytes.toString('base64url');
}

/**
 * Calls `keyOf` for the key that it was sealed with. @throws {EnvelopeRejected} when the key is another, or the value
 * belongs elsewhere or was changed.
 */
export function openValue(
  keyOf: (keyId: string) => KeyObject | undefined,
  binding: Binding,
  envelope: string,
): string {
  const { keyId, bytes } = partsOf(envelope);
  const key = keyOf(keyId);
  if (!key) throw new EnvelopeRejected();
  const nonce = bytes.subarray(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES);
  const sealed = bytes.subarray(KEY_ID_BYTES + NONCE_BYTES, bytes.length - TAG_BYTES);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(boundBytes(keyId, binding))
      .setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    // All at once: assembling a text from pieces takes a sixth of the whole time.
    const opened = decipher.update(sealed);
    decipher.final();
    return opened.toString('utf8');
  } catch (cause) {
    throw new EnvelopeRejected({ cause });
  }
}

/** Tells one sealed text from others: no two are alike, even of the same value. */
export function markOf(envelope: string): string {
  return hash('sha256', envelope, 'base64url').slice(0, MARK_LENGTH);
}

function partsOf(envelope: string): { readonly keyId: string; readonly bytes: Buffer } {
  const bytes = Buffer.from(envelope.slice(PREFIX.length), 'base64url');
  if (!envelope.startsWith(PREFIX) || bytes.length < KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES) {
    throw new EnvelopeRejected();
  }
  return { keyId: bytes.toString('hex', 0, KEY_ID_BYTES), bytes };
}

/** Texts only, in the order of their names: the form of RFC 8785, in a quarter of the time that it takes in general. */
function boundBytes(key: string, { stream, event, path, subject }: Binding): Buffer {
  return Buffer.from(JSON.stringify({ event, key, path, stream, subject }), 'utf8');
}
