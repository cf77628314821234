import { useRef, useState } from 'react';
import { pressedOnce } from './pressed.ts';

interface Props {
  readonly onTap: () => unknown;
  readonly children: string;
  readonly className?: string;
}

/** A button that a thumb finds, and that takes two presses at once for one. */
export function Tap({ onTap, children, className = 'big' }: Props) {
  const newest = useRef(onTap);
  newest.current = onTap;
  const [press] = useState(() => pressedOnce(() => newest.current()));
  return (
    <button type="button" className={className} onClick={press}>
      {children}
    </button>
  );
}
