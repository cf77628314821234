import { RetractScene, type SceneRetractionReason } from '../../documents/documents.gen.ts';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { Reasoned } from '../order.tsx';
import type { Detail } from './board.ts';

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
  const own = useRoomWords(decisionWords);
  if (scenes.length === 0) return null;
  return (
    <>
      <h3>{own.scenes}</h3>
      <ul>
        {scenes.map(({ number, unit, finalCode, reportedAt }) => {
          const kind = finalCode?.label ?? finalCode?.code ?? own.noKind;
          return (
            <li key={number} data-line={number} tabIndex={-1}>
              <strong>{kind}</strong> · {unit?.code ?? own.byRoom} · <At at={reportedAt} />
              {mayCorrect && (
                <Reasoned
                  order="RetractScene"
                  document={RetractScene}
                  about={`${id} ${number}`}
                  of={`${number}: ${kind}`}
                  among={REASONS}
                  input={(reason) => ({ incidentId: id, number, reason })}
                />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
