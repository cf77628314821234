import { networkInterfaces } from 'node:os';

const LOOK_EVERY_MS = 500;
/** By then the container that owns the namespace has started again and can be joined. */
const GONE_MS = 3_000;

/**
 * Watches a network namespace that belongs to another container. When that container ends, its interfaces go, and a
 * process that shared the namespace is left with loopback for good: only its own restart joins the new one.
 */
export function watchNamespace(onGone: () => void): void {
  let last = Date.now();
  const watching = setInterval(() => {
    const isThere = Object.values(networkInterfaces()).some((found) =>
      found?.some(({ internal }) => !internal),
    );
    if (isThere) last = Date.now();
    if (Date.now() - last < GONE_MS) return;
    clearInterval(watching);
    onGone();
  }, LOOK_EVERY_MS);
  watching.unref();
}
