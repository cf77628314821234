import type { AccessToldFragment } from '../../documents/documents.gen.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords } from '../../words/settings.ts';
import { useClock, useTerm } from '../../words/time.tsx';
import { shortOf } from '../sala/board.ts';
import { accessWords } from './words.ts';

interface Props {
  readonly access: AccessToldFragment;
}

/** How it stands with an access, which does not say whose it is. */
export function AccessTold({ access }: Props) {
  const [own, clock] = [useRoomWords(accessWords), useClock()];
  const { id, revoked, asking, reinstatedAt } = access;
  return (
    <>
      {revoked ? <Ended access={access} /> : <strong>{own.open}</strong>}
      <span className="number">{own.record(shortOf(id))}</span>
      {asking && <Asked asking={asking} />}
      {!revoked && reinstatedAt !== null && (
        <span className="quiet">{own.reinstated(clock(reinstatedAt))}</span>
      )}
    </>
  );
}

function Ended({ access: { reason, until, revokedAt, revokedBy } }: Props) {
  const [own, reasons, clock] = [useRoomWords(accessWords), useRoomWords(reasonWords), useClock()];
  return (
    <>
      <strong className="late">{own.revoked(reasons[reason!]!, clock(revokedAt!))}</strong>
      <span>{until === null ? own.untilGivenBack : own.until(clock(until))}</span>
      {revokedBy && <span className="quiet">{own.confirmedBy(shortOf(revokedBy.actor))}</span>}
    </>
  );
}

function Asked({ asking }: { readonly asking: NonNullable<AccessToldFragment['asking']> }) {
  const [own, reasons, clock] = [useRoomWords(accessWords), useRoomWords(reasonWords), useClock()];
  const { reason, until, lapsesAt, by } = asking;
  const { late, time } = useTerm(Date.parse(lapsesAt));
  return (
    <span>
      {own.asked(reasons[reason]!, shortOf(by.actor))}
      {until !== null && `, ${own.until(clock(until))}`} ·{' '}
      <span className={late ? 'late' : undefined}>{own.confirmIn(time, late)}</span>
    </span>
  );
}
