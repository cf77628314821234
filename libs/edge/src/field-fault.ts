import { type FaultSaid, FORMS_IN_SPANISH, type Sentences } from '@proximidad/refusals';
import { z } from 'zod';

/** What is wrong with one field of the input, by the name that the caller knows. */
export interface FieldFault {
  readonly path: string;
  /** Stable, for programs: `UNKNOWN_MUNICIPALITY`, `TOO_BIG`. */
  readonly code: string;
  readonly message: FaultSaid;
}

const inSpanish = z.locales.es().localeError as (issue: z.core.$ZodIssue) => string | undefined;
/** An issue does not keep the given value: zod says that it was undefined. */
const GIVEN = /, recibido .*$/;
const NOTHING_GIVEN = 'received undefined';

/** What is wrong with one field, according to its schema. */
export function faultOfIssue(issue: z.core.$ZodIssue): FieldFault {
  return { path: issue.path.join('.'), code: codeOf(issue), message: sentencesOfIssue(issue) };
}

/** The schema's own code for it, or the one that a rule of ours gave it. */
function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'custom') return issue.code.toUpperCase();
  const own: unknown = issue.params?.['code'];
  return typeof own === 'string' ? own : 'INVALID_VALUE';
}

function sentencesOfIssue(issue: z.core.$ZodIssue): Sentences {
  const { message: en, code } = issue;
  const own = FORMS_IN_SPANISH[en];
  if (own !== undefined) return { es: own, en };
  // A rule's message with values in it, such as the names of models, stays as it is.
  if (code === 'custom') return { es: `no es un valor válido: ${en}`, en };
  const es = inSpanish(issue) ?? 'no es un valor válido';
  return { es: en.endsWith(NOTHING_GIVEN) ? es : es.replace(GIVEN, ''), en };
}
