import { useState } from 'react';
import {
  type AccessToldFragment,
  ConfirmRevocation,
  ReinstateAccess,
  type ReinstatementReason,
  type RevocationReason,
  RevokeAccess,
  WithdrawRevocation,
} from '../../documents/documents.gen.ts';
import { useRoomWords, useTimeZone } from '../../words/settings.ts';
import { useOfNow } from '../../words/time.tsx';
import { MomentField } from '../moment-field.tsx';
import { Order, Reasoned } from '../order.tsx';
import { Reason } from '../reason.tsx';
import { momentOf } from '../wall-clock.ts';
import { CAPITAL, placeOf } from '../zone.ts';
import { type AccessOrder, offeredFor } from './offered.ts';
import { accessWords } from './words.ts';

interface Of {
  readonly subject: string;
}

/** What may be decided of one subject's access, as it stands. */
export function Decide({ subject, access }: Of & { readonly access: AccessToldFragment | undefined }) {
  const offered = useOfNow((ms) => offeredFor(access, ms).join(' '));
  const has = (order: AccessOrder) => offered.split(' ').includes(order);
  const about = { about: subject, input: { subject } };
  return (
    <>
      {has('confirm') && <Order {...about} order="ConfirmRevocation" document={ConfirmRevocation} />}
      {has('revoke') && <Revoke subject={subject} />}
      {has('withdraw') && <Order {...about} order="WithdrawRevocation" document={WithdrawRevocation} />}
      {has('reinstate') && (
        <Reasoned
          order="ReinstateAccess"
          document={ReinstateAccess}
          about={subject}
          among={GIVEN_BACK}
          input={(reason) => ({ subject, reason })}
        />
      )}
    </>
  );
}

const REVOKED = [
  'CREDENTIALS_LOST',
  'MISUSE',
  'LEFT_SERVICE',
  'ROLE_CHANGED',
  'LEGAL_ORDER',
] as const satisfies readonly RevocationReason[];
/** That its term is over is noted by the clock, and decided by nobody. */
const GIVEN_BACK = [
  'CREDENTIALS_REPLACED',
  'REVOKED_IN_ERROR',
  'RETURNED_TO_SERVICE',
  'LEGAL_ORDER',
] as const satisfies readonly ReinstatementReason[];

/** Asks for its end; which may be for a time. */
function Revoke({ subject }: Of) {
  const [own, zone] = [useRoomWords(accessWords), useTimeZone()];
  const [reason, setReason] = useState<RevocationReason>(REVOKED[0]);
  const [until, setUntil] = useState('');
  const untilMs = momentOf(until, zone);
  return (
    <Order
      order="RevokeAccess"
      document={RevokeAccess}
      about={subject}
      input={{ subject, reason, ...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }) }}
    >
      <Reason among={REVOKED} value={reason} onChange={setReason} />
      <MomentField label={own.untilField} place={placeOf(CAPITAL)} value={until} onChange={setUntil} />
    </Order>
  );
}
