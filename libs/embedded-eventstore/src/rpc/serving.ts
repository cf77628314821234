import type { Permits, StreamAction } from '../access/authorization.ts';
import type { Log } from '../store/log.ts';
import type { Allowance } from './allowance.ts';
import type { Call } from './call.ts';
import { accessDenied } from './errors.ts';
import type { OnBug } from './refusal.ts';

/** What the methods serve from. */
export interface Serving {
  readonly log: Log;
  readonly permits: Permits;
  /** For requests that have not arrived whole yet. */
  readonly allowance: Allowance;
  readonly onBug: OnBug;
}

/** @throws {CallError} access denied. */
export function demand({ permits }: Serving, { user }: Call, action: StreamAction, stream: string): void {
  if (!permits(user, action, stream)) throw accessDenied();
}
