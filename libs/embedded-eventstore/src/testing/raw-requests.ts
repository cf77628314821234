import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2';
import { bytesField, emptyField, textField } from '../wire/protobuf.ts';

export const STREAMS = '/event_store.client.streams.Streams';

export interface Answer {
  readonly status: string;
  readonly message: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** Calls that no client would make, byte by byte. */
export class Requests {
  readonly #session: ClientHttp2Session;

  constructor(session: ClientHttp2Session) {
    this.#session = session;
  }

  call(path: string, body: Buffer, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = this.#session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        ...headers,
      });
      const chunks: Buffer[] = [];
      let seen: IncomingHttpHeaders = {};
      const note = (head: IncomingHttpHeaders) => {
        seen = { ...seen, ...head };
      };
      request.on('response', note);
      request.on('trailers', note);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const status = String(seen['grpc-status'] ?? '');
        const message = decodeURIComponent(String(seen['grpc-message'] ?? ''));
        resolve({ status, message, headers: seen, bytes: Buffer.concat(chunks) });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  /** Appends events of this size in bytes to a stream, whatever its revision. @throws when they are refused. */
  async append(stream: string, count: number, dataBytes: number): Promise<void> {
    const data = Buffer.alloc(dataBytes, 0x20);
    const events = Array.from({ length: count }, () => Requests.proposed(data));
    const body = Buffer.concat([Requests.frame(Requests.options(stream, emptyField(4))), ...events]);
    const { status, message } = await this.call(`${STREAMS}/Append`, body);
    if (status !== '0') throw new Error(`the append was refused: ${status} ${message}`);
  }

  static frame(message: Buffer): Buffer {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    return Buffer.concat([head, message]);
  }

  static options(stream: string, ...more: Buffer[]): Buffer {
    return bytesField(1, bytesField(1, textField(3, stream)), ...more);
  }

  static proposed(data: Buffer, type = 'CallReceived'): Buffer {
    const entry = (key: string, value: string) => bytesField(2, textField(1, key), textField(2, value));
    const id = bytesField(1, textField(2, crypto.randomUUID()));
    const contentType = entry('content-type', 'application/json');
    return Requests.frame(bytesField(2, id, entry('type', type), contentType, bytesField(4, data)));
  }
}
