import type { Subject } from '@proximidad/policy';
import type { Language } from '@proximidad/refusals';
import type { Frame } from './frames.ts';

/** Who asks for a stream, and what the request holds besides the document. */
export interface StreamWish {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly subject: Subject;
  /** The language of refusals; Spanish by default. */
  readonly language?: Language | undefined;
  /** A cursor that came with the transport; one in the request itself takes precedence. */
  readonly resume?: string | undefined;
  /** The first result must not be older than this position. */
  readonly atLeast?: number | undefined;
}

/** A stream at work, before it is counted and can be stopped from outside. */
export interface Opened {
  next(signal: AbortSignal): Promise<Frame | undefined>;
  close(): void;
}
