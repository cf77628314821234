import { inOneSpelling } from '@proximidad/eventsourcing';
import type { Kind } from '@proximidad/policy';
import { getNamedType, type GraphQLOutputType, type GraphQLResolveInfo } from 'graphql';
import type { Context } from './context.ts';
import { answersAt } from './declared.ts';
import type { ResolverMap } from './definition.ts';
import { argumentsError, filterError, type PlaceFilter } from './filters.ts';
import type { Slice } from './slice.ts';

type Query = (parent: unknown, args: PlaceFilter, context: Context, info: GraphQLResolveInfo) => unknown;

/** The kind of record that a list of each type shows: by its feed, the answers of its commands, or what a slice says. */
export function kindsListed(slices: readonly Slice<never>[]): ReadonlyMap<string, Kind> {
  const answered = slices.flatMap(({ edge }) => (edge ? answersAt(edge) : []));
  return new Map([
    ...answered.flatMap((answers): [string, Kind][] =>
      'value' in answers ? [] : [[answers.type, answers.kind]],
    ),
    ...slices.flatMap(({ feeds = {} }) =>
      Object.entries(feeds).map(([type, { kind }]): [string, Kind] => [type, kind]),
    ),
    ...slices.flatMap(({ listed = {} }) => Object.entries(listed)),
  ]);
}

/** The type that a list shows, or a field of the graph answers with. */
export function typeListed(answer: GraphQLOutputType): string {
  return getNamedType(answer).name.replace(/Connection$/, '');
}

/**
 * The queries of a service, each of which first checks the places and persons that it names; a list of records also
 * checks the caller's rights.
 */
export function answeringForFilters(
  resolvers: ResolverMap,
  kinds: ReturnType<typeof kindsListed>,
): ResolverMap {
  const asked = (resolvers['Query'] ?? {}) as Readonly<Record<string, unknown>>;
  const answering = Object.entries(asked).map(([name, resolve]) => {
    if (typeof resolve !== 'function') return [name, resolve];
    const checked: Query = (parent, given, context, info) => {
      const args = inOneSpelling(given);
      const kind = kinds.get(typeListed(info.returnType));
      const error = kind
        ? filterError(args, context.subject, kind, context.decreed)
        : argumentsError(args, context.decreed);
      if (error) throw error;
      return (resolve as Query)(parent, args, context, info);
    };
    return [name, checked];
  });
  return { ...resolvers, Query: Object.fromEntries(answering) as ResolverMap[string] };
}
