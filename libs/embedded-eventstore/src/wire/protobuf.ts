/** Just enough of the protocol-buffers wire format: varints and length-delimited fields, without a schema compiler. */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** Reads one message; `next()` gives the field number, 0 at its end. Unknown fields are skipped with `skip()`. */
export class MessageReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  #wireType = VARINT;

  constructor(bytes: Buffer, from = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = end;
  }

  next(): number {
    if (this.#at >= this.#end) return 0;
    const tag = this.uint();
    this.#wireType = tag & 7;
    const field = tag >>> 3;
    if (field === 0) throw new MalformedMessage('field number 0');
    return field;
  }

  /** Exact up to 2^53; larger values lose their low bits, which only order and clamping may rely on. */
  uint(): number {
    let value = 0;
    let scale = 1;
    for (let length = 0; length < 10; length++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new MalformedMessage('varint longer than 10 bytes');
  }

  int64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new MalformedMessage('varint longer than 10 bytes');
  }

  bytes(): Buffer {
    const start = this.#span();
    return this.#bytes.subarray(start, this.#at);
  }

  text(): string {
    const start = this.#span();
    return this.#bytes.toString('utf8', start, this.#at);
  }

  message(): MessageReader {
    const start = this.#span();
    return new MessageReader(this.#bytes, start, this.#at);
  }

  skip(): void {
    if (this.#wireType === VARINT) this.int64();
    else if (this.#wireType === LENGTH_DELIMITED) this.#span();
    else if (this.#wireType === FIXED64) this.#advance(8);
    else if (this.#wireType === FIXED32) this.#advance(4);
    else throw new MalformedMessage(`wire type ${this.#wireType}`);
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new MalformedMessage('message ends inside a field');
    return this.#bytes[this.#at++]!;
  }

  #span(): number {
    const length = this.uint();
    const start = this.#at;
    this.#advance(length);
    return start;
  }

  #advance(length: number): void {
    if (length > this.#end - this.#at) throw new MalformedMessage('message ends inside a field');
    this.#at += length;
  }
}

export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** Writes a non-negative safe integer and returns the offset behind it. */
export function writeVarint(target: Buffer, at: number, value: number): number {
  let rest = value;
  while (rest > 0x7fffffff) {
    target[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest > 0x7f) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

const EMPTY = Buffer.alloc(0);

export function uintField(field: number, value: number): Buffer {
  const out = Buffer.allocUnsafe(1 + varintSize(value));
  out[0] = (field << 3) | VARINT;
  writeVarint(out, 1, value);
  return out;
}

/** Two's complement, ten bytes when negative, as int64 is encoded. */
export function int64Field(field: number, value: bigint): Buffer {
  const out = [(field << 3) | VARINT];
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return Buffer.from(out);
}

export function bytesField(field: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = 1 + varintSize(length);
  const out = Buffer.allocUnsafe(head + length);
  out[0] = (field << 3) | LENGTH_DELIMITED;
  let at = writeVarint(out, 1, length);
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function textField(field: number, text: string): Buffer {
  return bytesField(field, Buffer.from(text));
}

/** A oneof arm that carries nothing but its presence. */
export function emptyField(field: number): Buffer {
  return bytesField(field, EMPTY);
}
