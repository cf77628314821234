import { WaiveFollowUp, type WaiverReason } from '../documents/documents.gen.ts';
import { Reasoned } from './order.tsx';

/** What a person may decide; the other reasons come of what becomes of the incident, or of the victim's data. */
const REASONS = [
  'VICTIM_ASKED',
  'VICTIM_SERVICES_TOOK_OVER',
  'SAME_VICTIM_ELSEWHERE',
] as const satisfies readonly WaiverReason[];

interface Props {
  readonly id: string;
  /** Which one it is, in a list. */
  readonly of?: string;
  readonly onDone: () => void;
}

/** Ends a follow-up that is no longer owed (BR-C3). */
export const Waive = ({ id, of, onDone }: Props) => (
  <Reasoned
    {...{ of, onDone }}
    order="WaiveFollowUp"
    document={WaiveFollowUp}
    about={id}
    among={REASONS}
    input={(reason) => ({ followUpId: id, reason })}
  />
);
