interface History {
  readonly edges: readonly { readonly node: { readonly type: string; readonly recordedAt: string } }[];
}

/** One type of event, and how often it occurred. */
export interface Fact {
  readonly type: string;
  readonly times: number;
}

/** What happened to a record after one moment and up to another: each type once, in the order in which it first occurred. */
export function factsBetween(
  { edges }: History,
  { from, to }: { readonly from: string; readonly to: string },
): Fact[] {
  const times = new Map<string, number>();
  for (const { node } of edges) {
    const ms = Date.parse(node.recordedAt);
    if (ms > Date.parse(from) && ms <= Date.parse(to)) times.set(node.type, (times.get(node.type) ?? 0) + 1);
  }
  return [...times].map(([type, count]) => ({ type, times: count }));
}

/** As text: `Venció un plazo (2), Se pidió apoyo`, with a note that there are more if not all of them are named. */
export function factsTold(
  facts: readonly Fact[],
  all: number,
  names: Readonly<Record<string, string>>,
): string {
  const told = facts.map(({ type, times }) => `${names[type] ?? type}${times === 1 ? '' : ` (${times})`}`);
  const named = facts.reduce((sum, { times }) => sum + times, 0);
  return [...told, ...(named > 0 && named < all ? ['…'] : [])].join(', ');
}
