import { Link } from 'wouter';
import { named, Nothing, Panel } from '../../design/components.tsx';
import { GrantNeedToKnow, RefuseNeedToKnow, WithdrawNeedToKnow } from '../../documents/documents.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { Ago, useClock } from '../../words/time.tsx';
import { Order, Reasoned } from '../order.tsx';
import { shortOf } from '../sala/board.ts';
import { partOf } from '../sala/room-seen.ts';
import { lastOf, type Need, nameOf, nodesOf } from './need.ts';
import { useAskedFor } from './use-asked-for.ts';
import { mandoWords } from './words.ts';

const REFUSALS = ['NOT_NEEDED', 'UNDER_INVESTIGATION', 'WRONG_INCIDENT', 'NOT_ENTITLED'] as const;
/** Those answered longest ago are read where the incident's life is. */
const OVER_MAX = 20;

/** Who asked to see one incident, what is open to whom, and the answer (ST-6). */
export function Needs({ entity }: { readonly entity: string }) {
  const [{ sala }, own] = [useWords(), useRoomWords(mandoWords)];
  const { waiting, answered, open, over: past } = useAskedFor(entity);
  const missing = waiting?.data ? answered : waiting;
  const absence = usePartAbsence(missing, missing?.data);
  const asked = nodesOf(waiting?.data);
  const over = past.slice(0, OVER_MAX);
  return (
    <Panel title={own.needs} name="needs" note={partOf(waiting?.data, sala) ?? partOf(answered?.data, sala)}>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && asked.length === 0 && <Nothing kind="empty">{own.needsNone}</Nothing>}
      <ul className="lines">
        {asked.map((need) => (
          <Asked key={need.id} need={need} />
        ))}
      </ul>
      {!absence && (
        <section aria-label={own.needsOpen}>
          <h3 className="padded">{own.needsOpen}</h3>
          {open.length === 0 && <p className="quiet padded">{own.needsOpenNone}</p>}
          <ul className="lines">
            {open.map((need) => (
              <Open key={need.id} need={need} />
            ))}
          </ul>
        </section>
      )}
      {over.length > 0 && (
        <details className="another">
          <summary>{own.needsOver}</summary>
          <ul className="lines">
            {over.map((need) => (
              <Over key={need.id} need={need} />
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

interface Props {
  readonly need: Need;
}

function Asked({ need }: Props) {
  const { id: needToKnowId } = need;
  const of = nameOf(need);
  return (
    <li>
      <Request need={need} />
      <Order
        {...{ of }}
        order="GrantNeedToKnow"
        document={GrantNeedToKnow}
        about={needToKnowId}
        input={{ needToKnowId }}
      />
      <Reasoned
        {...{ of }}
        order="RefuseNeedToKnow"
        document={RefuseNeedToKnow}
        about={needToKnowId}
        among={REFUSALS}
        input={(reason) => ({ needToKnowId, reason })}
      />
    </li>
  );
}

function Open({ need }: Props) {
  const [own, clock, { id: needToKnowId }] = [useRoomWords(mandoWords), useClock(), need];
  return (
    <li>
      <Request need={need} />
      <strong>{own.openUntil(clock(lastOf(need).until!))}</strong>
      <Order
        order="WithdrawNeedToKnow"
        document={WithdrawNeedToKnow}
        about={needToKnowId}
        of={nameOf(need)}
        input={{ needToKnowId }}
      />
    </li>
  );
}

const Over = ({ need }: Props) => (
  <li>
    <Request need={need} />
    <Ended need={need} />
  </li>
);

/** Why it is not open, or not any more. */
export function Ended({ need }: Props) {
  const [own, reasons] = [useRoomWords(mandoWords), useRoomWords(reasonWords)];
  const { reason, withdrawnBy } = lastOf(need);
  return (
    <span>{reason !== null ? own.refused(reasons[reason]!) : withdrawnBy ? own.withdrawn : own.lapsed}</span>
  );
}

/** Who asks to see which incident, and why. */
function Request({ need }: Props) {
  const [{ roles }, own] = [useWords(), useRoomWords(mandoWords)];
  const { basis, folio, requestedAt, by } = lastOf(need);
  return (
    <>
      <strong>{own.bases[basis]}</strong>
      <span className="number">{folio}</span>
      <span className="quiet">
        {by.authorityName ?? roles[by.role] ?? by.role} · <span className="number">{shortOf(by.actor)}</span>{' '}
        · {own.ago} <Ago at={requestedAt} />
      </span>
      <Link href={`/auditoria/incidente/${need.incidentId}`} {...named(own.incident, nameOf(need))}>
        {own.incident}
      </Link>
    </>
  );
}
