import type { Viewer } from '../session/session.ts';

/** The name of a room in the menu. */
export type RoomName =
  | 'sala'
  | 'replay'
  | 'wall'
  | 'supervision'
  | 'command'
  | 'data'
  | 'liaison'
  | 'academy'
  | 'panorama'
  | 'access'
  | 'audit'
  | 'beat';

interface RoomLink {
  readonly room: RoomName;
  readonly href: string;
}

type Who = Pick<Viewer, 'role' | 'entity'>;

const isOf = ({ entity }: Who, of: string) => entity === undefined || entity === of;

/** Which roles supervise, train, audit and dispatch: each sees the rooms that have something for it. */
const SUPERVISES = new Set(['commander']);
const TRAINS = new Set(['academy']);
const ENLISTS = new Set([...SUPERVISES, ...TRAINS]);
const AUDITS = new Set(['auditor', 'commander']);
/** Who decides whether somebody may enter at all, and who reads what was decided. */
const LETS_IN = new Set(['analyst']);
const READS_ACCESS = new Set([...LETS_IN, 'auditor']);
const DECIDES = new Set(['operator', 'commander']);
const DISPATCHES = new Set(['operator', 'commander', 'machine', 'auditor']);

/** Whether a user supervises an entity. */
export const supervises = (who: Who, of: string) => SUPERVISES.has(who.role) && isOf(who, of);

/** Whether a user asks the owners of incidents to see one of theirs (ST-6), in whichever entity. */
export const asksToSee = ({ role }: Pick<Who, 'role'>) => role === 'liaison';

/** Whether a user trains the officers of an entity: courses, certificates and competences are theirs alone to decide. */
export const trains = (who: Who, of: string) => TRAINS.has(who.role) && isOf(who, of);

/** Whether a user reads the dossiers of an entity's officers, and says who serves there, as what, and until when. */
export const enlists = (who: Who, of: string) => trains(who, of) || supervises(who, of);

/** Whether a user decides in the operations room of an entity; what only one of these roles may do is offered to that role. */
export const decides = (who: Who, of: string) => DECIDES.has(who.role) && isOf(who, of);

/** Whether a user ends access and gives it back: for the whole nation (BR-S1). */
export const letsIn = ({ role }: Who) => LETS_IN.has(role);

/** Whether a user reads whose access has ended. */
export const readsAccess = ({ role }: Who) => READS_ACCESS.has(role);

/** Whether a user takes and ends calls there. */
export const takesCalls = (who: Who, of: string) => who.role === 'operator' && isOf(who, of);

/** Whether a user sees all that the operations room of an entity shows; to other roles the gateway shows only their own, so counts would mislead. */
export const dispatches = (who: Who, of: string) => DISPATCHES.has(who.role) && isOf(who, of);

/** Whether a user sees what is on the wall of that room. */
export const watches = (who: Who, of: string) =>
  dispatches(who, of) || (who.role === 'wall' && isOf(who, of));

/** The rooms that a role has something in, starting with those of the current place. */
export function roomsOf({ role, entity }: Who, path: string): RoomLink[] {
  if (role === 'wall') return [{ room: 'wall', href: wallOf(entity) }];
  const of = (base: string) => (entity === undefined ? base : `${base}/${entity}`);
  const here = /^\/sala\/(\d\d)/.exec(path)?.[1] ?? entity;
  const inRoom = DISPATCHES.has(role) && here !== undefined;
  return [
    ...(role === 'officer' ? [{ room: 'beat', href: '/cuadrante' } as const] : []),
    ...(DISPATCHES.has(role) ? [{ room: 'sala', href: of('/sala') } as const] : []),
    ...(inRoom ? [{ room: 'replay', href: `/sala/${here}/repeticion` } as const] : []),
    ...(inRoom ? [{ room: 'wall', href: `/pared/${here}` } as const] : []),
    ...(SUPERVISES.has(role) ? [{ room: 'supervision', href: of('/supervision') } as const] : []),
    ...(SUPERVISES.has(role) ? [{ room: 'command', href: of('/mando') } as const] : []),
    ...(SUPERVISES.has(role) ? [{ room: 'data', href: of('/datos') } as const] : []),
    ...(ENLISTS.has(role) ? [{ room: 'academy', href: of('/academia') } as const] : []),
    ...(asksToSee({ role }) ? [{ room: 'liaison', href: '/enlace' } as const] : []),
    ...(TRAINS.has(role) ? [] : [{ room: 'panorama', href: '/panorama' } as const]),
    ...(READS_ACCESS.has(role) ? [{ room: 'access', href: '/accesos' } as const] : []),
    ...(AUDITS.has(role) ? [{ room: 'audit', href: '/auditoria' } as const] : []),
  ];
}

/** Whether the path is in the room: the longest matching address counts, so that a replay is not the room that it shows. */
export function isIn(path: string, href: string): boolean {
  if (path !== href && !path.startsWith(`${href}/`)) return false;
  return !(path.endsWith('/repeticion') && !href.endsWith('/repeticion'));
}

/** Whether the page has a visible title of its own. */
export const isTitled = (path: string): boolean => path === '/cuadrante' || path === '/diseno';

/** The entity in an address, and the base of the addresses of other entities' rooms. */
export function ofEntity(path: string): { readonly base: string; readonly entity: string } | undefined {
  const [, base, entity] =
    /^(\/(?:sala|pared|supervision|mando|datos|academia|panorama))\/([^/]+)/.exec(path) ?? [];
  return base === undefined || entity === undefined ? undefined : { base, entity };
}

const wallOf = (entity: string | undefined) => (entity === undefined ? '/pared' : `/pared/${entity}`);

/** Everybody starts where they work. */
export function homeOf({ role, entity }: Who): string {
  if (role === 'officer') return '/cuadrante';
  if (role === 'auditor') return '/auditoria';
  if (role === 'wall') return wallOf(entity);
  if (role === 'academy') return entity === undefined ? '/academia' : `/academia/${entity}`;
  return entity === undefined || !DISPATCHES.has(role) ? '/panorama' : `/sala/${entity}`;
}
