import { Cvegeo } from '@proximidad/catalogues';
import { AuthorityCode, AuthorityKind, PolicingFunction } from '@proximidad/contracts';
import {
  aggregate,
  EntityCode,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  optional,
  usually,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { continued, type Dated } from '../effective.ts';

// ---- words --------------------------------------------------------------------

export const NAMES_MAX = 40;
const PARENTS_MAX = 40;
const DATASETS_MAX = 50;
const TRANSFERS_MAX = 100;
const FUNCTIONS_MAX = 7;

/** The name of an institution: letters, and numbers too short to identify anybody. */
const AuthorityTitle = z
  .string()
  .normalize()
  .trim()
  .min(2)
  .max(160)
  .regex(/^[\p{L}\p{N} .,:;()/&'-]+$/u, 'letters, digits and simple punctuation')
  .refine((title) => !/\d{5}/.test(title), 'no long numbers');

const Dataset = z.string().regex(/^[A-Z][A-Z0-9_]{1,59}$/, 'upper-case letters, digits and underscores');
/** Base64 or hexadecimal SHA-256 of the inventory that both sides signed. */
const InventoryHash = z.string().regex(/^([0-9a-f]{64}|[A-Za-z0-9+/]{43}=)$/, 'a SHA-256');
/** Where it is published: `DOF-2019-05-27`. */
const Decree = z.string().regex(/^[A-Z][A-Z0-9./-]{2,59}$/, 'capital letters, digits and `./-`');

// ---- events -------------------------------------------------------------------

const functions = z.array(PolicingFunction).max(FUNCTIONS_MAX);

export const authorityEvents = eventFamily({
  AuthorityRegistered: {
    version: 1,
    schema: z.object({
      code: AuthorityCode,
      kind: AuthorityKind,
      municipality: Cvegeo.nullable(),
      title: AuthorityTitle,
      parent: AuthorityCode.nullable(),
      functions,
      from: Instant,
    }),
  },
  AuthorityRenamed: {
    version: 1,
    schema: z.object({ title: AuthorityTitle, from: Instant, decree: Decree.nullable() }),
  },
  AuthorityMoved: {
    version: 1,
    schema: z.object({ parent: AuthorityCode.nullable(), from: Instant, decree: Decree.nullable() }),
  },
  AuthoritySucceeded: {
    version: 1,
    schema: z.object({
      code: AuthorityCode,
      by: AuthorityCode,
      functions,
      from: Instant,
      decree: Decree.nullable(),
    }),
  },
  CustodyTransferred: {
    version: 1,
    schema: z.object({
      datasets: z.array(Dataset).min(1).max(DATASETS_MAX),
      to: AuthorityCode,
      inventoryHash: InventoryHash,
      from: Instant,
      decree: Decree.nullable(),
    }),
  },
});
export type AuthorityEvent = EventOf<typeof authorityEvents>;

// ---- state --------------------------------------------------------------------

export interface Registered {
  readonly status: 'registered';
  readonly code: string;
  readonly titles: readonly (Dated & { readonly title: string })[];
  readonly parents: readonly (Dated & { readonly parent: string | null })[];
  readonly successions: readonly (Dated & {
    readonly by: string;
    readonly functions: readonly PolicingFunction[];
  })[];
  readonly transfers: number;
}
export type Authority = { readonly status: 'unknown' } | Registered;

export function authorityId(entity: string, code: string): string {
  return idFor(entity, 'authority', code);
}

// ---- commands -----------------------------------------------------------------

const { command } = commandsOf<Authority>();
const REGISTRARS = ['analyst', 'commander'] as const;

const from = Instant.describe('From this moment on; one in the past is accepted, and shown as such.');
const decree = optional(Decree).describe('Where it is published, such as `DOF-2019-05-27`.');

const registering = {
  code: AuthorityCode.describe(
    'Permanent identifier, whatever the institution is called: lower-case letters, digits, dashes.',
  ),
  kind: AuthorityKind.describe('What it is.'),
  municipality: optional(Cvegeo).describe('INEGI key, for an authority of a single municipality.'),
  title: AuthorityTitle.describe('What it is called.'),
  parent: optional(AuthorityCode).describe('The code of the institution it belongs to.'),
  functions: usually(functions, []).describe('What it does.'),
  from,
};
const renaming = { title: AuthorityTitle.describe('What it is called from then on.'), from, decree };
const moving = {
  parent: optional(AuthorityCode).describe(
    'The code of the institution it belongs to from then on; null for none.',
  ),
  from,
  decree,
};
const succeeding = {
  by: AuthorityCode.describe('The code of the successor.'),
  functions: functions.min(1).describe('The functions that pass to it.'),
  from,
  decree,
};
const transferring = {
  datasets: z
    .array(Dataset)
    .min(1)
    .max(DATASETS_MAX)
    .describe('Each by its code, such as `RND`. At most 50.'),
  to: AuthorityCode.describe('The code of the institution that keeps them from then on.'),
  inventoryHash: InventoryHash.describe('SHA-256 of the inventory, hexadecimal or Base64.'),
  from,
  decree,
};

/** Whether the other institution that the command names is in the registry. */
interface Named {
  readonly other: 'known' | 'unknown';
}
interface Moved extends Named {
  /** Whether the institution that it is to belong to is itself, or belongs to it. */
  readonly below: boolean;
}
interface Placed extends Named {
  /** Whether the code is already used in another entity. */
  readonly taken: boolean;
  /** Whether its municipality lies in another entity. */
  readonly outside: boolean;
}

/** An institution: its names, what it belongs to and its successors, each dated. Id: entity and code. */
export const authority = aggregate({
  category: 'authority',
  events: authorityEvents,
  initialState: { status: 'unknown' } as Authority,
  commands: {
    RegisterAuthority: command({
      doc: 'Puts an institution into the registry. Refused with AlreadyRegistered, AuthorityNotFound (the parent) or OutsideEntity.',
      mayExecute: REGISTRARS,
      addresses: 'natural',
      seeks: { entity: EntityCode.describe('INEGI key of the entity it belongs to; 00 for the federation.') },
      input: registering,
      finds: looksUp<Placed>(),
      decide: (state, given) => (state.status === 'unknown' ? register(given) : refuse('AlreadyRegistered')),
    }),
    RenameAuthority: command({
      doc: 'Renames an institution from a given moment. Refused with AuthorityNotFound, NotAfterTheLast or RecordFull.',
      mayExecute: REGISTRARS,
      input: renaming,
      decide: (state, given) => (state.status === 'registered' ? rename(state, given) : unknown()),
    }),
    MoveAuthority: command({
      doc: 'Changes which institution it belongs to from a given moment. Refused with AuthorityNotFound, ParentIsBelow (it would belong to itself), NotAfterTheLast or RecordFull.',
      mayExecute: REGISTRARS,
      input: moving,
      finds: looksUp<Moved>(),
      decide: (state, given) => (state.status === 'registered' ? move(state, given) : unknown()),
    }),
    SucceedAuthority: command({
      doc: 'Passes functions to another institution from a given moment; others may pass to others at the same moment. Refused with AuthorityNotFound, NotAfterTheLast (one of them passed on then or later) or RecordFull.',
      mayExecute: REGISTRARS,
      input: succeeding,
      finds: looksUp<Named>(),
      decide: (state, given) => (state.status === 'registered' ? succeed(state, given) : unknown()),
    }),
    TransferCustody: command({
      doc: 'Passes the custody of data sets to another institution from a given moment, with the hash of the inventory that both signed. Refused with AuthorityNotFound or RecordFull.',
      mayExecute: REGISTRARS,
      input: transferring,
      finds: looksUp<Named>(),
      decide: (state, given) => (state.status === 'registered' ? transfer(state, given) : unknown()),
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

const unknown = () => refuse('AuthorityNotFound');

function register({
  at: _at,
  other,
  taken,
  outside,
  ...fields
}: Fields<typeof registering> & Placed & { readonly at: Instant }) {
  if (outside) return refuse('OutsideEntity');
  if (taken) return refuse('AlreadyRegistered');
  if (other === 'unknown') return unknown();
  const { code, kind, municipality, title, parent, functions: does, from: since } = fields;
  const registered = { code, kind, municipality, title, parent, functions: does, from: since };
  return [{ type: 'AuthorityRegistered' as const, ...registered }];
}

function rename({ titles }: Registered, given: Fields<typeof renaming>) {
  const { title, from: since, decree: published } = given;
  if (titles.length >= NAMES_MAX) return refuse('RecordFull', { max: NAMES_MAX });
  if (!continued(titles, { title, from: since })) return refuse('NotAfterTheLast');
  return [{ type: 'AuthorityRenamed' as const, title, from: since, decree: published }];
}

function move({ parents }: Registered, given: Fields<typeof moving> & Moved) {
  const { parent, from: since, decree: published, other, below } = given;
  if (parents.length >= PARENTS_MAX) return refuse('RecordFull', { max: PARENTS_MAX });
  if (other === 'unknown') return unknown();
  if (below) return refuse('ParentIsBelow');
  if (!continued(parents, { parent, from: since })) return refuse('NotAfterTheLast');
  return [{ type: 'AuthorityMoved' as const, parent, from: since, decree: published }];
}

function succeed({ code, successions }: Registered, given: Fields<typeof succeeding> & Named) {
  const { by, functions: passed, from: since, decree: published, other } = given;
  if (successions.length >= NAMES_MAX) return refuse('RecordFull', { max: NAMES_MAX });
  if (other === 'unknown' || by === code) return unknown();
  // Each function has a chain of its own: one decree may divide them among several.
  const isPassedOn = successions.some(
    (one) => since.ms <= one.from.ms && one.functions.some((each) => passed.includes(each)),
  );
  if (isPassedOn) return refuse('NotAfterTheLast');
  return [
    { type: 'AuthoritySucceeded' as const, code, by, functions: passed, from: since, decree: published },
  ];
}

function transfer({ code, transfers }: Registered, given: Fields<typeof transferring> & Named) {
  const { datasets, to, inventoryHash, from: since, decree: published, other } = given;
  if (transfers >= TRANSFERS_MAX) return refuse('RecordFull', { max: TRANSFERS_MAX });
  if (other === 'unknown' || to === code) return unknown();
  return [
    { type: 'CustodyTransferred' as const, datasets, to, inventoryHash, from: since, decree: published },
  ];
}

function evolve(state: Authority, event: AuthorityEvent): Authority {
  if (event.type === 'AuthorityRegistered') {
    const { code, title, parent, from: since } = event;
    return {
      status: 'registered',
      code,
      titles: [{ title, from: since }],
      parents: [{ parent, from: since }],
      successions: [],
      transfers: 0,
    };
  }
  if (state.status === 'unknown') return state;
  const { from: since } = event;
  switch (event.type) {
    case 'AuthorityRenamed':
      return { ...state, titles: [...state.titles, { title: event.title, from: since }] };
    case 'AuthorityMoved':
      return { ...state, parents: [...state.parents, { parent: event.parent, from: since }] };
    case 'AuthoritySucceeded': {
      const { by, functions: passed } = event;
      return { ...state, successions: [...state.successions, { by, functions: passed, from: since }] };
    }
    case 'CustodyTransferred':
      return { ...state, transfers: state.transfers + 1 };
  }
}
