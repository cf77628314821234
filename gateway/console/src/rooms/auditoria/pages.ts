interface List {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
}

/** Lists by their pages: one is null while who keeps it does not answer, and left out for who is not told of it. */
interface Lists {
  readonly incidents: List | null;
  readonly units: List | null;
  readonly followUps?: List | null;
  readonly commitments?: List | null;
}

/** What was read so far with the page that came: each record once, where it stood, and as it was told last. */
export function joined<Told extends Lists>(before: Told | undefined, next: Told): Told {
  if (!before) return next;
  return {
    ...next,
    incidents: onwards(before.incidents, next.incidents),
    units: onwards(before.units, next.units),
    ...(next.followUps !== undefined && { followUps: onwards(before.followUps, next.followUps) }),
    ...(next.commitments !== undefined && { commitments: onwards(before.commitments, next.commitments) }),
  };
}

function onwards<Of extends List | null | undefined>(before: Of, next: Of): Of {
  if (!before || !next) return next ?? before;
  const edges = new Map([...before.edges, ...next.edges].map((edge) => [edge.node.id, edge]));
  return { ...next, edges: [...edges.values()] };
}
