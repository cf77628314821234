import {
  argument,
  columnFilter,
  commandIdsOf,
  connectionOf,
  type Context,
  type Dependencies,
  type Due,
  eachRow,
  edgeOf,
  recordedIn,
  type Seeking,
  type Slice,
} from '@proximidad/edge';
import { execution, streamOf } from '@proximidad/eventsourcing';
import { TokenSubject } from '@proximidad/policy';
import type { NationResources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { access, accessIdOf, formerAccessIdOf, REVOCATION_ASKED_MAX_MS } from './access.ts';
import { revokedAccess } from './revoked-access.ts';

type Deps = Pick<Dependencies<NationResources>, 'resources'>;

/** Who may enter at all: requested by one person, decided by two. */
export const accessSlice: Slice<NationResources> = {
  aggregate: access,
  readModels: [revokedAccess],
  due: revocationsOver,
  edge: edgeOf<NationResources>()({
    aggregate: access,
    ...{ type: 'Access', field: 'access', model: revokedAccess, kind: 'access' },
    lookUps: {
      RevokeAccess: async (seeking) => ({
        id: await recordOf(seeking),
        found: { ...decidingIn(seeking.context), key: seeking.deps.resources.persons.keyId },
      }),
      ConfirmRevocation: async (seeking) => ({
        id: await recordOf(seeking),
        found: decidingIn(seeking.context),
      }),
      WithdrawRevocation: async (seeking) => ({
        id: await recordOf(seeking),
        found: { now: seeking.context.now() },
      }),
      ReinstateAccess: async (seeking) => ({
        id: await recordOf(seeking),
        found: { now: seeking.context.now() },
      }),
    },
  }),
  resolvers,
};

/** A revocation under the subject itself, from before pseudonyms, stays in its record until access is given back. */
function idOf(subject: string, { table }: Context, { resources }: Deps): string {
  const former = table(revokedAccess, 'access').get(formerAccessIdOf(subject));
  return former?.revoked === 1 ? former.id : accessIdOf(resources.persons.personOf(subject));
}

type Naming = Seeking<NationResources, { readonly subject: string; readonly commandId?: unknown }>;

/** A command that a record from before pseudonyms knows goes to it, also once access was given back there (ADR 467). */
async function recordOf({ context, deps, input }: Naming): Promise<string> {
  const id = idOf(input.subject, context, deps);
  const former = formerAccessIdOf(input.subject);
  if (id === former || !context.table(revokedAccess, 'access').get(former)) return id;
  const ids = commandIdsOf(context, input.commandId as string);
  return (await recordedIn(deps.log, streamOf(access.category, former), ids)) ? former : id;
}

function decidingIn({ subject, now }: Context) {
  return { by: subject.person ?? subject.id, now: now() };
}

/** Revocations whose term is over. */
export function* revocationsOver(
  { readModels }: Pick<Dependencies<NationResources>, 'readModels'>,
  now: number,
): Iterable<Due> {
  const where = { revoked: 1, until: { lt: now + 1 } } as const;
  for (const row of eachRow(readModels.table(revokedAccess), { where, orderBy: [{ column: 'until' }] })) {
    const { id, until } = row;
    if (until === null) continue;
    yield {
      ...{ subject: `revocation-over:${id}`, dueAt: until.ms },
      execution: execution(access, id, { type: 'NoteRevocationEnded', at: until }),
    };
  }
}

function flag(value: boolean | null | undefined): 0 | 1 | undefined {
  return value === null || value === undefined ? undefined : value ? 1 : 0;
}

function resolvers(deps: Deps) {
  return {
    Query: {
      access: (_, { subject }, context) =>
        context
          .table(revokedAccess, 'access')
          .get(idOf(argument('subject', TokenSubject, subject), context, deps)),
      revocations: (_, { revoked, asked, ...page }, { table }) =>
        connectionOf(
          table(revokedAccess, 'access'),
          columnFilter({ revoked: flag(revoked), asked: flag(asked) }),
          [{ column: 'changedAt', desc: true }],
          page,
        ),
    },
    Access: { revoked: ({ revoked }) => revoked === 1 },
    RevocationAsked: { lapsesAt: ({ at }) => ({ ...at, ms: at.ms + REVOCATION_ASKED_MAX_MS }) },
  } satisfies SliceResolvers;
}
