import { named } from '../../design/components.tsx';
import { FORMS } from '../../documents/forms.gen.ts';
import { useWritten } from '../../session/written.ts';
import { useRoomWords } from '../../words/settings.ts';
import { useClock } from '../../words/time.tsx';
import { Count } from './contact-form.tsx';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import type { Task } from './tasks.ts';
import { beatWords } from './words.ts';

const COUNTED = [
  'injured',
  'deceased',
  'detained',
  'minorVictims',
  'minorWitnesses',
  'minorSuspects',
] as const;
type Counts = Readonly<Record<(typeof COUNTED)[number], number>>;

/** The latest report, from which the next one starts: it replaces that as a whole. */
function foundBy({ scene }: Pick<Task, 'scene'>): Counts {
  const { injured = 0, deceased = 0, detained = 0, minors } = scene ?? {};
  const { victims = 0, witnesses = 0, suspects = 0 } = minors ?? {};
  return {
    ...{ injured, deceased, detained },
    ...{ minorVictims: victims, minorWitnesses: witnesses, minorSuspects: suspects },
  };
}

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
  const [{ scene: own }, clock] = [useRoomWords(beatWords), useClock()];
  const about = `scene ${task.id}`;
  const { fields: counts, isOpen, setOpen, write, fold } = useWritten(about, () => foundBy(task));
  const code = task.scene?.finalCode?.code;
  const tell = async () => {
    const found = { ...given, ...counts, ...(code !== undefined && { finalCode: code }) };
    if (await sending.tell('scene', found, `${own.tell} · ${name}`)) fold();
  };
  return (
    <>
      {task.scene && (
        <span className="quiet">
          {own.told(clock(task.scene.reportedAt))}: {saidOf(foundBy(task), own)}
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

type Words = (typeof beatWords)['es']['scene'];

/** Those that are not zero. */
function saidOf(counts: Counts, own: Words): string {
  const found = COUNTED.filter((what) => counts[what] > 0);
  return found.map((what) => `${own.counted[what]}: ${counts[what]}`).join(' · ') || own.nobody;
}
