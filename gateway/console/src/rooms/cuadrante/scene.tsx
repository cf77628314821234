import { named } from '../../design/components.tsx';
import { FORMS } from '../../documents/forms.gen.ts';
import { useWritten } from '../../session/written.ts';
import { useRoomWords } from '../../words/settings.ts';
import { useClock } from '../../words/time.tsx';
import { COUNTED, foundBy, saidOf } from '../scene.ts';
import { sceneWords } from '../scene-words.ts';
import { Count } from './contact-form.tsx';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import type { Task } from './tasks.ts';

interface Props {
  readonly task: Task;
  readonly of: string;
  readonly name: string;
  /** The incident and the unit that reports. */
  readonly given: object;
  readonly sending: Sending;
}

/** What was found there, in numbers alone; what was reported is said, and the next report corrects it. */
export function Scene({ task, of, name, given, sending }: Props) {
  const [own, clock] = [useRoomWords(sceneWords), useClock()];
  const about = `scene ${task.id}`;
  const { fields: counts, isOpen, setOpen, write, fold } = useWritten(about, () => foundBy(task.scene));
  const code = task.scene?.finalCode?.code;
  const tell = async () => {
    const found = { ...given, ...counts, ...(code !== undefined && { finalCode: code }) };
    if (await sending.tell('scene', found, `${own.tell} · ${name}`)) fold();
  };
  return (
    <>
      {task.scene && (
        <span className="quiet">
          {own.told(clock(task.scene.reportedAt))}: {saidOf(foundBy(task.scene), own)}
        </span>
      )}
      <details
        className="another"
        open={isOpen}
        onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      >
        <summary {...named(own.tell, of)}>{own.tell}</summary>
        <div className="step">
          {COUNTED.map((what) => (
            <Count
              key={what}
              label={own.counted[what]}
              value={counts[what]}
              least={0}
              most={FORMS[`ReportScene ${what}`].max}
              onChange={(count) => write({ [what]: count })}
            />
          ))}
          <p className="quiet">{own.hint}</p>
          <Tap of={of} onTap={tell}>
            {own.save}
          </Tap>
        </div>
      </details>
    </>
  );
}
