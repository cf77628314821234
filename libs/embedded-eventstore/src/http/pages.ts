import type { Authenticate, Authentication } from '../access/authentication.ts';

export interface HttpRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly authorization: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type AnswerHttp = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;

export interface Pages {
  readonly version: string;
  /** Whether reading figures needs credentials. */
  readonly secure: boolean;
  readonly authenticate: Authenticate;
  ready(): boolean;
  stats(): object;
  metrics(): string;
}

const PING = { msgTypeId: 18, text: 'Ping request successfully handled' };
const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const NOT_FOUND: HttpAnswer = { status: 404, headers: {}, body: '{}' };
const NOT_READY: HttpAnswer = { status: 503, headers: {}, body: '' };
const NO_CONTENT: HttpAnswer = { status: 204, headers: {}, body: '' };
const METHOD_NOT_ALLOWED: HttpAnswer = { status: 405, headers: { allow: 'GET, HEAD' }, body: '' };
const BUSY: HttpAnswer = { status: 503, headers: { 'retry-after': '1' }, body: '' };
const UNAUTHORIZED: HttpAnswer = {
  status: 401,
  headers: { 'www-authenticate': 'Basic realm="ES", charset="UTF-8"' },
  body: '',
};

/** What load balancers, health checks, Prometheus and the clients' fallbacks ask for, over HTTP/1.1 and HTTP/2 alike. */
export function pagesOf(pages: Pages): AnswerHttp {
  const guarded = (
    { authorization }: HttpRequest,
    answer: () => HttpAnswer,
  ): HttpAnswer | Promise<HttpAnswer> => {
    if (!pages.secure) return answer();
    const admit = (authentication: Authentication) => admitted(authentication, answer);
    const authentication = pages.authenticate(authorization);
    return authentication instanceof Promise ? authentication.then(admit) : admit(authentication);
  };
  const byPath = new Map<string, AnswerHttp>([
    ['/ping', () => json(PING)],
    ['/info', () => json(info(pages))],
    ['/health/live', () => NO_CONTENT],
    ['/health/ready', () => (pages.ready() ? NO_CONTENT : NOT_READY)],
    ['/stats', (request) => guarded(request, () => json(pages.stats()))],
    ['/metrics', (request) => guarded(request, () => text(PROMETHEUS_TEXT, pages.metrics()))],
  ]);
  return (request) => {
    const page = byPath.get(request.path?.split('?', 1)[0] ?? '');
    if (!page) return NOT_FOUND;
    return request.method === 'GET' || request.method === 'HEAD' ? page(request) : METHOD_NOT_ALLOWED;
  };
}

/** Features that do not exist here are not advertised. */
function info({ version, secure }: Pages): object {
  return {
    esVersion: version,
    state: 'leader',
    features: { projections: false, userManagement: false, atomPub: false },
    authentication: { type: secure ? 'internal' : 'insecure', properties: {} },
  };
}

function admitted({ kind }: Authentication, answer: () => HttpAnswer): HttpAnswer {
  switch (kind) {
    case 'known':
    case 'unasked':
      return answer();
    case 'anonymous':
    case 'wrong':
      return UNAUTHORIZED;
    case 'busy':
      return BUSY;
  }
}

function json(value: object): HttpAnswer {
  return text('application/json; charset=utf-8', JSON.stringify(value));
}

function text(type: string, body: string): HttpAnswer {
  return { status: 200, headers: { 'content-type': type, 'cache-control': 'no-store' }, body };
}
