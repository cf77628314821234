import { EndSupport, type SupportEnd } from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import type { Detail } from './board.ts';
import { Chosen } from './folded.tsx';

interface Props {
  readonly incident: Detail;
  readonly mayAct: boolean;
}

/** Help that was asked for and has not been answered, by whom and since when. Until its end is recorded the same help cannot be asked for again. */
export function SupportAwaited({ incident: { id, support }, mayAct }: Props) {
  const [own, command] = [useRoomWords(decisionWords), useCommand()];
  const awaited = support.filter(({ end }) => end === null);
  if (awaited.length === 0) return null;
  return (
    <>
      <h3>{own.supportAwaited}</h3>
      <ul>
        {awaited.map(({ kind, unit, byPolicy, requestedAt }) => {
          const intent = (end: SupportEnd) => `end support ${id} ${kind} ${requestedAt} ${end}`;
          const send = (end: SupportEnd) =>
            void command(EndSupport, { incidentId: id, kind, end }, intent(end));
          return (
            <li key={kind} data-line={kind} tabIndex={-1}>
              <strong>{own.supportKinds[kind]}</strong> ·{' '}
              {unit?.code ?? (byPolicy ? own.supportBy.platform : own.supportBy.room)} ·{' '}
              <At at={requestedAt} />
              {mayAct && (
                <Chosen
                  title={own.supportAnswer(own.supportKinds[kind])}
                  label={own.supportAwaited}
                  words={own.supportEnds}
                  first="ANSWERED"
                  {...{ intent, send }}
                />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
