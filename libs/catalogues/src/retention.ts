/** A span of the calendar. */
export interface Span {
  readonly years?: number;
  readonly days?: number;
}

/** How long data about a person is kept, from when, and what happens to it then. */
interface RetentionRule {
  /** What its span is counted from. */
  readonly from: string;
  readonly kept: Span;
  /** How long it is blocked before it is destroyed (LGPDPPSO art. 17, 18); null if the law requires it to be destroyed at once. */
  readonly blocked: Span | null;
  /** `law` for a period set by a statute; `default` for one that the authority's catalogue of documents has to ratify. */
  readonly source: `law, ${string}` | 'default';
}

/**
 * The table of retention (docs/personal-data.md). No statute sets one period for emergency calls or contacts: `default` marks a
 * proposal that each authority has to ratify.
 */
export const RETENTION = {
  IMPROPER_CALLER: {
    ...{ from: 'The end of a call that was improper, abandoned or turned over.' },
    ...{ kept: { days: 90 }, blocked: null, source: 'default' },
  },
  PROPER_CALLER: {
    ...{ from: 'The close of the incident that the call reported.' },
    ...{ kept: { years: 2 }, blocked: { years: 1 }, source: 'default' },
  },
  INCIDENT_DESCRIPTION: {
    ...{ from: 'The close of the incident.' },
    ...{ kept: { years: 2 }, blocked: { years: 1 }, source: 'default' },
  },
  FOLLOW_UP_VICTIM: {
    ...{ from: 'The end of the follow-up.' },
    ...{ kept: { years: 1 }, blocked: { years: 1 }, source: 'default' },
  },
  FOLLOW_UP_VICTIM_OF_VIOLENCE: {
    ...{ from: 'The end of the follow-up.' },
    ...{ kept: { years: 2 }, blocked: { years: 1 }, source: 'default' },
  },
  CONTACT_BY_CONSENT: {
    ...{ from: 'The last contact, or the withdrawal of the consent, which ends it at once.' },
    ...{ kept: { years: 1 }, blocked: null, source: 'default' },
  },
  GROUP_MEMBER: {
    ...{ from: 'The end of the mandate.' },
    ...{ kept: { days: 90 }, blocked: null, source: 'default' },
  },
  ADOLESCENT_ACQUITTED: {
    ...{ from: 'The final acquittal; longer where the adolescent or counsel asks for it before.' },
    ...{ kept: { days: 90 }, blocked: null, source: 'law, LNSIJPA 37' },
  },
  ADOLESCENT_ALTERNATIVE_EXIT: {
    ...{ from: 'Compliance with the alternative exit.' },
    ...{ kept: { years: 2 }, blocked: null, source: 'law, LNSIJPA 37' },
  },
  ADOLESCENT_SANCTIONED: {
    ...{ from: 'The end of the sanction, or of the action.' },
    ...{ kept: { years: 3 }, blocked: null, source: 'law, LNSIJPA 37' },
  },
  COMPLAINT: {
    ...{ from: 'The complaint: the limitation period of discipline, and a year.' },
    ...{ kept: { years: 8 }, blocked: null, source: 'default' },
  },
  TRAINING_DOSSIER: {
    ...{ from: 'The end of service.' },
    ...{ kept: { years: 10 }, blocked: null, source: 'default' },
  },
} as const satisfies Readonly<Record<string, RetentionRule>>;
export type RetentionCode = keyof typeof RETENTION;

/** The end of a span that begins at a moment, Unix milliseconds; 29 February ends on 1 March. */
export function spanEnd(from: number, { years = 0, days = 0 }: Span): number {
  const date = new Date(from);
  return date.setUTCFullYear(date.getUTCFullYear() + years) + days * DAY_MS;
}

/**
 * The latest moment at which a span must have begun to be over by `now`: the reverse of `spanEnd`, to select rows by
 * their column.
 */
export function spanBegin(now: number, { years = 0, days = 0 }: Span): number {
  const date = new Date(now - days * DAY_MS);
  return date.setUTCFullYear(date.getUTCFullYear() - years);
}

const DAY_MS = 86_400_000;
