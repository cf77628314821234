import { type FormEvent, useState } from 'react';
import { Nothing, Panel } from '../../design/components.tsx';
import { AccessOf, LiaisonGaps, Revocations } from '../../documents/documents.gen.ts';
import { silentOf } from '../../graph/absence.ts';
import { isOld } from '../../graph/line.ts';
import { useAnswer, useConnection, useLine, usePartAbsence } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { letsIn, readsAccess } from '../../shell/rooms.ts';
import { TimeZoneProvider, useRoomWords, useWords } from '../../words/settings.ts';
import { LiaisonsPanel } from '../mando/liaisons.tsx';
import { Freshness } from '../sala/freshness.tsx';
import { partOf } from '../sala/room-seen.ts';
import { CAPITAL, zoneOf } from '../zone.ts';
import { AccessTold } from './access-told.tsx';
import { Decide } from './deciding.tsx';
import { accessWords } from './words.ts';

/** What is decided for the whole nation: who may enter at all, and who represents it in each entity. */
export function Accesos() {
  const [{ live }, { viewer }] = [useWords(), useConnection().session];
  if (!readsAccess(viewer)) return <Nothing kind="denied">{live.denied}</Nothing>;
  return (
    <TimeZoneProvider value={zoneOf(CAPITAL)}>
      <Nation />
    </TimeZoneProvider>
  );
}

function Nation() {
  const [answer, line, { viewer }] = [useAnswer(LiaisonGaps, {}), useLine(), useConnection().session];
  return (
    <>
      <Freshness cut={answer?.cut} servicesDown={answer ? silentOf(answer) : []} reporting={undefined} />
      <div className={`audit ${isOld(line) ? 'frozen' : ''}`}>
        <OnePanel />
        <ListsPanel />
        <LiaisonsPanel mayDecide={letsIn(viewer)} />
      </div>
    </>
  );
}

/** Of one subject, who is written and never kept: how it stands, and what may be decided. */
function OnePanel() {
  const [own, { viewer }] = [useRoomWords(accessWords), useConnection().session];
  const [[written, write], [subject, find]] = [useState(''), useState('')];
  const look = (event: FormEvent) => {
    event.preventDefault();
    find(written.trim());
  };
  return (
    <Panel title={own.one} name="access">
      <div className="padded">
        <p className="quiet">{letsIn(viewer) ? own.lead : own.onlyAnalysts}</p>
        <form className="form" aria-label={own.one} onSubmit={look}>
          <label className="field">
            <span>{own.subject}</span>
            <input
              value={written}
              required
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              onChange={({ target }) => write(target.value)}
            />
            <span className="quiet">{own.subjectHint}</span>
          </label>
          <div className="actions">
            <button type="submit">{own.find}</button>
          </div>
        </form>
      </div>
      {subject !== '' && <Found key={subject} subject={subject} />}
    </Panel>
  );
}

function Found({ subject }: { readonly subject: string }) {
  const [own, { viewer }] = [useRoomWords(accessWords), useConnection().session];
  const answer = useAnswer(AccessOf, { subject });
  // Of whom nobody asked anything there is no record, which is an answer.
  const isTold = answer?.data !== undefined && answer.troubles.length === 0;
  const absence = usePartAbsence(answer, isTold ? answer.data : undefined);
  const access = answer?.data?.access ?? undefined;
  if (absence) return <Nothing kind={absence.kind}>{absence.text}</Nothing>;
  return (
    <ul className="lines">
      <li>
        <strong className="number">{subject}</strong>
        {access ? <AccessTold access={access} /> : <span className="quiet">{own.nothingYet}</span>}
        {letsIn(viewer) && <Decide {...{ subject, access }} />}
      </li>
    </ul>
  );
}

const WAITING = { asked: true } as const;
const ENDED = { revoked: true } as const;

/** What waits for a second person first, then who cannot enter now. */
function ListsPanel() {
  const own = useRoomWords(accessWords);
  return (
    <Panel title={own.lists} name="revocations">
      <List given={WAITING} name={own.waiting} none={own.waitingNone} how={own.waitingHow} />
      <List given={ENDED} name={own.ended} none={own.endedNone} />
    </Panel>
  );
}

interface ListProps {
  readonly given: typeof WAITING | typeof ENDED;
  readonly name: string;
  readonly none: string;
  readonly how?: string;
}

function List({ given, name, none, how }: ListProps) {
  const [{ sala }, list] = [useWords(), usePages(Revocations, given, ({ revocations }) => revocations, 1)];
  const absence = usePartAbsence(list, list?.data);
  const nodes = list?.data?.edges.map(({ node }) => node) ?? [];
  return (
    <section aria-label={name}>
      <h3 className="padded">
        {name} <span className="quiet">{partOf(list?.data, sala)}</span>
      </h3>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && nodes.length === 0 && <p className="quiet padded">{none}</p>}
      {nodes.length > 0 && how !== undefined && <p className="quiet padded">{how}</p>}
      <ul className="lines">
        {nodes.map((access) => (
          <li key={access.id}>
            <AccessTold access={access} />
          </li>
        ))}
      </ul>
    </section>
  );
}
