import type { Subject } from '@proximidad/policy';
import type { Language } from '@proximidad/refusals';
import type { Frame } from './frames.ts';

/** Who asks for a stream, and what of it is not in the document. */
export interface StreamWish {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly subject: Subject;
  /** Which language a refusal is told in; Spanish when nothing is said. */
  readonly language?: Language | undefined;
  /** The cursor in the request itself goes before this one, which the transport brought. */
  readonly resume?: string | undefined;
  /** The first result is not older than this position. */
  readonly atLeast?: number | undefined;
}

/** A stream at work, before it is counted and can be stopped from outside. */
export interface Opened {
  next(signal: AbortSignal): Promise<Frame | undefined>;
  close(): void;
}
