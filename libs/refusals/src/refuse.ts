import { REFUSALS, type RefusalCode } from './refusals.ts';
import { filled, type ParametersIn, type Sentences, type Wording } from './wording.ts';

/** The domain's no, as it was declared. */
export interface Refused<Code extends RefusalCode = RefusalCode> {
  readonly rejected: Code;
  /** One sentence for a person; never parsed. */
  readonly reason: Sentences;
  /** The rule of the field that said no, such as `BR-I4`, where one did. */
  readonly rule?: string;
}

type ParametersOf<Code extends RefusalCode> = ParametersIn<(typeof REFUSALS)[Code]['es' | 'en']>;

/** The values that the sentences of a code need, which for most are none. */
type Values<Code extends RefusalCode> = [ParametersOf<Code>] extends [never]
  ? []
  : [values: Readonly<Record<ParametersOf<Code>, string | number>>];

/** Says no with a declared code, and the values that its sentences name. */
export function refuse<const Code extends RefusalCode>(
  rejected: Code,
  ...given: Values<Code>
): Refused<Code> {
  const { es, en, rule }: Wording = REFUSALS[rejected];
  const [values = {}]: readonly Readonly<Record<string, string | number>>[] = given;
  const reason = { es: filled(es, values), en: filled(en, values) };
  return rule === undefined ? { rejected, reason } : { rejected, reason, rule };
}
