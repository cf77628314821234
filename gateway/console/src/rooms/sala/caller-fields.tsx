import { useId } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import type { CallBackSafety, CallChannel } from '../../documents/documents.gen.ts';
import { callWords } from '../../words/calls.ts';
import { useRoomWords } from '../../words/settings.ts';
import type { Given } from './call.ts';
import { type CallerGiven, numberIn, takesCaller } from './caller.ts';

/** The name of the field for the number. */
export const NUMBER = 'number';

interface Props {
  readonly channel: CallChannel;
  readonly given: CallerGiven & Pick<Given, 'isTold'>;
  readonly change: (changes: Partial<CallerGiven>) => void;
}

/** How the caller can be reached, as far as they say, and whether that is safe; as it was told, once it was. */
export function CallerFields({ channel, given, change }: Props) {
  const [own, told] = [useRoomWords(callWords), useId()];
  return (
    <>
      {takesCaller(channel) ? (
        <div className="row-form">
          <NumberField {...{ given, change }} toldId={told} />
          <Choose
            label={own.callBack}
            value={given.safety}
            isFixed={given.isTold}
            onChange={(safety) => change({ safety: safety as CallBackSafety })}
            choices={choicesOf(own.safety)}
          />
        </div>
      ) : (
        <p className="quiet">{own.anonymous}</p>
      )}
      {given.isTold && (
        <p className="quiet" id={told}>
          {own.told}
        </p>
      )}
    </>
  );
}

function NumberField({ given, change, toldId }: Omit<Props, 'channel'> & { readonly toldId: string }) {
  const own = useRoomWords(callWords);
  const isNumber = given.number.trim() === '' || numberIn(given.number) !== undefined;
  return (
    <label className="field">
      <span>{own.number}</span>
      <input
        type="tel"
        name={NUMBER}
        value={given.number}
        readOnly={given.isTold}
        aria-describedby={given.isTold ? toldId : undefined}
        autoComplete="off"
        placeholder="55 1234 5678"
        ref={(input) => input?.setCustomValidity(isNumber ? '' : own.noNumber)}
        onChange={({ target }) => change({ number: target.value })}
      />
    </label>
  );
}
