import { isDeepStrictEqual } from 'node:util';
import type { By } from '@proximidad/eventsourcing';
import type { Feeds } from '@proximidad/feed';
import type { Dependencies, ResolverMap, ServiceDefinition } from './definition.ts';
import { answeringForFilters, kindsListed } from './lists.ts';
import { accessSliceOf } from './access/access-slice.ts';
import { changesResolvers } from './changes-between.ts';
import { answersAt } from './declared.ts';
import { answerOf, edgeResolvers } from './mutations.ts';
import { oneByOne, unprojected } from './one-by-one.ts';
import type { Answers, AnyEdge, Echo, Slice } from './slice.ts';

/** What a service has besides its slices. */
interface ServiceOf<Resources> {
  /** `beats`: also the context of its published events and the audience of its passports. */
  readonly name: string;
  /** The full SDL, generated. */
  readonly schema: URL | string;
  readonly slices: readonly Slice<Resources>[];
  /** The service's own resources, such as telemetry; they reach the rest as `deps.resources` and are closed last. */
  readonly opened?: ServiceDefinition<Resources>['opened'];
  /** Resolvers of types that belong to no slice, such as figures. */
  readonly resolvers?: (deps: Dependencies<Resources>) => ResolverMap | readonly ResolverMap[];
}

/** A service definition with what the generator reads from it. */
export type SlicedDefinition<Resources> = ServiceDefinition<Resources> & {
  readonly slices: readonly Slice<Resources>[];
};

/**
 * Puts a service together from its slices; where two of them resolve fields of one type, both sets are used.
 *
 * @throws {TypeError} when two of them answer with one type from different rows.
 */
export function serviceOf<Resources = undefined>(service: ServiceOf<Resources>): SlicedDefinition<Resources> {
  const { name, schema, opened } = service;
  const slices = [...service.slices, accessSliceOf(name) as Slice<Resources>];
  const feeds = Object.assign({}, ...slices.map((slice) => slice.feeds ?? {})) as Feeds;
  const answered = answersOf(slices.flatMap(({ edge }) => (edge ? answersAt(edge as AnyEdge<never>) : [])));
  const sightings = slices.find((slice) => slice.sightings)?.sightings;
  return {
    ...{ name, schema, slices },
    ...(opened && { opened }),
    ...(sightings && { sightings }),
    granted: slices.flatMap(({ granted = [] }) => granted),
    decreed: slices.find(({ decreed }) => decreed)?.decreed,
    families: Object.fromEntries(slices.map(({ aggregate }) => [aggregate.category, aggregate.events])),
    readModels: slices.flatMap(({ readModels = [] }) => readModels),
    feeds,
    published: Object.fromEntries(
      slices.flatMap(({ aggregate, published }) => (published ? [[aggregate.category, published]] : [])),
    ),
    reactions: (deps) => slices.flatMap(({ reactions }) => reactions?.(deps) ?? []),
    due: (deps, now) => dueOf(slices, deps, now),
    resolvers: (deps) => {
      const { unrecorded } = slices.find((slice) => slice.unrecorded) ?? {};
      const shared = { deps, unrecorded, inTurn: oneByOne(), behind: unprojected() };
      const edges = slices.flatMap(({ edge }) =>
        edge ? [edgeResolvers(edge as AnyEdge<Resources>, shared)] : [],
      );
      const own = [
        ...slices.map((slice) => slice.resolvers?.(deps) ?? {}),
        ...[service.resolvers?.(deps) ?? []].flat(),
      ];
      const all = merged([
        changesResolvers(slices.flatMap(({ feeds = {} }) => Object.values(feeds))),
        ...edges.map(({ mutations, histories }) => ({ Mutation: mutations, ...histories })),
        answered,
        // The service that holds the registry shows its own record, and not just the name of another's.
        own.some(({ By: by }) => by) ? {} : shownBy,
        ...own,
      ]);
      return answeringForFilters(all, kindsListed(slices));
    },
  };
}

/**
 * Several aggregates may answer with the same record, if they read it from the same rows.
 *
 * @throws {TypeError} when they do not.
 */
function answersOf(all: readonly (Answers | Echo)[]): ResolverMap {
  const byType = new Map<string, Answers | Echo>();
  for (const answers of all) {
    const known = byType.get(answers.type) ?? answers;
    if (!isDeepStrictEqual(sourceOf(known), sourceOf(answers)))
      throw new TypeError(`${answers.type} is answered by two slices, and not alike`);
    byType.set(answers.type, known);
  }
  return Object.fromEntries(
    [...byType].map(([type, answers]) => [`${type}Accepted`, { [answers.field]: answerOf(answers) }]),
  );
}

/** Where an answer comes from. */
function sourceOf(answers: Answers | Echo): readonly unknown[] {
  const { field } = answers;
  return 'value' in answers ? [field, answers.as, answers.value] : [field, answers.kind, answers.model.name];
}

/** Who decided it, wherever a row says. */
const shownBy: ResolverMap = {
  By: { authority: ({ authority }: By) => (authority === null ? null : { code: authority }) },
};

function* dueOf<Resources>(slices: readonly Slice<Resources>[], deps: Dependencies<Resources>, now: number) {
  // A table being rebuilt next to the file cannot be read yet.
  if (deps.readModels.building) return;
  for (const { due } of slices) if (due) yield* due(deps, now);
}

/** @throws {TypeError} when two parts resolve the same field. */
function merged(parts: readonly ResolverMap[]): ResolverMap {
  const all: Record<string, Record<string, unknown>> = {};
  for (const [type, fields] of parts.flatMap((part) => Object.entries(part))) {
    const known = (all[type] ??= {});
    for (const [field, resolver] of Object.entries(fields ?? {})) {
      if (Object.hasOwn(known, field)) throw new TypeError(`${type}.${field} is resolved twice`);
      known[field] = resolver;
    }
  }
  return all;
}
