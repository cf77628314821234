import type { Subject } from '@proximidad/policy';

/* Who asks the vault in its suites, and what for. */

export const operator: Subject = {
  ...{ id: 'dev:operator-09', role: 'operator', entity: '09', purpose: 'DISPATCH' },
};
export const auditor: Subject = {
  ...{ id: 'dev:auditor', role: 'auditor', purpose: 'AUDIT' },
  order: { number: 'ORD-1', entities: ['09'] },
};
/** JSON text of a caller's number, and where it lies. */
export const NUMBER = '"+525598765432"';
export const numberOf = { event: 'CallReceived', path: 'caller.number', class: 'PERSONAL' } as const;
