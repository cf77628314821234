import { presentMs } from '../words/present.ts';
import { useRoomWords, useTimeZone } from '../words/settings.ts';
import { offsetText } from '../words/clock.ts';
import { momentOf } from './wall-clock.ts';
import { clockWords } from './words.ts';

/** A moment by the clock of the place, whatever the browser's time zone; which clock that is stands below. */
export function MomentField(props: {
  readonly label: string;
  readonly place: string;
  /** `2026-11-25T21:00`, on the clock of the place. */
  readonly value: string;
  readonly required?: boolean;
  readonly onChange: (value: string) => void;
  readonly onLeave?: () => void;
}) {
  const zone = useTimeZone();
  return (
    <label className="field">
      <span>{props.label}</span>
      <input
        type="datetime-local"
        required={props.required}
        value={props.value}
        onChange={({ target }) => props.onChange(target.value)}
        onBlur={props.onLeave}
      />
      <span className="quiet">
        <ClockOf place={props.place} at={momentOf(props.value, zone)} />
      </span>
    </label>
  );
}

/** By which place's clock a screen shows times. */
export function ClockOf({ place, at }: { readonly place: string; readonly at: number | undefined }) {
  const [own, zone] = [useRoomWords(clockWords), useTimeZone()];
  return <>{own.clockOf(place, offsetText(at ?? presentMs(), zone))}</>;
}
