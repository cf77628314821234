import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Authenticate, Authentication } from '../access/authentication.ts';
import { answerHttp2 } from '../http/answering.ts';
import type { AnswerHttp } from '../http/pages.ts';
import { type Allowance, Share } from './allowance.ts';
import { Call } from './call.ts';
import { Deframer } from './deframer.ts';
import { CallError, STATUS, unauthenticated } from './errors.ts';
import type { Meter } from './meter.ts';
import type { Places } from './places.ts';
import { type OnBug, refusalOf } from './refusal.ts';
import { afterSilence } from './silence.ts';

/** Where authentication is required, an anonymous caller has to complete the request within this time. */
const STRANGER_REQUEST_MS = 10_000;

/** The receiving end of a call: gets each message, and then the client's end. */
export interface Receiver {
  message(bytes: Buffer): void;
  end(): void;
}

export interface Method {
  /** A duplex call sends its response head at once; the client waits for it. */
  readonly duplex?: boolean;
  /**
   * At a stop the connection is cut instead of the call being cancelled: a client that is still sending understands only that to
   * mean that it may have to send the same again elsewhere.
   */
  readonly cutAtStop?: boolean;
  open(call: Call, backPressure: BackPressure): Receiver;
}

export interface BackPressure {
  pause(): void;
  resume(): void;
}

export interface Accepting {
  readonly methods: ReadonlyMap<string, Method>;
  readonly answerHttp: AnswerHttp;
  readonly meter: Meter;
  readonly places: Places;
  readonly authenticate: Authenticate;
  /** For requests that have not arrived whole yet. */
  readonly allowance: Allowance;
  readonly onBug: OnBug;
}

export interface Accepted extends Accepting {
  /** Called when the caller is known, or need not be. */
  readonly onKnown: () => void;
  /** Called with the number of bytes of a request that arrived. */
  readonly onData: (bytes: number) => void;
}

/** Accepts a new HTTP/2 stream: a call, or a request for a page. */
export function accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, accepted: Accepted): void {
  const { methods, answerHttp, authenticate, meter, places, onBug, onKnown, onData } = accepted;
  if (!headers['content-type']?.startsWith('application/grpc')) {
    return answerHttp2(answerHttp, onBug, stream, headers);
  }
  const path = headers[':path'] ?? '';
  const method = methods.get(path);
  const call = new Call(stream, headers);
  const closed = meter.opened(path);
  stream.once('close', () => closed(call.status ?? STATUS.CANCELLED));
  const refuse = (refusal: CallError) => {
    stream.on('data', (chunk: Buffer) => onData(chunk.length));
    call.fail(refusal);
  };
  if (!method) {
    return refuse(new CallError(STATUS.UNIMPLEMENTED, `The server does not implement the method ${path}`));
  }
  // Nothing flows before somebody listens, so nothing is lost while the caller is being authenticated.
  const enter = (authentication: Authentication) => {
    if (call.ended) return;
    const isStranger = authentication.kind === 'anonymous';
    const refusal = identify(call, authentication) ?? places.take(call, isStranger ? 'stranger' : 'known');
    if (refusal) return refuse(refusal);
    if (isStranger) hurry(call, stream, method);
    else onKnown();
    run(method, call, stream, accepted);
  };
  const authentication = authenticate(headers.authorization);
  if (!(authentication instanceof Promise)) return enter(authentication);
  authentication.then(enter, (error: unknown) => refuse(refusalOf(error, onBug)));
}

function identify(call: Call, authentication: Authentication): CallError | undefined {
  switch (authentication.kind) {
    case 'known':
      call.user = authentication.user;
      return undefined;
    case 'unasked':
    case 'anonymous':
      return undefined;
    case 'wrong':
      return unauthenticated();
    case 'busy':
      return new CallError(STATUS.RESOURCE_EXHAUSTED, 'too many passwords are being proven');
  }
}

/** A duplex call begins with its first message; any other is complete when the client ends its side. */
function hurry(call: Call, stream: ServerHttp2Stream, { duplex }: Method): void {
  const late = () => call.finish(STATUS.DEADLINE_EXCEEDED, 'the request did not come in time');
  const stop = afterSilence(STRANGER_REQUEST_MS, late);
  stream.once(duplex ? 'data' : 'end', stop);
  call.signal.addEventListener('abort', stop, { once: true });
}

function run(
  method: Method,
  call: Call,
  stream: ServerHttp2Stream,
  { allowance, onBug, onData }: Accepted,
): void {
  const guarded = (step: () => void) => {
    if (call.ended) return;
    try {
      step();
    } catch (error) {
      call.fail(refusalOf(error, onBug));
    }
  };
  const deframer = new Deframer();
  const share = new Share(allowance);
  call.signal.addEventListener('abort', () => share.hold(0), { once: true });
  const backPressure = { pause: () => stream.pause(), resume: () => stream.resume() };
  let receiver: Receiver | undefined;
  guarded(() => {
    receiver = method.open(call, backPressure);
  });
  if (method.duplex) call.respond();
  stream.on('data', (chunk: Buffer) => {
    onData(chunk.length);
    guarded(() => {
      for (const message of deframer.push(chunk)) receiver?.message(message);
      if (!call.ended) share.hold(deframer.pendingBytes);
    });
  });
  // Of a request that is broken off, too, the stream ends: what came of it is not what was meant.
  stream.once('end', () => {
    if (!stream.aborted) guarded(() => receiver?.end());
  });
}
