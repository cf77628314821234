import { useRef, useState } from 'react';
import { named } from '../../design/components.tsx';
import { pressedOnce } from '../../graph/pressed.ts';

interface Props {
  readonly onTap: () => unknown;
  readonly children: string;
  readonly className?: string;
  /** Which item of a list it acts on. */
  readonly of?: string;
}

/** A button large enough for a thumb that takes a double press as one. */
export function Tap({ onTap, children, className = 'big', of }: Props) {
  const newest = useRef(onTap);
  newest.current = onTap;
  const [press] = useState(() => pressedOnce(() => newest.current()));
  return (
    <button
      type="button"
      className={className}
      onClick={press}
      {...(of !== undefined && named(children, of))}
    >
      {children}
    </button>
  );
}
