import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { named, Nothing, Panel } from '../../design/components.tsx';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { Ago, useClock } from '../../words/time.tsx';
import { lastOf, type Need, nameOf } from '../mando/need.ts';
import { Ended } from '../mando/needs.tsx';
import { mandoWords } from '../mando/words.ts';
import { shortOf } from '../sala/board.ts';
import { partOf } from '../sala/room-seen.ts';
import { placeOf } from '../zone.ts';
import { Ask } from './asking.tsx';
import type { Asked } from '../mando/use-asked-for.ts';
import { liaisonWords } from './words.ts';

/** What a liaison asked to see, what came of it, and the way to what is open. */
export function AskedPanel({ waiting, answered, open, over }: Asked) {
  const [{ sala }, own] = [useWords(), useRoomWords(liaisonWords)];
  const missing = waiting?.data ? answered : waiting;
  const absence = usePartAbsence(missing, missing?.data);
  const asked = waiting?.data?.edges.map(({ node }) => node) ?? [];
  const note = partOf(waiting?.data, sala) ?? partOf(answered?.data, sala);
  return (
    <Panel title={own.mine} name="asked" note={note}>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && (
        <>
          <Requests name={own.open} none={own.openNone} of={open}>
            {(need) => <OpenUntil need={need} />}
          </Requests>
          <Requests name={own.waiting} none={own.waitingNone} of={asked} />
        </>
      )}
      {over.length > 0 && (
        <details className="another">
          <summary>{own.over}</summary>
          <ul className="lines">
            {over.map((need) => (
              <li key={need.id}>
                <Request need={need} />
                <Ended need={need} />
                <Ask known={need.incidentId} of={nameOf(need)} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

interface RequestsProps {
  readonly name: string;
  readonly none: string;
  readonly of: readonly Need[];
  readonly children?: (need: Need) => ReactNode;
}

function Requests({ name, none, of: needs, children }: RequestsProps) {
  return (
    <section aria-label={name}>
      <h3 className="padded">{name}</h3>
      {needs.length === 0 && <p className="quiet padded">{none}</p>}
      <ul className="lines">
        {needs.map((need) => (
          <li key={need.id}>
            <Request need={need} />
            {children?.(need)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Request({ need }: { readonly need: Need }) {
  const { ago, bases } = useRoomWords(mandoWords);
  const { basis, folio, requestedAt } = lastOf(need);
  return (
    <>
      <strong>
        {placeOf(need.incidentId)} · <span className="number">{shortOf(need.incidentId)}</span>
      </strong>
      <span>
        {bases[basis]} · <span className="number">{folio}</span>
      </span>
      <span className="quiet">
        {ago} <Ago at={requestedAt} />
      </span>
    </>
  );
}

function OpenUntil({ need }: { readonly need: Need }) {
  const [own, { openUntil }, clock] = [useRoomWords(liaisonWords), useRoomWords(mandoWords), useClock()];
  return (
    <>
      <strong>{openUntil(clock(lastOf(need).until!))}</strong>
      <Link href={`/enlace/${need.incidentId}`} {...named(own.see, nameOf(need))}>
        {own.see}
      </Link>
    </>
  );
}
