interface Meaning {
  readonly means: string;
  readonly then: string;
}

/**
 * Every code of an entry in `errors`: what it means, and what a client does then. The whole list is part of the product's outside; it is told in
 * docs/refusals.md.
 */
export const ERROR_CODES = {
  UNAUTHENTICATED: {
    means:
      'No access token, or one that is not valid here or no longer. `claim` names what is wrong in a token that the identity provider signed.',
    then: 'Get a token and ask again. Where `claim` is given, a new one would not do either: the provider has to put it right ([integrating.md](integrating.md#a-token)).',
  },
  FORBIDDEN: {
    means:
      'Not for this role, place or purpose. `reason` says what stands against it; for `STEP_UP`, `stepUp` says how.',
    then: 'Do not repeat it as it is. `STEP_UP`: sign in again as `stepUp` says (RFC 9470). `REVOKED`: ask who gives access.',
  },
  BAD_USER_INPUT: {
    means:
      'The request, the document or a value of it is wrong. `fields` says which, by path; `bound` is the moment beyond which there is no answer.',
    then: 'Mend what is named.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    means: 'A request that names its document by a hash and does not bring it.',
    then: 'Send the document; the persisted-query links of known clients do so by themselves.',
  },
  CONFLICT: {
    means: 'Others changed the same record at the same moment. Nothing was recorded.',
    then: 'Send the same command again, with the same `commandId`.',
  },
  NOT_READY: {
    means: 'The log has not been read as far as was asked for.',
    then: 'Ask again in a moment.',
  },
  STALE: {
    means:
      'What is known is older than `@maxAge` allows, or the log was moved and the position or cursor is of before.',
    then: 'Ask without `@maxAge` and look at `cut`, or begin without a position or cursor.',
  },
  SERVICE_UNAVAILABLE: {
    means:
      'A service, the store or the identity provider does not answer, has no room on its disk, or the gateway has too much under way; `service` names it. What else was asked for is answered. Of a command nobody knows whether it was recorded.',
    then: 'Try again, after `retryAfterMs` where it is given, a command with the same `commandId`: it is recorded once.',
  },
  SEALED_UNAVAILABLE: {
    means: 'Sealed data can be neither opened nor recorded now; everything else works.',
    then: 'Try again later.',
  },
  LIMIT_EXCEEDED: {
    means:
      'More was asked for than is allowed: `limit` names what, `max` how much, `cost` what it came to ([limits.md](limits.md)).',
    then: 'Where `Retry-After` or `retryAfterMs` is given, ask again after it. Otherwise ask for less, or end something of yours: a `limit` that ends in `PerSubject` counts what is under way.',
  },
  INTERNAL: {
    means: 'A fault of the platform.',
    then: 'Tell its operators the `correlationId`; a command may be sent again with the same `commandId`.',
  },
} as const satisfies Readonly<Record<string, Meaning>>;

/** What a client can branch on. */
export type ErrorCode = keyof typeof ERROR_CODES;
