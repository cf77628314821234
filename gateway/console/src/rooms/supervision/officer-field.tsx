import { useId } from 'react';
import { useRoomWords } from '../../words/settings.ts';
import { supervisionWords } from './words.ts';

interface Props {
  /** Who may be chosen. */
  readonly officers: readonly string[];
  readonly value: string;
  readonly onChange: (officerId: string) => void;
  /** May stay empty. */
  readonly isOptional?: boolean;
}

/** One of the officers that are read here, by identifier. */
export function OfficerField({ officers, value, onChange, isOptional = false }: Props) {
  const [own, list] = [useRoomWords(supervisionWords), useId()];
  return (
    <label className="field">
      <span>{own.officer}</span>
      <input
        list={list}
        value={value}
        required={!isOptional}
        autoComplete="off"
        spellCheck={false}
        ref={(input) =>
          input?.setCustomValidity(value === '' || officers.includes(value) ? '' : own.noOfficer)
        }
        onChange={({ target }) => onChange(target.value.trim())}
      />
      <datalist id={list}>
        {officers.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </label>
  );
}
