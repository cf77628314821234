import {
  ERROR_CODES,
  type ErrorCode,
  type FaultSaid,
  type Language,
  type Said,
  say,
  sayOfDocument,
  type Sentences,
  sentencesOf,
  withoutValues,
} from '@proximidad/refusals';
import { type ASTNode, GraphQLError, type GraphQLErrorExtensions } from 'graphql';

/** The codes that only the gateway gives; any other unknown code of a subgraph is masked. */
const OF_GATEWAY: ReadonlySet<string> = new Set<ErrorCode>([
  'UNAUTHENTICATED',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** The extensions that pass from a subgraph, besides the code. */
const EXTENSIONS_PASSED = [
  'limit',
  'max',
  'cost',
  'bound',
  'reason',
  'stepUp',
  'fields',
  'correlationId',
] as const;

/** An error that the gateway itself reports to a client, in either language. */
export class CodedError extends GraphQLError {
  readonly said: Sentences;
  /** `node` is what it is about in the document. */
  constructor(said: Said, extensions: GraphQLErrorExtensions, node?: ASTNode) {
    const sentences = sentencesOf(said);
    super(sentences.en, { extensions, nodes: node ?? null });
    this.said = sentences;
  }
}

export function codedError(
  code: ErrorCode,
  said: Said,
  extensions: GraphQLErrorExtensions & { readonly fields?: readonly FaultSaidOf[] } = {},
): CodedError {
  return new CodedError(said, { code, ...extensions });
}

interface FaultSaidOf {
  readonly path: string;
  readonly code?: string;
  readonly message: FaultSaid;
}

/** A limit of the gateway was exceeded: `limit` names it, `cost` is the cost of the request, where it is known. */
export function limitExceeded(limit: string, max: number, cost?: number): CodedError {
  const measured = cost === undefined ? {} : { cost };
  const text =
    cost === undefined
      ? say('The request exceeds the limit {limit} = {max}.', { limit, max })
      : say('The request exceeds the limit {limit} = {max} with {cost}.', { limit, max, cost });
  return codedError('LIMIT_EXCEEDED', text, { limit, max, ...measured });
}

/** Names the service that did not answer by its public name; never says where it is or what it said. */
export function serviceUnavailable(service: string): CodedError {
  const text = say('The service {service} did not answer.', { service });
  return codedError('SERVICE_UNAVAILABLE', text, { service });
}

/** The reader of an error. */
export interface Telling {
  readonly correlationId: string;
  readonly language: Language;
}

/** An error as it leaves the gateway. */
export interface PublicError {
  readonly message: string;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly path?: readonly (string | number)[];
  readonly extensions: GraphQLErrorExtensions & { readonly code: ErrorCode };
}

/**
 * What a client may know about an error from executing a plan. Errors of a subgraph keep their message when they have a
 * code; everything else becomes `INTERNAL`, and `UNAUTHENTICATED` from a subgraph is the gateway's own failure (it mints
 * the passport).
 */
export function publicError(error: unknown, { correlationId, language }: Telling): PublicError {
  const { message, path, extensions } = error instanceof GraphQLError ? error : new GraphQLError('');
  const at = path === undefined ? {} : { path };
  const { code, serviceName } = extensions;
  const service = serviceName ?? extensions['service'];
  const named = typeof service === 'string' ? { service } : {};
  if (code === 'UNAUTHENTICATED') {
    const text: Said =
      typeof service === 'string'
        ? say('The service {service} did not answer.', { service })
        : 'Not available now.';
    const said = sentencesOf(text)[language];
    return { message: said, ...at, extensions: { code: 'SERVICE_UNAVAILABLE', ...named, correlationId } };
  }
  if (code === 'INTERNAL' || !isPassed(code)) {
    const said = sentencesOf('Internal error.')[language];
    return { message: said, ...at, extensions: { code: 'INTERNAL', ...named, correlationId } };
  }
  const passed = EXTENSIONS_PASSED.filter((name) => name in extensions).map((name) => [
    name,
    extensions[name],
  ]);
  return { message, ...at, extensions: { correlationId, ...Object.fromEntries(passed), code, ...named } };
}

function isPassed(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_CODES, code) && !OF_GATEWAY.has(code);
}

/** What a client may know about an error in its own request: the message of the parser, the validator or the gateway. */
export function requestError(error: GraphQLError, { correlationId, language }: Telling): PublicError {
  const { locations, path, extensions } = error;
  const said = error instanceof CodedError ? error.said : sayOfDocument(withoutValues(error));
  const message = said[language];
  const faults = extensions['fields'] as readonly FaultSaidOf[] | undefined;
  const fields = faults?.map((fault) => ({ ...fault, message: sentencesOf(fault.message)[language] }));
  const code = (extensions['code'] as ErrorCode | undefined) ?? 'BAD_USER_INPUT';
  return {
    message,
    ...(locations && { locations: locations.map(({ line, column }) => ({ line, column })) }),
    ...(path && { path }),
    extensions: { ...extensions, ...(fields && { fields }), code, correlationId },
  };
}
