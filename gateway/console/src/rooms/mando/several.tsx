interface Props {
  readonly label: string;
  readonly among: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Several of a list, in its order. */
export const Several = ({ label, among, chosen, onChange }: Props) => (
  <fieldset className="several" aria-label={label}>
    <legend>{label}</legend>
    {among.map((each) => (
      <label key={each.value} className="check">
        <input
          type="checkbox"
          checked={chosen.includes(each.value)}
          onChange={({ target }) =>
            onChange(
              among
                .map(({ value }) => value)
                .filter((value) => (value === each.value ? target.checked : chosen.includes(value))),
            )
          }
        />{' '}
        {each.label}
      </label>
    ))}
  </fieldset>
);
