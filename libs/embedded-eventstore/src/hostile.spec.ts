import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { type EmbeddedStore, startEmbeddedStore } from './index.ts';
import { Requests, STREAMS } from './testing/raw-requests.ts';
import { FRAME_HEAD_BYTES } from './wire/event-message.ts';
import { bytesField, emptyField, textField, uintField } from './wire/protobuf.ts';

const BROKEN_OFF = 20;
/** How an answer to an append begins when it was written: field 1; field 2 says that the stream is elsewhere. */
const APPENDED = 0x0a;

let store: EmbeddedStore;
let session: ClientHttp2Session;
const bugs: unknown[] = [];
beforeEach(async () => {
  store = await startEmbeddedStore({ data: ':memory:', port: 0, onBug: (error) => bugs.push(error) });
  session = connect(`http://127.0.0.1:${store.port}`);
});
afterEach(async () => {
  session.destroy();
  await store.close();
  expect(bugs.splice(0)).toEqual([]);
});

const { frame, options, proposed } = Requests;
const call = (path: string, body: Buffer, headers: Record<string, string> = {}) =>
  new Requests(session).call(path, body, headers);

/** A valid append: the store still serves everybody else. */
async function expectServing(): Promise<void> {
  const body = Buffer.concat([frame(options('incident_09-1', emptyField(4))), proposed(Buffer.from('{}'))]);
  expect(await call(`${STREAMS}/Append`, body)).toMatchObject({ status: '0' });
}

test.each<[string, string, Buffer, { status: string; message: RegExp }]>([
  [
    'an unknown method',
    '/event_store.client.users.Users/Create',
    frame(emptyField(1)),
    { status: '12', message: /does not implement/ },
  ],
  [
    'a message that is cut short',
    `${STREAMS}/Delete`,
    frame(Buffer.from([0x0a, 0x7f, 1])),
    { status: '3', message: /ends inside a field/ },
  ],
  [
    'a read of nothing',
    `${STREAMS}/Read`,
    frame(bytesField(1, uintField(5, 1))),
    { status: '3', message: /neither a stream nor/ },
  ],
  [
    'a read of no events',
    `${STREAMS}/Read`,
    frame(bytesField(1, emptyField(2), uintField(5, 0))),
    { status: '3', message: /count/ },
  ],
  ['an empty call', `${STREAMS}/Read`, Buffer.alloc(0), { status: '3', message: /no request/ }],
  [
    'a compressed message',
    `${STREAMS}/Read`,
    Buffer.from([1, 0, 0, 0, 1, 0]),
    { status: '12', message: /compressed/ },
  ],
  [
    'a message said to be huge',
    `${STREAMS}/Append`,
    Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 0]),
    { status: '8', message: /larger than/ },
  ],
  [
    'a stream without a name',
    `${STREAMS}/Delete`,
    frame(options('', emptyField(4))),
    { status: '3', message: /name is empty/ },
  ],
  [
    'a stream with an endless name',
    `${STREAMS}/Delete`,
    frame(options('x'.repeat(5_000), emptyField(4))),
    { status: '3', message: /too long/ },
  ],
  [
    'metadata that is to be deleted',
    `${STREAMS}/Delete`,
    frame(options('$$incident_09-1', emptyField(4))),
    { status: '7', message: /Access Denied/ },
  ],
  [
    'metadata that is to be deleted for good',
    `${STREAMS}/Tombstone`,
    frame(options('$$incident_09-1', emptyField(4))),
    { status: '7', message: /Access Denied/ },
  ],
  [
    'an append without options',
    `${STREAMS}/Append`,
    proposed(Buffer.from('{}')),
    { status: '3', message: /no options/ },
  ],
])('%s is refused, and the store stays', async (_what, path, body, { status, message }) => {
  const answer = await call(path, body);
  expect(answer.status).toBe(status);
  expect(answer.message).toMatch(message);
  await expectServing();
});

test('an event without its type is refused by name', async () => {
  const id = bytesField(1, textField(2, crypto.randomUUID()));
  const body = Buffer.concat([frame(options('incident_09-1', emptyField(4))), frame(bytesField(2, id))]);
  expect(await call(`${STREAMS}/Append`, body)).toMatchObject({
    status: '3',
    headers: {
      exception: 'missing-required-metadata-property',
      'required-metadata-properties': 'type,content-type',
    },
  });
});

