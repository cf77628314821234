import { RetractScene, type SceneRetractionReason } from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { decisionWords } from '../../words/decisions.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import type { Detail } from './board.ts';
import { Chosen, wordsOf } from './folded.tsx';

const REASONS = [
  'WRONG_CODE',
  'WRONG_INCIDENT',
  'REPORTED_BY_MISTAKE',
] as const satisfies readonly SceneRetractionReason[];

interface Props {
  readonly incident: Detail;
  readonly mayCorrect: boolean;
}

/** What was found at the scene, by each report that stands, and the act that takes one back: a kind told by mistake hides the beat from others. */
export function ScenesTold({ incident: { id, scenes }, mayCorrect }: Props) {
  const [own, command, reasons] = [useRoomWords(decisionWords), useCommand(), useRoomWords(reasonWords)];
  if (scenes.length === 0) return null;
  return (
    <>
      <h3>{own.scenes}</h3>
      <ul>
        {scenes.map(({ number, unit, finalCode, reportedAt }) => {
          const kind = finalCode?.label ?? finalCode?.code ?? own.noKind;
          const intent = (reason: SceneRetractionReason) => `retract scene ${id} ${number} ${reason}`;
          const send = (reason: SceneRetractionReason) =>
            void command(RetractScene, { incidentId: id, number, reason }, intent(reason));
          return (
            <li key={number} data-line={number} tabIndex={-1}>
              <strong>{kind}</strong> · {unit?.code ?? own.byRoom} · <At at={reportedAt} />
              {mayCorrect && (
                <Chosen
                  title={own.retractScene}
                  which={`${number}: ${kind}`}
                  label={own.why}
                  words={wordsOf(REASONS, reasons)}
                  first="WRONG_CODE"
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
