/** How many bytes of each form of a text it is looked up by. */
const HEAD_BYTES = 4;
const HEADS = 1 << 16;
const BLOCK_BYTES = 64 * 1024;
const EMPTY = Buffer.alloc(BLOCK_BYTES);
const BASE64_GROUP = 3;
const BASE64_CHARACTERS = 4;

interface Form {
  readonly bytes: Buffer;
  readonly text: string;
}

/**
 * Finds any of many texts in one pass over the bytes, in every form they may be stored in: UTF-8; a heap string of
 * one byte a character or two; hexadecimal; and within any base64, at any offset.
 */
export function finderOf(texts: readonly string[]): { find(content: Buffer): ReadonlySet<string> } {
  const forms = new Map<number, Form[]>();
  const mayBegin = new Uint8Array(HEADS);
  for (const text of new Set(texts))
    for (const bytes of formsOf(text)) {
      const head = bytes.readUInt32LE(0);
      mayBegin[folded(head)] = 1;
      forms.set(head, [...(forms.get(head) ?? []), { bytes, text }]);
    }
  return {
    find(content) {
      const found = new Set<string>();
      for (let at = 0; at + HEAD_BYTES <= content.length; at++) {
        // Most of a process's memory was never written, and no form begins with a zero byte.
        while (at % BLOCK_BYTES === 0 && isEmpty(content, at)) at += BLOCK_BYTES;
        const head =
          (content[at]! | (content[at + 1]! << 8) | (content[at + 2]! << 16) | (content[at + 3]! << 24)) >>>
          0;
        if (mayBegin[folded(head)] === 0) continue;
        for (const { bytes, text } of forms.get(head) ?? [])
          if (content.subarray(at, at + bytes.length).equals(bytes)) found.add(text);
      }
      return found;
    },
  };
}

const isEmpty = (content: Buffer, at: number) =>
  at + BLOCK_BYTES <= content.length && content.compare(EMPTY, 0, BLOCK_BYTES, at, at + BLOCK_BYTES) === 0;

const folded = (head: number) => (head ^ (head >>> 16)) & (HEADS - 1);

function formsOf(text: string): readonly Buffer[] {
  const plain = Buffer.from(text);
  const hexadecimal = plain.toString('hex');
  const encoded = [0, 1, 2].flatMap((before) => within(plain, before));
  const spelt = [hexadecimal, hexadecimal.toUpperCase(), ...encoded].map((spelling) => Buffer.from(spelling));
  return [plain, Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le'), ...spelt];
}

/**
 * The part of a text's base64 that is the same whatever surrounds it, when so many bytes of a group of three come
 * before it.
 */
function within(plain: Buffer, before: number): readonly string[] {
  const skipped = (BASE64_GROUP - before) % BASE64_GROUP;
  const whole = Math.floor((plain.length - skipped) / BASE64_GROUP) * BASE64_GROUP;
  const sure = plain.subarray(skipped, skipped + whole);
  if ((whole / BASE64_GROUP) * BASE64_CHARACTERS < 2 * HEAD_BYTES) return [];
  return [sure.toString('base64'), sure.toString('base64url')];
}
