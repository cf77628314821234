import { entities, SANDBOX_ENTITY } from '@proximidad/catalogues';
import { idFor } from '@proximidad/eventsourcing';
import type { Role, Subject } from '@proximidad/policy';

/** A user to try the platform as, on one's own machine; not a real person. */
export interface DevelopmentUser extends Partial<
  Pick<Subject, 'entity' | 'municipality' | 'officer' | 'unit' | 'beats' | 'order' | 'competences' | 'amr'>
> {
  /** What `npm run token -- <name>` takes; also the OAuth client id. */
  readonly name: string;
  readonly role: Role;
  readonly authority: string;
  readonly family_name?: string;
}

/** Roles that decide about other people, or about what is recorded, sign in with two factors. */
const STRONG = ['pwd', 'mfa'] as const;
/** What opening a sensitive text requires of a user. */
const TRAINED = { amr: STRONG, competences: ['ATENCION_VICTIMAS'] } as const;
const NATIONAL_ENTITY = '00';
const ORDER = { number: 'DEV-AUD-2026', entities: [NATIONAL_ENTITY, ...entities.map(({ code }) => code)] };

/** Who a beat officer is: the demo nation and the stories register this officer, this unit and these beats. */
export interface OfficerTies {
  readonly officer: string;
  readonly unit: string;
  readonly beats: readonly string[];
}

/** Always the same, so that a store from yesterday knows the officer of today. */
export function officerTies(entity: string): OfficerTies {
  const beat = (authority: string, edition: string, code: string) =>
    idFor(entity, 'beat', authority, edition, code);
  return {
    officer: idFor(entity, 'development', 'officer'),
    unit: idFor(entity, 'development', 'unit'),
    beats: [
      beat(`auth-${entity}-demo`, 'demo-1', `DEMO-${entity}-1`),
      ...(entity === '09' ? [beat('auth-09-ssc', '2026', 'IZP-6.1.4')] : []),
    ],
  };
}

/** The sixteen boroughs of Ciudad de México and five municipalities of other states: the towns of the demo. */
const BOROUGHS = Array.from({ length: 16 }, (_, i) => `090${String(i + 2).padStart(2, '0')}`);
const TOWNS: readonly string[] = [...BOROUGHS, '14039', '15058', '19039', '31050', '12001'];

const NATIONAL: readonly DevelopmentUser[] = [
  { name: 'analyst', role: 'analyst', authority: 'sspc', amr: STRONG },
  // Confirms what the other one requests, where two persons are needed.
  { name: 'analyst-2', role: 'analyst', authority: 'sspc', amr: STRONG },
  { name: 'auditor', role: 'auditor', authority: 'contraloria', order: ORDER, amr: STRONG },
  {
    ...{ name: 'commander-00', role: 'commander', authority: 'guardia-nacional', entity: NATIONAL_ENTITY },
    amr: STRONG,
  },
  { name: 'academy', role: 'academy', authority: 'academia-nacional', amr: STRONG },
];

const ofState = (entity: string): readonly DevelopmentUser[] => [
  { name: `commander-${entity}`, role: 'commander', authority: `seguridad-${entity}`, entity, amr: STRONG },
  // Confirms what the other one requests about personal data.
  { name: `commander-${entity}-2`, role: 'commander', authority: `seguridad-${entity}`, entity, amr: STRONG },
  { name: `operator-${entity}`, role: 'operator', authority: `seguridad-${entity}`, entity },
  // Opens what victims tell at the desk, and finds them by name.
  {
    ...{ name: `operator-${entity}-2`, role: 'operator', authority: `seguridad-${entity}`, entity },
    ...{ ...TRAINED, family_name: 'Ensayo de Prueba' },
  },
  {
    ...{ name: `officer-${entity}`, role: 'officer', authority: `seguridad-${entity}`, entity },
    ...officerTies(entity),
    ...TRAINED,
  },
  { name: `liaison-${entity}`, role: 'liaison', authority: 'guardia-nacional', entity },
  // Opens the sensitive parts of an incident that its owner granted.
  { name: `liaison-${entity}-2`, role: 'liaison', authority: 'guardia-nacional', entity, ...TRAINED },
  machineOf(entity),
  { name: `wall-${entity}`, role: 'wall', authority: `seguridad-${entity}`, entity },
];

const ofTown = (cvegeo: string): DevelopmentUser => ({
  name: `operator-${cvegeo}`,
  role: 'operator',
  authority: `c2-${cvegeo}`,
  entity: cvegeo.slice(0, 2),
  municipality: cvegeo,
});

function machineOf(entity: string): DevelopmentUser {
  return { name: `machine-${entity}`, role: 'machine', authority: `seguridad-${entity}`, entity };
}

/** Every development user, each named once. */
export const developmentUsers: readonly DevelopmentUser[] = [
  ...NATIONAL,
  ...entities.flatMap(({ code }) => ofState(code)),
  ...TOWNS.map(ofTown),
  machineOf(SANDBOX_ENTITY),
];

/** The pseudonym by which a development user appears in tokens, events and the access log. */
export function subjectIdOf(user: string): string {
  return `dev:${user}`;
}

/** How the names are built, for the error about an unknown one. */
export const USER_FORMS = [
  'analyst             federal analyst',
  'analyst-2           a second one, to confirm what takes two persons',
  'auditor             audits what an order opens',
  'academy             national training',
  'commander-00        commander of the federal force',
  'commander-<entity>  state commander, 01 to 32, such as commander-14; commander-14-2 is a second one',
  "operator-<entity>   operator of the state's C5, such as operator-09; operator-09-2 is trained to attend victims",
  `operator-<cvegeo>   municipal operator: ${TOWNS.join(' ')}`,
  'officer-<entity>    beat officer, tied to an officer, a unit and a beat of the demo, such as officer-09',
  'liaison-<entity>    federal liaison, such as liaison-09; liaison-09-2 is trained to attend victims',
  'wall-<entity>       the screen on a room wall: read only, such as wall-09',
  "machine-<entity>    a state's system, such as machine-09; machine-99 is the sandbox",
].join('\n');
