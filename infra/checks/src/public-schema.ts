import { type BreakingChange, findBreakingChanges, type GraphQLSchema } from 'graphql';

export interface ListedChanges {
  /** Breaking, but not listed under the next release. */
  readonly unlisted: readonly string[];
  /** Listed under the next release, but not breaking. */
  readonly unfounded: readonly string[];
}

/** The breaking changes of the next release, compared with those that its changelog lists. */
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
