import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** What of a picture somebody looks at: for the rest nobody is asked. */
export type PicturePart = 'openIncidents' | 'units' | 'figures';

export const WHOLE: ReadonlySet<PicturePart> = new Set(['openIncidents', 'units', 'figures']);
/** Told of all that a picture shows. */
const OF_THE_WHOLE = 'stateHash';
/** Told of the parts that are asked beside it, and of the whole without any. */
const OF_THE_PARTS = ['servicesDown', 'truncated'];

/** The parts that a question about a picture names; one that a directive may leave out counts as named. */
export function partsAsked({
  fieldNodes,
  fragments,
}: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>): ReadonlySet<PicturePart> {
  const names = new Set<string>();
  const note = (selections: SelectionSetNode | undefined): void => {
    for (const node of selections?.selections ?? []) {
      if (node.kind === 'Field') names.add(node.name.value);
      else
        note(node.kind === 'InlineFragment' ? node.selectionSet : fragments[node.name.value]?.selectionSet);
    }
  };
  for (const { selectionSet } of fieldNodes) note(selectionSet);
  if (names.has(OF_THE_WHOLE)) return WHOLE;
  const parts = new Set([...WHOLE].filter((part) => names.has(part)));
  return parts.size === 0 && OF_THE_PARTS.some((name) => names.has(name)) ? WHOLE : parts;
}
