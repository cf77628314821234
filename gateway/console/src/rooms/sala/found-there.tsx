import { useState } from 'react';
import { Choose } from '../../design/components.tsx';
import { SceneTold } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useRoomWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { Order } from '../order.tsx';
import { COUNTED, type Counts, foundBy, saidOf } from '../scene.ts';
import { sceneWords } from '../scene-words.ts';
import type { Detail } from './board.ts';

interface Props {
  readonly incident: Detail;
  readonly mayAct: boolean;
}

/** What was found there by the latest report, which a unit without a telephone gives over the radio. */
export function FoundThere({ incident, mayAct }: Props) {
  const own = useRoomWords(sceneWords);
  const { scene } = incident;
  if (!scene && !mayAct) return null;
  return (
    <>
      {scene && (
        <>
          <h3>{own.tell}</h3>
          <p>
            {saidOf(foundBy(scene), own)} ·{' '}
            <span className="quiet">
              {scene.unit?.code ?? own.byRoom} · <At at={scene.reportedAt} />
            </span>
          </p>
        </>
      )}
      {mayAct && <Telling incident={incident} />}
    </>
  );
}

/** What is not written anew stays as it was reported last, by whomever. */
function Telling({ incident: { id, scene, dispatches } }: Pick<Props, 'incident'>) {
  const own = useRoomWords(sceneWords);
  const [written, write] = useState<Partial<Record<keyof Counts, string>>>({});
  const there = dispatches.flatMap(({ unit, status }) => (unit && status === 'ARRIVED' ? [unit] : []));
  const [chosen, choose] = useState<string>();
  const told = chosen === '' || there.some(({ id: unit }) => unit === chosen) ? chosen : undefined;
  const unitId = told ?? there[0]?.id ?? '';
  const [latest, code] = [foundBy(scene), scene?.finalCode?.code];
  const counts = Object.fromEntries(COUNTED.map((what) => [what, Number(written[what] ?? latest[what])]));
  return (
    <Order
      order="ReportScene"
      document={SceneTold}
      input={{
        ...{ incidentId: id, ...counts },
        ...(unitId !== '' && { unitId }),
        ...(code !== undefined && { finalCode: code }),
      }}
      about={`${id} ${scene?.reportedAt ?? ''}`}
      onDone={() => write({})}
    >
      <div className="row-form">
        {COUNTED.map((what) => (
          <label key={what} className="field">
            <span>{own.counted[what]}</span>
            <input
              type="number"
              required
              {...FORMS[`ReportScene ${what}`]}
              value={written[what] ?? latest[what]}
              onChange={({ target }) => write({ ...written, [what]: target.value })}
            />
          </label>
        ))}
        <Choose
          label={own.by}
          value={unitId}
          onChange={choose}
          choices={[
            { value: '', label: own.byRoom },
            ...there.map((unit) => ({ value: unit.id, label: unit.code })),
          ]}
        />
      </div>
    </Order>
  );
}
