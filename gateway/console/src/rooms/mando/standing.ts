interface Agreed {
  readonly validFrom: string;
  readonly validUntil: string;
  readonly acts: readonly { readonly act: string; readonly reason: string | null }[];
}

/** How an agreement stands at a moment, and why, where somebody decided it. */
export type Standing =
  | { readonly is: 'coming' | 'holds' | 'expired' }
  | { readonly is: 'suspended' | 'ended'; readonly reason: string };

export function standingAt({ validFrom, validUntil, acts }: Agreed, ms: number): Standing {
  const last = acts.at(-1);
  if (last?.act === 'ENDED') return { is: 'ended', reason: last.reason! };
  if (ms >= Date.parse(validUntil)) return { is: 'expired' };
  if (last?.act === 'SUSPENDED') return { is: 'suspended', reason: last.reason! };
  return { is: ms < Date.parse(validFrom) ? 'coming' : 'holds' };
}
