import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** A part of a picture that can be asked for: the services are not asked for the rest. */
export type PicturePart = 'openIncidents' | 'units' | 'figures';

export const WHOLE: ReadonlySet<PicturePart> = new Set(['openIncidents', 'units', 'figures']);
/** This field covers the whole picture. */
const OF_THE_WHOLE = 'stateHash';
/** These fields cover the parts that are asked for along with them, or the whole if there are none. */
const OF_THE_PARTS = ['servicesDown', 'truncated'];

/** The parts that a query for a picture names; one that a directive may skip counts as named. */
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
