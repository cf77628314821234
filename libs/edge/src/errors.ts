import { EventFromTheFuture, RevisionConflict, StoreFull, StoreUnavailable } from '@proximidad/eventsourcing';
import { PassportRejected } from '@proximidad/passport';
import { VaultUnavailable } from '@proximidad/vault';
import { isDiskFull, VersionsPruned } from '@proximidad/readmodel';
import {
  type ErrorCode,
  type Language,
  type Said,
  say,
  type Sentences,
  sentencesOf,
  verbatim,
} from '@proximidad/refusals';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { z } from 'zod';
import { faultOfIssue, type FieldFault } from './field-fault.ts';

export interface ErrorDetails {
  /** The service that could not answer, by its public name. */
  readonly service?: string;
  /** For LIMIT_EXCEEDED: the limit's name, its value, and what the request amounted to. */
  readonly limit?: string;
  readonly max?: number;
  readonly cost?: number;
  /** The reason of a FORBIDDEN: ROLE, PURPOSE, ENTITY, MUNICIPALITY, ONESELF or STEP_UP; for sealed values also why they are not opened. */
  readonly reason?: string;
  /** For STEP_UP: how to sign in again, in the terms of RFC 9470. `maxAge` in seconds. */
  readonly stepUp?: { readonly acrValues: readonly string[]; readonly maxAge: number };
  /** The moment beyond which there is no answer, RFC 3339. */
  readonly bound?: string;
  /** What is wrong with the input, by path. */
  readonly fields?: readonly FieldFault[];
}

/** An error whose message and details were written for the client. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly said: Sentences;
  readonly details: ErrorDetails;
  constructor(code: ErrorCode, said: Said, details: ErrorDetails = {}, options?: ErrorOptions) {
    const sentences = sentencesOf(said);
    super(sentences.en, options);
    this.code = code;
    this.said = sentences;
    this.details = details;
  }
}

/** More was requested than is allowed: `limit` names what, `cost` is what the request amounted to, where known. */
export function limitExceeded(
  limit: string,
  max: number,
  { cost, cause }: { readonly cost?: number; readonly cause?: unknown } = {},
): ServiceError {
  const text =
    cost === undefined
      ? say('The request exceeds the limit {limit} = {max}.', { limit, max })
      : say('The request exceeds the limit {limit} = {max} with {cost}.', { limit, max, cost });
  const details = { limit, max, ...(cost === undefined ? {} : { cost }) };
  return new ServiceError('LIMIT_EXCEEDED', text, details, cause === undefined ? {} : { cause });
}

/** What happened, as far as the client may know, in both languages. */
export interface PublicError {
  readonly code: ErrorCode;
  readonly said: Sentences;
  readonly details: ErrorDetails;
}

/** The same in the client's language. */
export interface ToldError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ToldDetails;
}
type ToldDetails = Omit<ErrorDetails, 'fields'> & {
  readonly fields?: readonly (Omit<FieldFault, 'message'> & { readonly message: string })[];
};

export function toldIn(language: Language, { code, said, details }: PublicError): ToldError {
  return { code, message: said[language], details: detailsIn(language, details) };
}

function detailsIn(language: Language, { fields, ...details }: ErrorDetails): ToldDetails {
  if (!fields) return details;
  const told = fields.map((fault) => ({ ...fault, message: sentencesOf(fault.message)[language] }));
  return { ...details, fields: told };
}

/** Faults of one input that are reported at once. */
export const FIELDS_MAX = 20;

