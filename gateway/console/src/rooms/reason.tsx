import { Choose } from '../design/components.tsx';
import { decisionWords } from '../words/decisions.ts';
import { reasonWords } from '../words/reasons.ts';
import { useRoomWords } from '../words/settings.ts';

interface Props<Of extends string> {
  readonly value: Of;
  readonly among: readonly Of[];
  readonly onChange: (reason: Of) => void;
}

/** Why an order is given, from the list that it closes. */
export function Reason<Of extends string>({ value, among, onChange }: Props<Of>) {
  const [{ why }, words] = [useRoomWords(decisionWords), useRoomWords(reasonWords)];
  return (
    <Choose
      label={why}
      value={value}
      onChange={(chosen) => onChange(chosen as Of)}
      choices={among.map((each) => ({ value: each, label: words[each]! }))}
    />
  );
}
