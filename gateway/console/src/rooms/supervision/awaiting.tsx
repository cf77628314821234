import { Link } from 'wouter';
import { Awaiting } from '../../documents/documents.gen.ts';
import { useAnswer } from '../../graph/use-graph.ts';
import { useRoomWords } from '../../words/settings.ts';
import { supervisionWords } from './words.ts';

/** What waits for a decision of whoever watches, with the way there: nobody looks into a room without being told. */
export function AwaitingLine({ entity }: { readonly entity: string }) {
  const [own, told] = [useRoomWords(supervisionWords), useAnswer(Awaiting, { entity })?.data];
  const counts = [
    [told?.openingStops?.totalCount ?? 0, own.awaited.stops],
    [told?.needsToKnow?.totalCount ?? 0, own.awaited.needs],
    [told?.dataRequests?.totalCount ?? 0, own.awaited.dataRequests],
  ] as const;
  const awaited = counts.filter(([count]) => count > 0).map(([count, says]) => says(count));
  return (
    <p role="status">
      {awaited.length > 0 && (
        <Link href={`/mando/${entity}`}>
          {own.awaiting} {awaited.join(' · ')}
        </Link>
      )}
    </p>
  );
}
