/** One line of text, or a number. */
export function Line(props: {
  readonly label: string;
  readonly value: string;
  /** What the platform takes, as attributes. */
  readonly form: object;
  readonly onChange: (text: string) => void;
}) {
  return (
    <label className="field">
      <span>{props.label}</span>
      <input
        autoComplete="off"
        value={props.value}
        {...props.form}
        onChange={({ target }) => props.onChange(target.value)}
      />
    </label>
  );
}
