import {
  type FollowUpRecordQuery,
  type FollowUpReopenReason,
  ReopenFollowUp,
} from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { supervises } from '../../shell/rooms.ts';
import { commandWords } from '../../words/commands.ts';
import { decisionWords } from '../../words/decisions.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords } from '../../words/settings.ts';
import { Chosen } from '../sala/further.tsx';

const REASONS = [
  'RECORDED_BY_MISTAKE',
  'VICTIM_TURNED_UP',
  'VICTIM_ASKED_AGAIN',
] as const satisfies readonly FollowUpReopenReason[];
/** What the incident ended, the incident alone brings back. */
const OF_INCIDENT: ReadonlySet<string | null> = new Set(['INCIDENT_CORRECTED', 'INCIDENT_REOPENED']);

interface Props {
  readonly followUp: NonNullable<FollowUpRecordQuery['record']>;
  /** It is owed again. */
  readonly onDone: () => void;
}

/** Somebody ended it by mistake, or what ended it is over: whoever supervises has it owed again (BR-C3). */
export function OwedAgain({ followUp: { id, status, waivedBecause }, onDone }: Props) {
  const [command, { viewer }] = [useCommand(), useConnection().session];
  const [orders, { why }, words] = [
    useRoomWords(commandWords),
    useRoomWords(decisionWords),
    useRoomWords(reasonWords),
  ];
  const isEnded = status === 'DONE' || (status === 'WAIVED' && !OF_INCIDENT.has(waivedBecause));
  if (!isEnded || !supervises(viewer, id.slice(0, 2))) return null;
  const intent = (reason: FollowUpReopenReason) => `reopen ${id} ${reason}`;
  const send = async (reason: FollowUpReopenReason) => {
    const { state } = await command(ReopenFollowUp, { followUpId: id, reason }, intent(reason));
    if (state === 'accepted') onDone();
  };
  return (
    <Chosen
      title={orders['ReopenFollowUp']!}
      label={why}
      words={
        Object.fromEntries(REASONS.map((reason) => [reason, words[reason]!])) as Record<
          FollowUpReopenReason,
          string
        >
      }
      first={REASONS[0]}
      intent={intent}
      send={(reason) => void send(reason)}
    />
  );
}
