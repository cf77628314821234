import { callWords } from '../../words/calls.ts';
import { useRoomWords } from '../../words/settings.ts';
import { pointIn } from '../sala/board.ts';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** Coordinates, or nothing where the form says what that means. */
export function PointField({ label, value, onChange }: Props) {
  const own = useRoomWords(callWords);
  const isPlace = value.trim() === '' || pointIn(value) !== undefined;
  return (
    <label className="field">
      <span>{label}</span>
      <input
        value={value}
        ref={(input) => input?.setCustomValidity(isPlace ? '' : own.noPlace)}
        autoComplete="off"
        placeholder="19.4326, -99.1332"
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}
