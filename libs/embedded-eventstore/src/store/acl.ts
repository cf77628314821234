/** What may be done with a stream; the last two concern its metadata. */
export type Action = 'read' | 'write' | 'delete' | 'metadataRead' | 'metadataWrite';

/** Who may: logins, groups, or `$all`. For an action that is not named, the next level of defaults applies. */
export type Acl = Readonly<Partial<Record<Action, readonly string[]>>>;

const KEYS: Readonly<Record<Action, string>> = {
  read: '$r',
  write: '$w',
  delete: '$d',
  metadataRead: '$mr',
  metadataWrite: '$mw',
};
const ACTIONS = Object.keys(KEYS) as readonly Action[];

/** `$acl` of a stream's metadata: a list of its own, or the name of one of the two defaults. */
export type StreamAcl = Acl | 'user' | 'system';

/** What the `$settings` stream says about streams without a list of their own. */
export interface DefaultAcls {
  readonly user: Acl;
  readonly system: Acl;
}

export function parseStreamAcl(value: unknown): StreamAcl | undefined {
  if (value === '$userStreamAcl') return 'user';
  if (value === '$systemStreamAcl') return 'system';
  return value === undefined ? undefined : parseAcl(value);
}

export function parseDefaultAcls(settings: Readonly<Record<string, unknown>>): DefaultAcls {
  return {
    user: parseAcl(settings['$userStreamAcl'] ?? {}),
    system: parseAcl(settings['$systemStreamAcl'] ?? {}),
  };
}

/** A list that cannot be read lets nobody in except administrators. */
function parseAcl(value: unknown): Acl {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return Object.fromEntries(ACTIONS.map((action) => [action, []]));
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const named = ACTIONS.filter((action) => fields[KEYS[action]] !== undefined);
  return Object.fromEntries(named.map((action) => [action, namesOf(fields[KEYS[action]])]));
}

function namesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
