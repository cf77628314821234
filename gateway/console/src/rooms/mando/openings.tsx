import { Link } from 'wouter';
import { named, Nothing, Panel } from '../../design/components.tsx';
import {
  AcknowledgeStop,
  OpenedInEmergency,
  type OpenedInEmergencyQuery,
  OpeningStops,
  type OpeningStopsQuery,
} from '../../documents/documents.gen.ts';
import { useAnswer, usePartAbsence } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { Ago, useClock } from '../../words/time.tsx';
import { Order } from '../order.tsx';
import { shortOf } from '../sala/board.ts';
import { partOf } from '../sala/room-seen.ts';
import { mandoWords } from './words.ts';

type Stop = NonNullable<OpeningStopsQuery['openingStops']>['edges'][number]['node'];
type Broken = NonNullable<OpenedInEmergencyQuery['brokenGlass']>['edges'][number]['node'];

/** Who was stopped while opening what is sealed, and what was opened in an emergency: whoever answers for the place looks into both. */
export function OpeningsPanel({ entity }: { readonly entity: string }) {
  const [{ sala }, own] = [useWords(), useRoomWords(mandoWords)];
  const waiting = usePages(OpeningStops, { entity, waiting: true }, ({ openingStops }) => openingStops);
  const absence = usePartAbsence(waiting, waiting?.data);
  const stops = waiting?.data?.edges.map(({ node }) => node) ?? [];
  return (
    <Panel title={own.openings} name="openings" note={partOf(waiting?.data, sala)}>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && stops.length === 0 && <Nothing kind="empty">{own.stopsNone}</Nothing>}
      <ul className="lines">
        {stops.map((stop) => (
          <li key={stop.id}>
            <StopTold stop={stop} />
            <Order
              order="AcknowledgeStop"
              document={AcknowledgeStop}
              about={stop.id}
              of={`${shortOf(stop.actor)}, ${shortOf(stop.id)}`}
              input={{ openingStopId: stop.id }}
            />
          </li>
        ))}
      </ul>
      <Seen entity={entity} />
      <Emergencies entity={entity} />
    </Panel>
  );
}

function StopTold({ stop: { reason, actor, actingAs, purpose, stoppedAt } }: { readonly stop: Stop }) {
  const [{ roles, purposes }, own, reasons] = [
    useWords(),
    useRoomWords(mandoWords),
    useRoomWords(reasonWords),
  ];
  return (
    <>
      <strong>{reasons[reason]}</strong>
      <span>
        {roles[actingAs] ?? actingAs} <span className="number">{shortOf(actor)}</span>
      </span>
      <span className="quiet">
        {purposes[purpose] ?? purpose} · {own.ago} <Ago at={stoppedAt} />
      </span>
    </>
  );
}

/** Those that somebody has seen, the latest. */
function Seen({ entity }: { readonly entity: string }) {
  const [{ roles }, own] = [useWords(), useRoomWords(mandoWords)];
  const answer = usePages(OpeningStops, { entity, waiting: false }, ({ openingStops }) => openingStops, 1);
  const stops = answer?.data?.edges.map(({ node }) => node) ?? [];
  if (stops.length === 0) return null;
  return (
    <details className="another">
      <summary>{own.stopsSeen}</summary>
      <ul className="lines">
        {stops.map((stop) => (
          <li key={stop.id}>
            <StopTold stop={stop} />
            {stop.acknowledgedBy && (
              <span className="quiet">
                {own.seenBy(roles[stop.acknowledgedBy.role] ?? stop.acknowledgedBy.role)}{' '}
                <span className="number">{shortOf(stop.acknowledgedBy.actor)}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Emergencies({ entity }: { readonly entity: string }) {
  const [{ sala }, own] = [useWords(), useRoomWords(mandoWords)];
  const answer = useAnswer(OpenedInEmergency, { entity });
  const list = answer?.data?.brokenGlass;
  const absence = usePartAbsence(answer, list);
  return (
    <section aria-label={own.emergencies}>
      <h3 className="padded">
        {own.emergencies} <span className="quiet">{partOf(list, sala)}</span>
      </h3>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {list?.edges.length === 0 && <p className="quiet padded">{own.emergenciesNone}</p>}
      <ul className="lines">
        {list?.edges.map(({ node }) => (
          <BrokenLine key={node.id} broken={node} />
        ))}
      </ul>
    </section>
  );
}

function BrokenLine({ broken: { id, breakings } }: { readonly broken: Broken }) {
  const [{ roles }, own, reasons, clock] = [
    useWords(),
    useRoomWords(mandoWords),
    useRoomWords(reasonWords),
    useClock(),
  ];
  return (
    <li>
      <Link href={`/auditoria/incidente/${id}`} {...named(own.incident, shortOf(id))}>
        {own.incident}
      </Link>
      <span className="number">{shortOf(id)}</span>
      {breakings.toReversed().map(({ reason, brokenAt, until, by }) => (
        <span key={`${by.actor} ${brokenAt}`}>
          <strong>{reasons[reason]}</strong> · {roles[by.role] ?? by.role}{' '}
          <span className="number">{shortOf(by.actor)}</span> ·{' '}
          <span className="quiet">{own.fromTo(clock(brokenAt), clock(until))}</span>
        </span>
      ))}
    </li>
  );
}
