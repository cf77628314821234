import { randomUUID } from 'node:crypto';

/** Identifies one operation in answers and logs. */
export function newCorrelationId(): string {
  return randomUUID();
}