test.each<[string, (request: ClientHttp2Stream, own: ClientHttp2Session) => void]>([
  ['gives up', (request) => request.close(constants.NGHTTP2_CANCEL)],
  ['is gone', (_request, own) => own.socket.destroy()],
])('an append whose sender %s half-way is not written, nor the half that came', async (_what, breakOff) => {
  const noStream = emptyField(3);
  for (let n = 0; n < BROKEN_OFF; n++) {
    const name = `incident_32-${n}`;
    const own = connect(`http://127.0.0.1:${store.port}`);
    own.on('error', () => undefined);
    const path = `${STREAMS}/Append`;
    const request = own.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc' });
    request.on('error', () => undefined);
    request.write(Buffer.concat([frame(options(name, noStream)), proposed(Buffer.from('{}'))]));
    // The store has it once it has answered what was sent behind it.
    await new Requests(own).append('incident_14-1', 1, 2);
    breakOff(request, own);
    await once(request, 'close');
    own.destroy();
    await expectServing();
    const whole = Buffer.concat([frame(options(name, noStream)), proposed(Buffer.from('{}'))]);
    const { status, bytes } = await call(path, whole);
    expect([status, bytes[FRAME_HEAD_BYTES]]).toEqual(['0', APPENDED]);
  }
});

test('a call whose deadline passes is ended by the store', async () => {
  const read = frame(bytesField(1, bytesField(2, emptyField(2)), emptyField(6), emptyField(8)));
  expect(await call(`${STREAMS}/Read`, read, { 'grpc-timeout': '50m' })).toMatchObject({ status: '4' });
});

test('a batch whose deadline has passed is answered with a timeout and not written', async () => {
  const correlation = bytesField(1, textField(2, crypto.randomUUID()));
  const passed = bytesField(6, uintField(1, 1_000_000));
  const batchOptions = bytesField(2, bytesField(1, textField(3, 'incident_09-late')), emptyField(4), passed);
  const event = proposed(Buffer.from('{}')).subarray(5);
  const inBatch = Buffer.concat([Buffer.from([0x1a]), event.subarray(1)]);
  const answer = await call(
    `${STREAMS}/BatchAppend`,
    frame(Buffer.concat([correlation, batchOptions, inBatch, uintField(4, 1)])),
  );
  expect(answer.bytes.toString('latin1')).toContain('event_store.client.Timeout');
  const read = frame(
    bytesField(
      1,
      bytesField(1, bytesField(1, textField(3, 'incident_09-late')), emptyField(3)),
      uintField(5, 1),
    ),
  );
  expect((await call(`${STREAMS}/Read`, read)).bytes[5]).toBe(0x22);
});

test('bytes that are no protocol at all harm nobody', async () => {
  for (const garbage of [
    '\0\0\0\0',
    'GET / HTTP/9\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\ngarbage garbage garbage',
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connectTcp(store.port, '127.0.0.1', () => socket.write(garbage));
      socket.resume();
      socket.on('error', () => undefined);
      socket.once('close', () => resolve());
      setTimeout(() => socket.destroy(), 100);
    });
  }
  await expectServing();
});

test('the first bytes of a connection may come one by one: the protocol is told all the same', async () => {
  const SETTINGS_TYPE = 4;
  const spoken = async (bytes: Buffer) => {
    const socket = connectTcp(store.port, '127.0.0.1');
    const heard = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.on('error', () => undefined);
    for (const byte of bytes.subarray(0, 5)) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    socket.write(bytes.subarray(5));
    const first = await heard;
    socket.destroy();
    return first;
  };
  const emptySettings = Buffer.from([0, 0, 0, SETTINGS_TYPE, 0, 0, 0, 0, 0]);
  const http2 = await spoken(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), emptySettings]));
  expect(http2[3]).toBe(SETTINGS_TYPE);
  const http1 = await spoken(Buffer.from('GET /ping HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'));
  expect(http1.toString()).toMatch(/^HTTP\/1\.1 200/);
});
