interface List {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
}

/** Two lists by their pages; a list is missing while who keeps it does not answer. */
type Lists = Readonly<Record<'incidents' | 'units', List | null>>;

/** What was read so far with the page that came: each record once, where it stood, and as it was told last. */
export function joined<Told extends Lists>(before: Told | undefined, next: Told): Told {
  if (!before) return next;
  const incidents = onwards(before.incidents, next.incidents);
  return { ...next, incidents, units: onwards(before.units, next.units) };
}

function onwards<Of extends List | null>(before: Of, next: Of): Of {
  if (!before || !next) return next ?? before;
  const edges = new Map([...before.edges, ...next.edges].map((edge) => [edge.node.id, edge]));
  return { ...next, edges: [...edges.values()] };
}
