import { faultOfIssue } from '@proximidad/edge';
import { type ErrorCode, say, sayEach, type Sentences, sentencesOf } from '@proximidad/refusals';
import { z } from 'zod';
import type { GraphqlRequest } from '../planning/graph.ts';

/** Bytes in the body of a request. */
export const BODY_SIZE_MAX_BYTES = 256 * 1024;
/** Characters of a GET's query string. */
export const QUERY_STRING_LENGTH_MAX = 16 * 1024;

export type MediaType =
  | 'application/graphql-response+json'
  | 'application/json'
  | 'text/html'
  | 'text/event-stream';

const Parameters = z.object({
  query: z.string('a GraphQL document').min(1, 'a GraphQL document'),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});

/** The message says what is wrong with the parameters. */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest';
  readonly said: Sentences;
  readonly code: ErrorCode;
  constructor(
    said: Sentences,
    { code = 'BAD_USER_INPUT', ...options }: ErrorOptions & { readonly code?: ErrorCode } = {},
  ) {
    super(said.en, options);
    this.said = said;
    this.code = code;
  }
}

/**
 * The media type to answer with: the best of those that the client accepts, `undefined` when there is none. JSON when the
 * client does not say, or accepts anything. The page answers only a GET: a client that would like one is told otherwise
 * what it likes next.
 */
export function acceptedMediaType(accept: string | undefined, method = 'GET'): MediaType | undefined {
  if (accept === undefined || accept.trim() === '') return 'application/json';
  const ranges = accept
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith('q='));
      return { type, q: q === undefined ? 1 : Number(q.slice(2)) };
    })
    .filter(({ q }) => q > 0)
    .toSorted((a, b) => b.q - a.q);
  for (const { type } of ranges) {
    switch (type) {
      case 'text/html':
        if (method === 'GET') return type;
        break;
      case 'application/graphql-response+json':
      case 'application/json':
      case 'text/event-stream':
        return type;
      case '*/*':
      case 'application/*':
        return 'application/json';
    }
  }
  return undefined;
}

/** True for `application/json`, in UTF-8 or without a charset. */
export function isJson(contentType: string | undefined): boolean {
  const [type, ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return type === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
}

/** @throws {MalformedRequest} */
export function fromBody(body: string): GraphqlRequest {
  return wellFormed(json(body, 'body'));
}

/** @throws {MalformedRequest} */
export function fromQueryString(parameters: URLSearchParams): GraphqlRequest {
  const member = (name: string) => {
    const text = parameters.get(name);
    return text === null || text === '' ? undefined : json(text, name);
  };
  return wellFormed({
    query: parameters.get('query') ?? undefined,
    operationName: parameters.get('operationName') ?? undefined,
    variables: member('variables'),
    extensions: member('extensions'),
  });
}

function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedRequest(say('{what} is not JSON', { what }), { cause });
  }
}

function wellFormed(value: unknown): GraphqlRequest {
  if (Array.isArray(value))
    throw new MalformedRequest(sentencesOf('one operation per request: lists are not accepted'));
  const { data, error } = Parameters.safeParse(value);
  if (data) {
    const { query, operationName, variables } = data;
    return { query, operationName: operationName ?? undefined, variables: variables ?? {} };
  }
  if (namesDocument(value))
    throw new MalformedRequest(sentencesOf('Documents are not stored by their hash: send the document.'), {
      code: 'PERSISTED_QUERY_NOT_SUPPORTED',
    });
  const faults = error.issues.map(faultOfIssue);
  throw new MalformedRequest(
    sayEach(faults.map(({ path, message }) => ({ path: path || 'request', message }))),
  );
}

/**
 * Some clients send only the hash of a document, and null or an empty text where it would stand; they send the document when
 * they are told that hashes are not supported.
 */
function namesDocument(value: unknown): boolean {
  const { query, extensions } = (value ?? {}) as { readonly query?: unknown; readonly extensions?: unknown };
  return (
    (query ?? '') === '' &&
    typeof extensions === 'object' &&
    extensions !== null &&
    'persistedQuery' in extensions
  );
}
