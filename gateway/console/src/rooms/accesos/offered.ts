/** How it stands with somebody's access, as far as it decides what may be done. */
interface Standing {
  readonly revoked: boolean;
  readonly until: string | null;
  readonly asking: { readonly lapsesAt: string } | null;
}

export type AccessOrder = 'revoke' | 'confirm' | 'withdraw' | 'reinstate';

/** What may be decided of an access now; undefined where nobody ever asked for its end. */
export function offeredFor(access: Standing | undefined, nowMs: number): readonly AccessOrder[] {
  if (!access) return ['revoke'];
  const { revoked, until, asking } = access;
  const waits = asking !== null && nowMs <= Date.parse(asking.lapsesAt);
  // What ends by itself may be asked to last longer.
  const isOpen = !revoked || until !== null;
  return [
    ...(waits ? (['confirm'] as const) : []),
    ...(!waits && isOpen ? (['revoke'] as const) : []),
    ...(asking === null ? [] : (['withdraw'] as const)),
    ...(revoked ? (['reinstate'] as const) : []),
  ];
}
