/** What assigning an officer without a valid certificate does (BR-T3). */
export type CertificationGate = 'BLOCK' | 'WARN' | 'RESTRICTED_ROLE';

/** The parameters of a policing model that rules read (ADR 117). */
export interface ModelProfile {
  readonly profileId: string;
  readonly version: number;
  readonly certificationGate: CertificationGate;
  /** Competences that the beat's owner must hold (BR-T4). */
  readonly ownerCompetences: readonly string[];
  /** Police of one cell (LGSNSP, article 74). */
  readonly cellSize: number;
}

const MEXICO: ModelProfile = {
  profileId: 'mx-mnpjc-proximidad',
  version: 3,
  certificationGate: 'BLOCK',
  ownerCompetences: ['PROXIMIDAD_POP'],
  cellSize: 3,
};

/** The strictest reading, for a territory that no profile governs. */
const WITHOUT_PROFILE: ModelProfile = {
  profileId: 'none',
  version: 0,
  certificationGate: 'BLOCK',
  ownerCompetences: [],
  cellSize: 3,
};

/** Low-coverage states whose gate restricts instead of emptying the beats (docs/field.md#certification: 7 and 13 % certified). */
const RESTRICTED: ReadonlySet<string> = new Set(['12', '20']);

/** The profile in force in an entity, `00` and `99` having none. */
export function profileOf(entity: string): ModelProfile {
  if (!/^(0[1-9]|[12]\d|3[0-2])$/.test(entity)) return WITHOUT_PROFILE;
  return RESTRICTED.has(entity) ? { ...MEXICO, certificationGate: 'RESTRICTED_ROLE' } : MEXICO;
}
