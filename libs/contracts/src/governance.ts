import type { CertificationGate } from '@proximidad/catalogues';
import { closedList, EntityCode, Instant } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** Permanent identifier of an institution, whatever it is called: `guardia-nacional`, `seguridad-09`. */
export const AuthorityCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,63}$/, 'lower-case letters, digits and dashes');

export const AuthorityKind = closedList(
  'AuthorityKind',
  {
    FEDERAL_FORCE:
      'Acts in federal matters, and helps states and municipalities only under an agreement (LGN art. 5).',
    STATE_FORCE: 'Police of a state.',
    MUNICIPAL_FORCE: 'Police of a municipality.',
    C2: 'Takes emergency calls and sends units: also called C4 and C5.',
    PROSECUTOR: 'Investigates crimes and charges them.',
    CIVIC_COURT: 'Judges offences against civic order that are not crimes.',
    SESNSP: 'The executive secretariat of the national system.',
    AUDITOR: 'Reviews what the others did.',
    MUNICIPAL_SERVICE: 'A municipal office that is not police.',
    MINISTRY: 'A secretariat of the federation or of a state.',
    GOVERNING_BODY: 'A commission or council that decides on the model.',
  },
  'The kind of an institution, as the model sees it (domain of authorities).',
);
export type AuthorityKind = z.infer<typeof AuthorityKind>;

export const PolicingFunction = closedList(
  'PolicingFunction',
  {
    PATROL: 'To be on duty in a beat.',
    RESPOND: 'To be sent to incidents.',
    OPERATIONS: 'To command what others do.',
    ADMINISTRATION: 'To manage staff, pay and equipment.',
    PREVENTION: 'To prevent violence.',
    INVESTIGATION_SUPPORT: 'To help those who investigate.',
    TRAINING: 'To teach.',
  },
  'What an authority does, or may do for another by agreement.',
);
export type PolicingFunction = z.infer<typeof PolicingFunction>;

export const AgreementKind = closedList(
  'AgreementKind',
  {
    CONVENIO: 'One authority helps another for a time (LGN art. 5).',
    MANDO_UNICO: 'The state takes over operations and administration (LGSNSP art. 42).',
    MANDO_COORDINADO:
      'The state commands operations, the municipality keeps administration (LGSNSP art. 43).',
    INSTANCIA: 'States or municipalities act together, across state lines too (LGSNSP art. 44).',
  },
  'The form of an agreement, as the law names it.',
);
export type AgreementKind = z.infer<typeof AgreementKind>;

/** The gate of the model, as the graph spells it. */
export const CertificationGateChoice = closedList(
  'CertificationGate',
  {
    BLOCK: 'An officer who lacks it may not serve.',
    RESTRICTED_ROLE: 'An officer who lacks it may serve, but owns no beat and is never alone.',
    WARN: 'An officer who lacks it may serve, and the assignment says so.',
  } satisfies Record<CertificationGate, string>,
  'What happens when an officer who lacks a valid certificate or a competence is assigned (BR-T3).',
);

/** A period of time; its end is not part of it. */
export const Period = z.object({ from: Instant, until: Instant });
export type Period = z.infer<typeof Period>;

/** What the parties agreed, for which places, and when it holds. */
export const AgreementTerms = z.object({
  kind: AgreementKind,
  parties: z.array(z.object({ code: AuthorityCode, kind: AuthorityKind, entity: EntityCode })),
  /** INEGI keys of whole entities and of municipalities. */
  territory: z.array(z.string().regex(/^\d{2}(\d{3})?$/)),
  functions: z.array(PolicingFunction),
  commandingAuthority: AuthorityCode,
  /** In order, without overlap; a suspension leaves a gap between two of them. */
  periods: z.array(Period),
});
export type AgreementTerms = z.infer<typeof AgreementTerms>;

/** Whether the agreement holds at a moment, to the millisecond. */
export function isInForce({ periods }: Pick<AgreementTerms, 'periods'>, ms: number): boolean {
  return periods.some(({ from, until }) => from.ms <= ms && ms < until.ms);
}

/** Whether the agreement lets the federal force do this in a municipality at that moment (BR-A1). */
export function coversFederal(
  terms: AgreementTerms,
  asked: { readonly municipality: string; readonly doing: PolicingFunction; readonly ms: number },
): boolean {
  const { municipality, doing, ms } = asked;
  return (
    terms.parties.some(({ kind, entity }) => kind === 'FEDERAL_FORCE' && entity === '00') &&
    terms.functions.includes(doing) &&
    terms.territory.some((place) => municipality === place || municipality.slice(0, 2) === place) &&
    isInForce(terms, ms)
  );
}

/**
 * The authority of the state that commands in a municipality under a mando (LGSNSP art. 42, 43), for what the
 * agreement names; undefined when none does.
 */
export function commandedBy(
  terms: AgreementTerms,
  asked: {
    readonly municipality: string;
    readonly doing: 'OPERATIONS' | 'ADMINISTRATION';
    readonly ms: number;
  },
): string | undefined {
  const { kind, functions, territory, commandingAuthority } = terms;
  const { municipality, doing, ms } = asked;
  const isMando = kind === 'MANDO_UNICO' || (kind === 'MANDO_COORDINADO' && doing === 'OPERATIONS');
  const covers = territory.some((place) => place === municipality || place === municipality.slice(0, 2));
  return isMando && functions.includes(doing) && covers && isInForce(terms, ms)
    ? commandingAuthority
    : undefined;
}
