import { named } from '../../design/components.tsx';
import { useRoomWords } from '../../words/settings.ts';
import { Tap } from './tap.tsx';
import { beatWords } from './words.ts';

interface Props {
  /** What names it among the others. */
  readonly of: string;
  readonly onWithdraw: () => Promise<unknown>;
}

/** A person who agreed to be known takes that back (BR-C1). */
export function Withdrawal({ of, onWithdraw }: Props) {
  const { person: own } = useRoomWords(beatWords);
  return (
    <details className="another">
      <summary {...named(own.withdraw, of)}>{own.withdraw}</summary>
      <div className="step">
        <p className="quiet">{own.withdrawHint}</p>
        <Tap of={of} onTap={onWithdraw}>
          {own.withdraw}
        </Tap>
      </div>
    </details>
  );
}
