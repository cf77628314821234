import { randomUUID } from 'node:crypto';

/** Names one operation in answers and logs. */
export function newCorrelationId(): string {
  return randomUUID();
}
