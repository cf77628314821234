import { type ReactNode, useRef } from 'react';
import { named } from '../design/components.tsx';
import { CommandState } from './sala/command-state.tsx';

interface Props {
  readonly title: string;
  /** What it will do, and how it is taken back. */
  readonly says: string;
  /** Which item of a list it acts on. */
  readonly of?: string | undefined;
  readonly intent: string;
  readonly send: () => unknown;
  /** Nothing was chosen yet that could be sent. */
  readonly isIdle?: boolean;
  readonly children?: ReactNode;
}

/** An order that is folded away until needed, and says what it will do before it does it. */
export function Act({ title, says, of, intent, send, isIdle = false, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const name = of === undefined ? {} : named(title, of);
  return (
    <details className="another act">
      <summary {...name}>{title}</summary>
      <form
        ref={form}
        className="form"
        aria-label={[title, ...(of === undefined ? [] : [of])].join(', ')}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p className="quiet">{says}</p>
        {children}
        <div className="actions">
          <button type="submit" disabled={isIdle} {...name}>
            {title}
          </button>
        </div>
        <CommandState intent={intent} onAgain={() => form.current?.requestSubmit()} />
      </form>
    </details>
  );
}
