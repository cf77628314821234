import { Component, Fragment, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useWords } from '../words/settings.ts';

/** A named region of a screen: F6 moves from one to the next. */
export function Panel(props: {
  readonly title: string;
  readonly name: string;
  readonly note?: ReactNode;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={`panel panel-${props.name}`} aria-labelledby={id} data-region tabIndex={-1}>
      <header className="panel-head">
        <h2 id={id}>{props.title}</h2>
        {props.note !== undefined && <span className="quiet">{props.note}</span>}
        {props.tools !== undefined && <span className="tools">{props.tools}</span>}
      </header>
      <Scrolled labelledBy={id}>
        <Contained>{props.children}</Contained>
      </Scrolled>
    </section>
  );
}

export const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';

/** Content that overflows and holds nothing focusable becomes a Tab stop itself, so that the arrow keys scroll it. */
function Scrolled({ labelledBy, children }: { readonly labelledBy: string; readonly children: ReactNode }) {
  const [ref, [isStop, setStop]] = [useRef<HTMLDivElement>(null), useState(false)];
  useEffect(() => {
    const body = ref.current!;
    const look = () => {
      const isLonger = body.scrollHeight > body.clientHeight + 1 || body.scrollWidth > body.clientWidth + 1;
      setStop(isLonger && body.querySelector(FOCUSABLE) === null);
    };
    look();
    const observer = new ResizeObserver(look);
    for (const each of [body, ...body.children]) observer.observe(each);
    return () => observer.disconnect();
  });
  const stop = isStop ? { tabIndex: 0, role: 'group', 'aria-labelledby': labelledBy } : {};
  return (
    <div className="panel-body" ref={ref} {...stop}>
      {children}
    </div>
  );
}

/** What a panel shows when it has nothing to show, with the reason. */
export function Nothing({
  kind,
  children,
}: {
  readonly kind: 'empty' | 'loading' | 'denied' | 'failed';
  readonly children: ReactNode;
}) {
  return (
    <p
      className={`nothing nothing-${kind}`}
      role={kind === 'failed' || kind === 'denied' ? 'alert' : undefined}
    >
      {children}
    </p>
  );
}

/** A number that can be read from afar, with its name below. */
export function Figure({
  value,
  name,
  tone = 'calm',
}: {
  readonly value: ReactNode;
  readonly name: string;
  readonly tone?: 'calm' | 'alarm';
}) {
  return (
    <div className={`figure figure-${tone}`}>
      <span className="figure-value">{value}</span>
      <span className="figure-name">{name}</span>
    </div>
  );
}

/**
 * The accessible name of a control in a list: what it does and on which item, for users who hear the controls without the content
 * around them.
 */
export const named = (does: string, ...which: readonly string[]) => ({
  'aria-label': [does, ...which].join(', '),
});

/** A list of codes, none of which wraps at its hyphen. */
export function Codes({ of: codes }: { readonly of: readonly string[] }) {
  return codes.map((code, at) => (
    <Fragment key={code}>
      {at > 0 && ', '}
      <span className="whole">{code}</span>
    </Fragment>
  ));
}

/** A word with a hyphen and a digit. */
const CODE = /(\S*\d\S*-\S*|\S*-\S*\d\S*)/;

/** A text in which no code wraps at its hyphen. */
export function Unbroken({ children: text }: { readonly children: string }) {
  return text.split(CODE).map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <span key={at} className="whole">
        {part}
      </span>
    ),
  );
}

/** A modal dialog: Escape closes it, and focus returns to where it was, or else to the region that it belongs to. If something was written, the first Escape warns that it would be lost. */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  /** Something was written that closing would lose. */
  readonly isWritten?: boolean;
  /** Wide enough for a table. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  const [ref, words, id] = [useRef<HTMLDialogElement>(null), useWords(), useId()];
  const [isWarned, setWarned] = useState(false);
  const warns = props.isWritten === true && !isWarned;
  useEffect(() => {
    if (props.isWritten !== true) setWarned(false);
  }, [props.isWritten]);
  useEffect(() => {
    const [before, region] = [document.activeElement, ref.current!.closest<HTMLElement>('[data-region]')];
    ref.current!.showModal();
    // What it was opened from may be gone, as the row of an incident that was closed in it.
    return () => (before?.isConnected ? (before as HTMLElement) : region)?.focus();
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog ${props.wide ? 'dialog-wide' : ''}`}
      aria-labelledby={id}
      onClose={props.onClose}
      onCancel={(event) => {
        if (!warns) return;
        event.preventDefault();
        setWarned(true);
      }}
    >
      <header className="panel-head">
        <h2 id={id}>{props.title}</h2>
        <button type="button" className="quiet-button" onClick={() => ref.current?.close()}>
          {words.shell.close}
        </button>
      </header>
      {isWarned && (
        <p role="alert" className="late padded">
          {words.shell.written}
        </p>
      )}
      <div className="dialog-body">{props.children}</div>
    </dialog>
  );
}

/** What the columns of a table are called. */
export function Heads({ of: heads }: { readonly of: readonly string[] }) {
  return (
    <thead>
      <tr>
        {heads.map((head) => (
          <th key={head} scope="col">
            {head}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A choice among a few: a native select, which every keyboard and screen reader supports. */
export function Choose(props: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  /** It was chosen, and cannot be changed any more. */
  readonly isFixed?: boolean;
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className="field">
      <span>{props.label}</span>
      <select
        value={props.value}
        disabled={props.isFixed}
        onChange={({ target }) => props.onChange(target.value)}
      >
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Every entry of a record of words, as a choice. */
export function choicesOf(words: Readonly<Record<string, string>>): Choice[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

interface ContainedProps {
  readonly children: ReactNode;
  /** The current address: when it changes, the children are rendered again. */
  readonly at?: string;
}

/** An error boundary: a part that fails does not take the screen down with it. */
export class Contained extends Component<ContainedProps, { readonly failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override componentDidUpdate({ at }: ContainedProps) {
    if (this.state.failed && at !== this.props.at) this.setState({ failed: false });
  }
  override render() {
    return this.state.failed ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { shell } = useWords();
  return (
    <Nothing kind="failed">
      {shell.broken}{' '}
      <button type="button" onClick={() => location.reload()}>
        {shell.reload}
      </button>
    </Nothing>
  );
}
