import { useOutcome } from '../../graph/commands.ts';
import type { Outcome } from '../../graph/outcome.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { useWords } from '../../words/settings.ts';

/** The state of a command, beside the place where it was given. */
export function CommandState({ intent, onAgain }: { readonly intent: string; readonly onAgain: () => void }) {
  const outcome = useOutcome(intent);
  return outcome ? <OutcomeLine outcome={outcome} onAgain={onAgain} /> : null;
}

interface LineProps {
  readonly outcome: Outcome;
  readonly onAgain: () => void;
}

/** The outcome in words. */
export function OutcomeLine({ outcome, onAgain }: LineProps) {
  const { command } = useWords();
  switch (outcome.state) {
    case 'sending':
      return <Line>{command.sending}</Line>;
    case 'waiting':
      return <Line>{command.waiting}</Line>;
    case 'accepted':
      return <Line>✓ {command.done}</Line>;
    case 'unanswered':
      return (
        <p className="command-state refused" role="alert">
          {command.gaveUp}{' '}
          <button type="button" onClick={onAgain}>
            {command.again}
          </button>
        </p>
      );
    case 'refused':
      return (
        <p className="command-state refused" role="alert">
          {outcome.message}
          {outcome.rule !== undefined && <span className="rule"> {command.rule(outcome.rule)}</span>}
          {outcome.asksToStepUp && <StepUp />}
        </p>
      );
  }
}

/** The way to prove again who is here, and back to this place. */
export function StepUp() {
  const [{ command }, { session }] = [useWords(), useConnection()];
  return (
    <>
      {' '}
      <button type="button" onClick={() => void session.stepUp(location.pathname + location.search)}>
        {command.stepUp}
      </button>{' '}
      {command.stepUpBack}
    </>
  );
}

function Line({ children }: { readonly children: React.ReactNode }) {
  return (
    <p className="command-state" role="status">
      {children}
    </p>
  );
}