/** The only mapping of errors to what leaves the process; nothing leaves it about errors not listed. */
export function publicError(error: unknown, service: string): PublicError {
  if (error instanceof ServiceError) {
    const { code, said, details } = error;
    return { code, said, details };
  }
  if (error instanceof z.ZodError) {
    const fields = error.issues.slice(0, FIELDS_MAX).map(faultOfIssue);
    return publicly('BAD_USER_INPUT', 'The input is not valid.', { fields });
  }
  if (error instanceof PassportRejected) {
    const { ageS } = error;
    if (ageS === undefined) return publicly('UNAUTHENTICATED', 'A valid passport is needed.');
    const text = say('The passport is {seconds} s old by the clock of {service}.', {
      seconds: ageS,
      service,
    });
    return publicly('UNAUTHENTICATED', text);
  }
  if (error instanceof RevisionConflict)
    return publicly('CONFLICT', 'Others changed the same record at the same time; try again.');
  if (error instanceof StoreFull || isDiskFull(error))
    return publicly('SERVICE_UNAVAILABLE', 'There is no space left on the disk; nothing was recorded.', {
      service,
    });
  if (error instanceof StoreUnavailable)
    return publicly('SERVICE_UNAVAILABLE', 'The record cannot be reached now.', { service });
  if (error instanceof VaultUnavailable) {
    const text = 'Sealed data can be neither opened nor recorded now; everything else works.';
    return publicly('SEALED_UNAVAILABLE', text, { service });
  }
  return codedByReadModel(error) ?? INTERNAL;
}

function publicly(code: ErrorCode, said: Said, details: ErrorDetails = {}): PublicError {
  return { code, said: sentencesOf(said), details };
}

const INTERNAL = publicly('INTERNAL', 'Something went wrong.');

const READ_MODEL_MESSAGES = {
  NOT_READY: 'Not projected yet; try again.',
  LIMIT_EXCEEDED: 'More was asked for than is allowed.',
  BAD_USER_INPUT: 'The cursor does not belong to this list.',
} as const satisfies { readonly [Code in ErrorCode]?: Said };

/** The errors of the read models carry their own code. */
function codedByReadModel(error: unknown): PublicError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const { code } = error;
  if (error instanceof VersionsPruned) {
    const { limit: days, oldest: bound } = error;
    const text = say('The past is kept for {days} days here: the oldest moment is {bound}.', { days, bound });
    return publicly(error.code, text, { limit: 'pastDays', max: days, bound });
  }
  if (code !== 'NOT_READY' && code !== 'LIMIT_EXCEEDED' && code !== 'BAD_USER_INPUT') return undefined;
  const details =
    'limit' in error && typeof error.limit === 'number' ? { limit: 'rows', max: error.limit } : {};
  return publicly(code, READ_MODEL_MESSAGES[code], details);
}

/** How an outcome is logged and counted: caused by the caller, by the environment, or by us. */
export function severityOf({ code }: Pick<PublicError, 'code'>): 'debug' | 'info' | 'warn' | 'error' {
  switch (code) {
    case 'FORBIDDEN':
    case 'BAD_USER_INPUT':
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
    case 'LIMIT_EXCEEDED':
    case 'STALE':
      return 'debug';
    case 'UNAUTHENTICATED':
      return 'info';
    case 'CONFLICT':
    case 'NOT_READY':
    case 'SERVICE_UNAVAILABLE':
    case 'SEALED_UNAVAILABLE':
      return 'warn';
    case 'INTERNAL':
      return 'error';
  }
}

export interface Formatting {
  readonly service: string;
  readonly correlationId: string;
  readonly language: Language;
}

/** An error of the executor as it leaves the process, and the public error behind it. */
export function formatted(
  error: GraphQLError,
  { service, correlationId, language }: Formatting,
): { readonly answer: GraphQLFormattedError; readonly error: ToldError; readonly cause: unknown } {
  const { path, originalError } = error;
  const cause =
    originalError instanceof GraphQLError ? (originalError.originalError ?? originalError) : originalError;
  const known = cause === undefined || cause instanceof GraphQLError;
  // Without a cause it comes from the executor: about the request when it has no path, otherwise a contract that we broke.
  const mapped = !known
    ? publicError(cause, service)
    : path === undefined || path.length === 0
      ? publicly('BAD_USER_INPUT', verbatim(error.message))
      : INTERNAL;
  const told = toldIn(language, mapped);
  const extensions = { code: told.code, correlationId, ...told.details };
  return {
    answer: { message: told.message, ...(path === undefined ? {} : { path }), extensions },
    error: told,
    cause: cause ?? error,
  };
}

/** An event that this code cannot read is a bug of ours, whatever class the parser throws. */
export function asBug(error: unknown): unknown {
  return error instanceof z.ZodError || error instanceof EventFromTheFuture
    ? new TypeError('a stored event does not fit its definition', { cause: error })
    : error;
}
