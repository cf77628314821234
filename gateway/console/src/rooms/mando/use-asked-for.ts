import { NeedsToKnow } from '../../documents/documents.gen.ts';
import { usePages } from '../../graph/use-pages.ts';
import { useOfNow } from '../../words/time.tsx';
import { isOpen, type Need, nodesOf } from './need.ts';

/** Requests to see an incident, live: those that wait, and of those answered which are open now. */
export function useAskedFor(entity?: string) {
  const waiting = usePages(NeedsToKnow, { entity, waiting: true }, ({ needsToKnow }) => needsToKnow);
  const answered = usePages(NeedsToKnow, { entity, waiting: false }, ({ needsToKnow }) => needsToKnow);
  const all: readonly Need[] = nodesOf(answered?.data);
  const opened = useOfNow((ms) => all.flatMap((each) => (isOpen(each, ms) ? each.id : [])).join(' '));
  const ids = new Set(opened.split(' '));
  const [open, over] = [all.filter(({ id }) => ids.has(id)), all.filter(({ id }) => !ids.has(id))];
  return { waiting, answered, open, over };
}
export type Asked = ReturnType<typeof useAskedFor>;
