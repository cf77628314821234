import { type IncomingMessage, STATUS_CODES, type ServerResponse } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { OnBug } from '../rpc/refusal.ts';
import type { AnswerHttp, HttpAnswer } from './pages.ts';

/** Answers a request of HTTP/1.1. */
export function answerHttp1(answer: AnswerHttp, onBug: OnBug) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { method, url: path, headers } = request;
    request.resume();
    settle(answer, { method, path, authorization: headers.authorization }, onBug, (done) => {
      response.writeHead(done.status, STATUS_CODES[done.status], {
        ...done.headers,
        ...(done.status !== 204 && { 'content-length': Buffer.byteLength(done.body) }),
      });
      response.end(method === 'HEAD' ? '' : done.body);
    });
  };
}

/** Answers a request over HTTP/2 that is not a call. */
export function answerHttp2(
  answer: AnswerHttp,
  onBug: OnBug,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): void {
  const { ':method': method, ':path': path, authorization } = headers;
  stream.resume();
  settle(answer, { method, path, authorization }, onBug, (done) => {
    if (stream.destroyed || stream.closed) return;
    const endStream = method === 'HEAD' || done.body === '';
    stream.respond({ ':status': done.status, ...done.headers }, { endStream });
    if (!endStream) stream.end(done.body);
  });
}

function settle(
  answer: AnswerHttp,
  request: Parameters<AnswerHttp>[0],
  onBug: OnBug,
  send: (answer: HttpAnswer) => void,
): void {
  const fail = (error: unknown) => {
    onBug(error);
    send({ status: 500, headers: {}, body: '' });
  };
  try {
    const done = answer(request);
    if (done instanceof Promise) done.then(send).catch(fail);
    else send(done);
  } catch (error) {
    fail(error);
  }
}
