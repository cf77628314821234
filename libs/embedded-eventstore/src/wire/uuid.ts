import { bytesField, int64Field, MalformedMessage, type MessageReader, textField } from './protobuf.ts';

const UUID_TEXT = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `UUID{1 structured{1 int64 msb, 2 int64 lsb} | 2 string}` as its 16 bytes. */
export function readUuid(message: MessageReader): Buffer {
  let id: Buffer | undefined;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 2) id = uuidBytes(message.text());
    else if (field === 1) id = structured(message.message());
    else message.skip();
  }
  if (!id) throw new MalformedMessage('a UUID is empty');
  return id;
}

function structured(message: MessageReader): Buffer {
  const id = Buffer.alloc(16);
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) id.writeBigInt64BE(message.int64(), 0);
    else if (field === 2) id.writeBigInt64BE(message.int64(), 8);
    else message.skip();
  }
  return id;
}

export function uuidBytes(text: string): Buffer {
  if (!UUID_TEXT.test(text)) throw new MalformedMessage(`not a UUID: ${text.slice(0, 40)}`);
  return Buffer.from(text.replaceAll('-', ''), 'hex');
}

export function uuidText(id: Uint8Array): string {
  let text = '';
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += HEX[id[i]!]!;
  }
  return text;
}

export function uuidField(field: number, id: Uint8Array, asStructured: boolean): Buffer {
  if (!asStructured) return bytesField(field, textField(2, uuidText(id)));
  const bytes = Buffer.from(id);
  const halves = [int64Field(1, bytes.readBigInt64BE(0)), int64Field(2, bytes.readBigInt64BE(8))];
  return bytesField(field, bytesField(1, ...halves));
}
