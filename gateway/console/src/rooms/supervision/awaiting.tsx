import { Link } from 'wouter';
import { Awaiting } from '../../documents/documents.gen.ts';
import { useAnswer } from '../../graph/use-graph.ts';
import { useRoomWords } from '../../words/settings.ts';
import { supervisionWords } from './words.ts';

/** What waits for a decision of whoever watches, with the way to each room: nobody looks into a room without being told. */
export function AwaitingLine({ entity }: { readonly entity: string }) {
  const [own, told] = [useRoomWords(supervisionWords), useAnswer(Awaiting, { entity })?.data];
  const { stops, needs, dataRequests, persons } = own.awaited;
  const ofCommand = saidOf([told?.openingStops, stops], [told?.needsToKnow, needs]);
  const ofData = saidOf([told?.dataRequests, dataRequests], [told?.keptPersons, persons]);
  return (
    <p role="status">
      {ofCommand !== '' && (
        <Link href={`/mando/${entity}`}>
          {own.awaiting} {ofCommand}
        </Link>
      )}{' '}
      {ofData !== '' && (
        <Link href={`/datos/${entity}`}>
          {own.awaitingData} {ofData}
        </Link>
      )}
    </p>
  );
}

type Counted = readonly [
  list: { readonly totalCount: number | null } | null | undefined,
  says: (count: number) => string,
];

const saidOf = (...counts: readonly Counted[]): string =>
  counts
    .map(([list, says]) => [list?.totalCount ?? 0, says] as const)
    .flatMap(([count, says]) => (count > 0 ? [says(count)] : []))
    .join(' · ');
