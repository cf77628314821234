import { entities, SANDBOX_ENTITY } from '@proximidad/catalogues';
import type { Role } from '@proximidad/policy';

/** Somebody to try the platform as, on one's own machine. No person stands behind it. */
export interface DevelopmentUser {
  /** What `npm run token -- <name>` takes; also the OAuth client id. */
  readonly name: string;
  readonly role: Role;
  readonly authority: string;
  readonly entity?: string;
  readonly municipality?: string;
}

/** The sixteen boroughs of Ciudad de México and five municipalities of other states: the towns of the demo. */
const BOROUGHS = Array.from({ length: 16 }, (_, i) => `090${String(i + 2).padStart(2, '0')}`);
const TOWNS: readonly string[] = [...BOROUGHS, '14039', '15058', '19039', '31050', '12001'];

const NATIONAL: readonly DevelopmentUser[] = [
  { name: 'analyst', role: 'analyst', authority: 'sspc' },
  { name: 'auditor', role: 'auditor', authority: 'contraloria' },
  { name: 'academy', role: 'academy', authority: 'academia-nacional' },
];

const ofState = (entity: string): readonly DevelopmentUser[] => [
  { name: `commander-${entity}`, role: 'commander', authority: `policia-${entity}`, entity },
  { name: `operator-${entity}`, role: 'operator', authority: `c5-${entity}`, entity },
  { name: `officer-${entity}`, role: 'officer', authority: `policia-${entity}`, entity },
  { name: `liaison-${entity}`, role: 'liaison', authority: 'enlace-federal', entity },
  machineOf(entity),
];

const ofTown = (cvegeo: string): DevelopmentUser => ({
  name: `operator-${cvegeo}`,
  role: 'operator',
  authority: `c2-${cvegeo}`,
  entity: cvegeo.slice(0, 2),
  municipality: cvegeo,
});

function machineOf(entity: string): DevelopmentUser {
  return { name: `machine-${entity}`, role: 'machine', authority: `sistema-${entity}`, entity };
}

/** Every development user, each named once. */
export const developmentUsers: readonly DevelopmentUser[] = [
  ...NATIONAL,
  ...entities.flatMap(({ code }) => ofState(code)),
  ...TOWNS.map(ofTown),
  machineOf(SANDBOX_ENTITY),
];

/** How the names are built, for whoever asks for one that there is not. */
export const USER_FORMS = [
  'analyst             federal analyst',
  'auditor             reads everything, to audit',
  'academy             national training',
  'commander-<entity>  state commander, 01 to 32, such as commander-14',
  "operator-<entity>   operator of the state's C5, such as operator-09",
  `operator-<cvegeo>   municipal operator: ${TOWNS.join(' ')}`,
  'officer-<entity>    beat officer, such as officer-09',
  'liaison-<entity>    federal liaison, such as liaison-09',
  "machine-<entity>    a state's system, such as machine-09; machine-99 is the sandbox",
].join('\n');
