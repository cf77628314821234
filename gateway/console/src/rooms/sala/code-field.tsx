import { cnie, cnieEntries } from '@proximidad/catalogues/cnie';
import { useId } from 'react';
import { FORMS } from '../../documents/forms.gen.ts';
import { useWords } from '../../words/settings.ts';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (code: string) => void;
}

/** A CNIE code, found by its digits or by letters of its name. */
export function CodeField({ label, value, onChange }: Props) {
  const [{ report }, list] = [useWords(), useId()];
  const known = cnie(value);
  return (
    <label className="field">
      <span>{label}</span>
      <input
        list={list}
        value={value}
        required
        ref={(input) => input?.setCustomValidity(value === '' || known ? '' : report.noCode)}
        {...FORMS['ReportIncident code']}
        title={report.codeHint}
        autoComplete="off"
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={list}>
        {cnieEntries.map((entry) => (
          <option key={entry.code} value={entry.code}>
            {entry.label}
          </option>
        ))}
      </datalist>
      <span className="quiet">{known ? known.label : report.codeHint}</span>
    </label>
  );
}
