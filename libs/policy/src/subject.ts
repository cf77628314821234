import { Cvegeo } from '@proximidad/catalogues';
import { EntityCode } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** What a person or a system is to the platform. One role per access; a person with two signs in twice. */
export const Role = z.enum([
  'analyst',
  'commander',
  'operator',
  'officer',
  'liaison',
  'auditor',
  'academy',
  'machine',
]);
export type Role = z.infer<typeof Role>;

/** What the data is asked for: the closed list of docs/field.md#purposes. */
export const Purpose = z.enum([
  'DISPATCH',
  'PATROL',
  'FOLLOW_UP',
  'SUPERVISION',
  'INVESTIGATION_SUPPORT',
  'STATISTICS',
  'AUDIT',
  'ARCO',
  'LEGAL_ORDER',
]);
export type Purpose = z.infer<typeof Purpose>;

const SUBJECT_ID_LENGTH_MAX = 128;
const AUTHORITY_LENGTH_MAX = 64;

/** Who asks, and what for. `id` is a pseudonym, never a name, a CURP or a CUIP. */
export const Subject = z
  .object({
    id: z.string().min(1).max(SUBJECT_ID_LENGTH_MAX),
    role: Role,
    /** Own entity of a state's or municipality's subject; absent for the nation's. */
    entity: EntityCode.exactOptional(),
    /** INEGI key of the municipality, for subjects who serve one alone. */
    municipality: Cvegeo.exactOptional(),
    authority: z.string().min(1).max(AUTHORITY_LENGTH_MAX).exactOptional(),
    purpose: Purpose,
  })
  .refine(({ entity, municipality }) => municipality === undefined || municipality.slice(0, 2) === entity, {
    path: ['municipality'],
    error: 'a municipality of the own entity',
  })
  .readonly();
export type Subject = z.infer<typeof Subject>;

interface Purposes {
  /** Meant when the request names none. */
  readonly usual: Purpose;
  readonly others: readonly Purpose[];
}

const PURPOSES: Readonly<Record<Role, Purposes>> = {
  analyst: { usual: 'STATISTICS', others: ['SUPERVISION', 'INVESTIGATION_SUPPORT'] },
  commander: {
    usual: 'SUPERVISION',
    others: ['DISPATCH', 'PATROL', 'FOLLOW_UP', 'INVESTIGATION_SUPPORT', 'STATISTICS', 'ARCO', 'LEGAL_ORDER'],
  },
  operator: { usual: 'DISPATCH', others: ['PATROL', 'FOLLOW_UP'] },
  officer: { usual: 'PATROL', others: ['DISPATCH', 'FOLLOW_UP'] },
  liaison: { usual: 'SUPERVISION', others: ['INVESTIGATION_SUPPORT', 'STATISTICS'] },
  auditor: { usual: 'AUDIT', others: [] },
  academy: { usual: 'SUPERVISION', others: ['STATISTICS'] },
  machine: { usual: 'DISPATCH', others: ['PATROL', 'FOLLOW_UP', 'SUPERVISION', 'STATISTICS'] },
};

/**
 * The purpose of a request: the role's usual one when none is asked for.
 * `undefined` when the asked one is not in the list or not this role's.
 */
export function purposeFor(role: Role, asked?: string): Purpose | undefined {
  const { usual } = PURPOSES[role];
  if (asked === undefined) return usual;
  return purposesOf(role).find((purpose) => purpose === asked);
}

/** Every purpose a role may declare, the usual one first; none for a role nobody knows. */
export function purposesOf(role: Role): readonly Purpose[] {
  if (!Object.hasOwn(PURPOSES, role)) return [];
  const { usual, others } = PURPOSES[role];
  return [usual, ...others];
}
