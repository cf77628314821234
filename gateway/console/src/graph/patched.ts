import { applyPatch, type Operation } from 'rfc6902';

type Container = Record<string, unknown> | unknown[];

/**
 * The result after a patch. Only the objects on the way to a change are new: the rest stay the same, so that what shows them
 * need not be rendered again, and changing one row does not copy a thousand.
 */
export function patched<T extends object>(result: T, patch: readonly Operation[]): T {
  const own = new WeakSet<object>();
  const next = ownCopy(result as Container, own);
  for (const operation of patch) {
    ownWay(next, operation.path, own);
    if ('from' in operation) ownWay(next, operation.from, own);
    const [error] = applyPatch(next, [operation]);
    if (error) throw error;
  }
  return next as T;
}

function ownCopy(container: Container, own: WeakSet<object>): Container {
  if (own.has(container)) return container;
  const copy = Array.isArray(container) ? [...container] : { ...container };
  own.add(copy);
  return copy;
}

/** Copies each container on the way, so that the patch changes nothing that is held elsewhere. */
function ownWay(root: Container, pointer: string, own: WeakSet<object>): void {
  let at = root as Record<string, unknown>;
  for (const token of pointer.split('/').slice(1, -1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const inner = at[name];
    if (typeof inner !== 'object' || inner === null) return;
    at[name] = ownCopy(inner as Container, own);
    at = at[name] as Record<string, unknown>;
  }
}
