import { Dialog } from '../design/components.tsx';
import { useWords } from '../words/settings.ts';

/** Every key, by where it acts. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const { help } = useWords();
  const { keys } = help;
  const groups: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    [
      help.everywhere,
      [
        ['/', keys.bar],
        ['?', keys.help],
        ['F6 · Shift F6', keys.next],
        ['Esc', keys.escape],
        ['A', keys.alarms],
      ],
    ],
    [
      help.inLists,
      [
        ['↑ ↓ Home End', keys.arrows],
        ['Enter', keys.enter],
        ['D', keys.d],
        ['X', keys.x],
      ],
    ],
    [
      help.onMap,
      [
        ['← ↑ → ↓', keys.pan],
        ['+ −', keys.zoom],
        ['.', keys.nextIncident],
        ['H', keys.home],
      ],
    ],
    [
      help.inReplay,
      [
        [help.space, keys.play],
        ['← →', keys.step],
        ['Shift ← →', keys.stepFine],
        ['Alt ← →', keys.stepWide],
        ['1 – 5', keys.speed],
      ],
    ],
  ];
  return (
    <Dialog title={help.title} onClose={onClose}>
      {groups.map(([title, rows]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl className="keys">
            {rows.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
