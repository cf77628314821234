import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** Beyond this many of each kind the oldest are forgotten; their owners sign in again. */
const ENTRIES_MAX = 10_000;

/** What the provider remembers about sign-ins, in memory only: it is for one machine, and forgets when it stops. */
export function openMemory(now: () => number = Date.now): AdapterFactory {
  const entries = new Map<string, { readonly payload: AdapterPayload; readonly endsAtMs: number }>();
  const find = (key: string) => {
    const entry = entries.get(key);
    if (!entry || entry.endsAtMs > now()) return entry?.payload;
    entries.delete(key);
    return undefined;
  };
  const where = (model: string, holds: (payload: AdapterPayload) => boolean) =>
    [...entries.keys()]
      .filter((key) => key.startsWith(`${model} `))
      .map(find)
      .find((payload) => payload && holds(payload));

  return (model): Adapter => ({
    upsert: async (id, payload, seconds) => {
      const endsAtMs = seconds === undefined ? Number.POSITIVE_INFINITY : now() + seconds * 1_000;
      entries.set(`${model} ${id}`, { payload, endsAtMs });
      if (entries.size > ENTRIES_MAX) entries.delete(entries.keys().next().value!);
    },
    find: async (id) => find(`${model} ${id}`),
    findByUid: async (uid) => where(model, (payload) => payload.uid === uid),
    findByUserCode: async (code) => where(model, (payload) => payload.userCode === code),
    consume: async (id) => {
      const payload = find(`${model} ${id}`);
      if (payload) payload.consumed = Math.floor(now() / 1_000);
    },
    destroy: async (id) => void entries.delete(`${model} ${id}`),
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
    },
  });
}
