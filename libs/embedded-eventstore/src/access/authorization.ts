import type { Acl, Action, DefaultAcls, StreamAcl } from '../store/acl.ts';
import type { Streams } from '../store/streams.ts';
import { matches } from './stream-pattern.ts';
import { ADMIN_LOGIN, ADMINS, type Confinement, type Principal } from './users.ts';

const EVERYBODY = '$all';
const ALL_STREAM = '$all';
const METASTREAM = '$$';
/** `$all` means everybody who has authenticated: as in the real server since 23.10, an anonymous caller has no access to streams. */
const USER_STREAM_DEFAULT = [EVERYBODY];
const SYSTEM_STREAM_DEFAULT = [ADMINS];

/** What a call does with a stream; with `$$<stream>` it does so with that stream's metadata. */
export type StreamAction = 'read' | 'write' | 'delete';

/** Whether the caller, who may be anonymous, may do this. */
export type Permits = (user: Principal | undefined, action: StreamAction, stream: string) => boolean;

/** Without TLS nobody authenticates, so nobody is refused anything that is possible at all; such a server listens on loopback only. */
export const permitsAll: Permits = (_user, action, stream) => isPossible(action, stream);

/** Nothing is written to `$all`, and metadata is overwritten, never deleted. */
function isPossible(action: StreamAction, stream: string): boolean {
  if (action === 'read') return true;
  return stream !== ALL_STREAM && !(action === 'delete' && stream.startsWith(METASTREAM));
}

/** The rules of the real server's stream lists: the stream's own, then `$settings`, then the built-in defaults. */
export function permitsOf(streams: Streams): Permits {
  return (user, action, stream) => user !== undefined && permits(streams, user, action, stream);
}

function permits(streams: Streams, user: Principal, action: StreamAction, stream: string): boolean {
  if (!isPossible(action, stream)) return false;
  if (user.confined) return permitsConfined(user.confined, action, stream);
  if (user.login === ADMIN_LOGIN || user.groups.includes(ADMINS)) return true;
  const described = stream.startsWith(METASTREAM);
  const asked: Action = !described ? action : action === 'read' ? 'metadataRead' : 'metadataWrite';
  const names = namesFor(asked, described ? stream.slice(METASTREAM.length) : stream, streams);
  return names.some((name) => name === EVERYBODY || name === user.login || user.groups.includes(name));
}

function permitsConfined({ appends, limits }: Confinement, action: StreamAction, stream: string): boolean {
  const described = stream.startsWith(METASTREAM);
  const subject = described ? stream.slice(METASTREAM.length) : stream;
  if (subject.startsWith('$')) return action === 'read' && subject === ALL_STREAM;
  if (action === 'read') return true;
  if (action === 'delete') return false;
  return (described ? limits : appends).some((pattern) => matches(pattern, subject));
}

function namesFor(action: Action, stream: string, streams: Streams): readonly string[] {
  const own = streams.metadataFor(stream).acl;
  const defaults = streams.defaultAcls();
  const level = stream.startsWith('$') ? 'system' : 'user';
  const builtIn = level === 'system' ? SYSTEM_STREAM_DEFAULT : USER_STREAM_DEFAULT;
  return listOf(own, defaults)?.[action] ?? defaults[level][action] ?? builtIn;
}

function listOf(own: StreamAcl | undefined, defaults: DefaultAcls): Acl | undefined {
  if (own === 'user') return { ...every(USER_STREAM_DEFAULT), ...defaults.user };
  if (own === 'system') return { ...every(SYSTEM_STREAM_DEFAULT), ...defaults.system };
  return own;
}

function every(names: readonly string[]): Required<Acl> {
  return { read: names, write: names, delete: names, metadataRead: names, metadataWrite: names };
}
