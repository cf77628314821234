import type { Subject } from '@proximidad/policy';
import type { Language } from '@proximidad/refusals';
import type { CodedError } from '../errors.ts';

/** Who asks, as far as answering an operation needs it. */
export interface Caller {
  readonly subject: Subject;
  /** The language of refusals; Spanish by default. */
  readonly language?: Language;
  /** When the access token ends, Unix seconds. */
  readonly exp: number;
  passport(audience: string): Promise<string>;
}

/** The request may not be answered: the caller is unknown, or not allowed, or that cannot be determined now. */
export interface Denied {
  readonly status: 400 | 401 | 403 | 429 | 503;
  readonly error: CodedError;
}
