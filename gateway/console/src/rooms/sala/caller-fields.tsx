import { Choose, choicesOf } from '../../design/components.tsx';
import type { CallBackSafety, CallChannel } from '../../documents/documents.gen.ts';
import { callWords } from '../../words/calls.ts';
import { useRoomWords } from '../../words/settings.ts';
import { type CallerGiven, numberIn, takesCaller } from './caller.ts';

interface Props {
  readonly channel: CallChannel;
  readonly given: CallerGiven;
  readonly change: (changes: Partial<CallerGiven>) => void;
}

/** How the caller can be reached, as far as they say, and whether that is safe. */
export function CallerFields({ channel, given, change }: Props) {
  const own = useRoomWords(callWords);
  if (!takesCaller(channel)) return <p className="quiet">{own.anonymous}</p>;
  const isNumber = given.number.trim() === '' || numberIn(given.number) !== undefined;
  return (
    <div className="row-form">
      <label className="field">
        <span>{own.number}</span>
        <input
          type="tel"
          value={given.number}
          autoComplete="off"
          placeholder="55 1234 5678"
          ref={(input) => input?.setCustomValidity(isNumber ? '' : own.noNumber)}
          onChange={({ target }) => change({ number: target.value })}
        />
      </label>
      <Choose
        label={own.callBack}
        value={given.safety}
        onChange={(safety) => change({ safety: safety as CallBackSafety })}
        choices={choicesOf(own.safety)}
      />
    </div>
  );
}
