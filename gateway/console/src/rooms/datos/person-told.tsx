import { Fragment } from 'react';
import type { KeptFragment } from '../../documents/documents.gen.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords } from '../../words/settings.ts';
import { useClock, useTerm } from '../../words/time.tsx';
import { shortOf } from '../sala/board.ts';
import { dataWords } from './words.ts';

/** How it stands with one person's data. */
export function PersonTold({ kept }: { readonly kept: KeptFragment }) {
  const [own, clock] = [useRoomWords(dataWords), useClock()];
  const { id, state, retention, destroyDueAt, blockedBy, hold, asked, carriedOut } = kept;
  return (
    <>
      <strong>{own.states[state]}</strong>
      <span className="number">{id}</span>
      {blockedBy !== null && state === 'SEALED' && <span>{own.blockedBy(blockedBy)}</span>}
      {hold && (
        <span className={hold.reviewDue ? 'late' : undefined}>
          {own.heldBy(hold.order, hold.owner)} ·{' '}
          {hold.reviewDue ? own.reviewDue : own.reviewBy(clock(hold.reviewBy))}
        </span>
      )}
      {asked.map((act) => (
        <AskedTold key={act.act} asked={act} />
      ))}
      {retention && destroyDueAt !== null && (
        <span className="quiet">
          {own.timeOver(own.rules[retention.rule] ?? own.timeOverUnnamed, clock(retention.dueAt))} ·{' '}
          {own.destroyFrom(clock(destroyDueAt))}
        </span>
      )}
      {!carriedOut && <span className="late">{own.notYet}</span>}
      <ErasureTold kept={kept} />
    </>
  );
}

function AskedTold({
  asked: { act, order, by, confirmBy },
}: {
  readonly asked: KeptFragment['asked'][number];
}) {
  const own = useRoomWords(dataWords);
  const { late, time } = useTerm(Date.parse(confirmBy));
  return (
    <span>
      {own.acts[act]} {own.askedBy(order, shortOf(by.actor))} ·{' '}
      <span className={late ? 'late' : undefined}>{own.confirmIn(time, late)}</span>
    </span>
  );
}

/** By which decision it was erased, and what proves it. */
function ErasureTold({ kept: { id, erasure, certificate } }: { readonly kept: KeptFragment }) {
  const [own, reasons, clock] = [useRoomWords(dataWords), useRoomWords(reasonWords), useClock()];
  if (!erasure) return null;
  const proofs = certificate && [
    [own.binding, certificate.binding],
    [own.keys, certificate.keys],
    [own.signature, certificate.signature],
  ];
  return (
    <>
      <span>{own.erasedBy(erasure.order, reasons[erasure.ground]!)}</span>
      {certificate && proofs && (
        <details className="another">
          <summary aria-label={`${own.certificate}, ${shortOf(id)}`}>{own.certificate}</summary>
          <p>{own.certified(certificate.destroyed, clock(certificate.signedAt))}</p>
          <dl className="facts">
            {proofs.map(([name, value]) => (
              <Fragment key={name}>
                <dt>{name}</dt>
                <dd className="number proof">{value}</dd>
              </Fragment>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}
