import { type BreakingChange, findBreakingChanges, type GraphQLSchema } from 'graphql';

export interface ListedChanges {
  /** Breaking, and not listed under the next release. */
  readonly unlisted: readonly string[];
  /** Listed under the next release, and not so. */
  readonly unfounded: readonly string[];
}

/** What the next release breaks against the last, held against what its changelog says. */
export function listedChanges(
  released: GraphQLSchema,
  next: GraphQLSchema,
  changelog: string,
): ListedChanges {
  const breaking = findBreakingChanges(released, next).map(({ description }: BreakingChange) => description);
  const listed = listedUnderNext(changelog);
  return {
    unlisted: breaking.filter((description) => !listed.includes(description)),
    unfounded: listed.filter((entry) => !breaking.includes(entry)),
  };
}

/** The list items of the section "Next release". */
function listedUnderNext(changelog: string): string[] {
  const [, section = ''] = /^## Next release\n(.*?)(?=^## |$(?![\s\S]))/ms.exec(changelog) ?? [];
  return [...section.matchAll(/^- (.+)$/gm)].map(([, entry]) => entry!.replaceAll('\\', ''));
}
