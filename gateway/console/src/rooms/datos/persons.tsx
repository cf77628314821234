import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { named, Nothing, Panel } from '../../design/components.tsx';
import {
  type KeptFragment,
  KeptPersons,
  type KeptPersonsQueryVariables,
} from '../../documents/documents.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { shortOf } from '../sala/board.ts';
import { partOf } from '../sala/room-seen.ts';
import { Asked, Erase, Hold, Release, Unblock } from './deciding.tsx';
import { PersonTold } from './person-told.tsx';
import { dataWords } from './words.ts';

const WAITING = { waiting: true } as const;
const DUE = { destroyDue: true } as const;
const HELD = { held: true } as const;
const BLOCKED = { state: ['SEALED'] } as const;
const ERASED = { state: ['ERASING', 'DESTROYED'] } as const;

/** What waits for somebody first, then what holds now, and what is over. */
export function PersonsPanel({ entity }: { readonly entity: string }) {
  const own = useRoomWords(dataWords);
  return (
    <Panel title={own.persons} name="persons">
      <List {...{ entity }} given={WAITING} name={own.waiting} none={own.waitingNone}>
        {(kept) => <Asked kept={kept} />}
      </List>
      <List {...{ entity }} given={DUE} name={own.due} none={own.dueNone}>
        {({ id, hold }) => (hold ? <Release id={id} /> : <Erase id={id} isOver />)}
      </List>
      <List {...{ entity }} given={HELD} name={own.held} none={own.heldNone}>
        {({ id, hold }) => (
          <>
            <Hold id={id} {...(hold && { order: hold.order, owner: hold.owner })} />
            <Release id={id} />
          </>
        )}
      </List>
      <List {...{ entity }} given={BLOCKED} name={own.blocked} none={own.blockedNone}>
        {({ id }) => <Unblock id={id} />}
      </List>
      <List {...{ entity }} given={ERASED} name={own.erased} none={own.erasedNone}>
        {() => null}
      </List>
    </Panel>
  );
}

interface ListProps {
  readonly entity: string;
  readonly given: Omit<KeptPersonsQueryVariables, 'entity' | 'after'>;
  readonly name: string;
  readonly none: string;
  /** What is decided from there; the rest is beside the person. */
  readonly children: (kept: KeptFragment) => ReactNode;
}

/** The latest of one kind, with how many there are. */
function List({ entity, given, name, none, children }: ListProps) {
  const [{ sala }, own] = [useWords(), useRoomWords(dataWords)];
  const list = usePages(KeptPersons, { entity, ...given }, ({ keptPersons }) => keptPersons, 1);
  const absence = usePartAbsence(list, list?.data);
  const nodes = list?.data?.edges.map(({ node }) => node) ?? [];
  return (
    <section aria-label={name}>
      <h3 className="padded">
        {name} <span className="quiet">{partOf(list?.data, sala)}</span>
      </h3>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && nodes.length === 0 && <p className="quiet padded">{none}</p>}
      <ul className="lines">
        {nodes.map((kept) => (
          <li key={kept.id}>
            <PersonTold kept={kept} />
            <Link href={`/datos/${entity}/${kept.id}`} {...named(own.look, shortOf(kept.id), name)}>
              {own.look}
            </Link>
            {children(kept)}
          </li>
        ))}
      </ul>
    </section>
  );
}
