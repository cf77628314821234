/* What the rows of the log of 8436209 hold now that they did not hold then. */

export type Row = Readonly<Record<string, unknown>>;
export interface Line {
  readonly model: string;
  readonly version?: number;
  readonly figure?: string;
  readonly value?: number;
  readonly row?: Row;
  readonly until?: number | null;
}

/** What the code now makes differently of the same events; everything else is as it was. */
export const CHANGED: Readonly<Record<string, (line: Line) => Line>> = {
  /**
   * The stretch of a record is now called a period, as the other word came from the parts of a service. A unit may be
   * retired.
   */
  units: since(({ part: period, ...row }) => ({ ...row, period, retiredAt: null })),
  duties: since(({ part: period, ...row }) => ({ ...row, period })),
  /** Records who put the officer there. An assignment may be withdrawn; none was. */
  assignments: since((row) => ({
    ...{ ...row, withdrawal: null, earlier: [], stands: true },
    by: expect.objectContaining({ authority: null }) as object,
  })),
  /** What is held follows from each grant, and a grant may lapse by itself. */
  officers: since(({ competences: grants, ...row }) => ({ ...row, grants })),
  /** A closing may be undone. How a job ended is recorded in more detail than that it was called back. */
  'incident-board': since((row) => ({ ...without(row, ['dispatches.cancelledAt']), reopenings: [] })),
  /** Access that one person revoked for ever, named by its stream: the record no longer says whose it was. */
  'revoked-access': (line) => ({
    ...since(({ entity, reason, revokedAt }) => ({
      ...{ id: expect.any(String) as string, entity, reason, revokedAt, revoked: 1, until: null, key: null },
      ...{ revokedBy: expect.objectContaining({ actor: 'dev:analyst' }) as object, changedAt: revokedAt },
      ...{ asked: 0, asking: null, reinstatedAt: null, reinstatedBy: null },
    }))(line),
    ...('key' in line && { key: expect.any(String) as string }),
  }),
  /** An officer's contacts are found by who was there. A contact may be annulled; none was. */
  contacts: since((row) => ({
    ...{ ...row, officersText: ` ${(row['officerIds'] as string[]).join(' ')} ` },
    ...{ annulment: null, stands: true },
  })),
  /** A shift may be cancelled; none was. */
  shifts: since((row) => ({ ...row, cancellation: null, stands: true })),
  /** Each certificate is known with its span, including those that one with a longer validity had replaced. */
  'officers-known': since(({ certificate, ...row }) => ({
    ...row,
    certificates: certificate === null ? [] : (expect.arrayContaining([certificate]) as unknown[]),
  })),
  /** A place is looked up by the boundaries at the time of the fact: each is kept, with when it began to hold. */
  boundaries: since(drawn),
  areas: since(drawn),
};
/** Fields that the rows hold now for the same events in addition: other suites check their values. */
export const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'incident-board': [
    ...['askedRound', 'support', 'scenes', 'rural', 'deadlines', 'nextDue', 'nextDueAt', 'tickAt', 'waiting'],
    ...['proposal.round', 'dispatches.proposalRank', 'dispatches.unitStatus', 'dispatches.leaves'],
    ...['dispatches.proposalRound', 'dispatches.topTaken'],
    ...['dispatches.endedAt', 'dispatches.cancelReason', 'dispatches.toIncidentId'],
    // Who took each decision, the units that worked on it, and what a federal liaison may see.
    ...['closedBy', 'dispatches.by', 'dispatches.cancelledBy', 'reclassifications.by'],
    ...['priorityChanges.by', 'relocations.by', 'priorityChanges.reason', 'unitIds', 'federal'],
    // Incidents that proved to be one, what was corrected, and what a source says about the way.
    ...['closingCorrections', 'mergedInto', 'absorbed', 'broughtAt', 'related', 'sourceLegs'],
    'undoneMerges',
    // The targets it is measured by, and who was in the units.
    ...['targets', 'targetsBasis', 'dispatches.crew', 'officersText'],
  ],
  // Since when a beat has been empty, and when it was; which units were retired in it.
  'beat-presence': ['beatId', 'emptySinceMs', 'gaps', 'knownFromMs', 'retired'],
  // When a state was not heard.
  reporting: ['silences'],
  // What a decision rested on, and who took it.
  assignments: ['eligibility.basis', 'override'],
  contacts: ['basis'],
  areas: ['sinceMs'],
  boundaries: ['sinceMs'],
  'follow-up-queue': [
    ...['basis', 'daysAsked', 'endedBy', 'overdueAt', 'carriedOver'],
    // What somebody had ended may be owed again, and an attempt be taken back.
    ...['tried', 'reopenedBecause'],
    // Who may see it depends on whether it was ever owed after violence.
    'afterViolence',
  ],
  // Who opened it, and from and to which model it was carried over.
  shifts: ['by', 'carriedOver'],
  // All certificates, which may be revoked.
  officers: [
    ...['certificate.basis', 'certificate.by', 'grants.by', 'identifiers'],
    ...['certificates', 'certificate.revokedAt', 'certificate.over'],
    // Officers may leave the service.
    ...['separatedAt', 'separatedBecause', 'retentionAt', 'retained'],
  ],
  // An enrolment may be withdrawn.
  enrolments: ['withdrawnBecause'],
  // Officers whom training has not registered, and duties flagged for it.
  'officers-known': [
    'certificates.issuedAt',
    'registered',
    'registeredAt',
    'flaggedSince',
    'toClear',
    'separatedAt',
  ],
  duties: ['flag', 'flagged'],
  calls: [
    ...['place', 'cell', 'answeredAt', 'answerSeconds', 'abandonedAt', 'catalogueVersion'],
    ...['suggestions', 'transfers', 'callBacks', 'untoldSince', 'caller', 'endedAt'],
    // Until when data about the caller is kept.
    'callerKept',
  ],
};

/** The row without these fields; `dispatches.leaves` is a field within another. */
export function without(row: Row, fields: readonly string[]): Row {
  const bare = (value: unknown, path = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => bare(item, path));
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([name]) => !fields.includes(path + name));
    return Object.fromEntries(kept.map(([name, field]) => [name, bare(field, `${path}${name}.`)]));
  };
  return bare(row) as Row;
}

/**
 * What calls were about, how long each leg took, hour by hour, and what a month's cut is made of: none of these was
 * counted then. For contacts a closed beat was gone; it stays for what happened in it before.
 */
export function isAddedSince(line: Line): boolean {
  if (line.figure === undefined)
    return line.model === 'areas' && typeof line.row?.['closedFrom'] === 'number';
  // A total that returned to zero stays (ADR 330): then, its absence meant the same.
  if (line.value === 0) return true;
  const [, counted] = line.figure.split(':');
  return line.model === 'calls' || (line.model === 'incident-board' && ['legs', 'month'].includes(counted!));
}

/** The jobs that a unit of an added table works on at the end; it says nothing else. */
export function jobsOf(line: Line): readonly unknown[] {
  const { model, row, until } = line;
  if (row === undefined || until !== null || isAddedSince(line)) return [];
  expect([model, row['status'], row['retiredAt']]).toEqual(['known-units', 'OFFLINE', null]);
  return (row['jobs'] as readonly Row[]).map(({ jobId }) => jobId);
}

/** The jobs of an open incident that were not called back. */
export function workedOn({ row, until }: Line): readonly unknown[] {
  if (until !== null || row?.['closedAt'] !== null) return [];
  const jobs = (row['dispatches'] ?? []) as readonly Row[];
  return jobs.filter(({ status }) => status !== 'CANCELLED').map(({ jobId }) => jobId);
}

/** The last boundary was the only one. */
function drawn({ closed = false, polygon, ...row }: Row): Row {
  const last = expect.objectContaining({ municipality: row['municipality'], polygon }) as object;
  return {
    ...{ ...row, closedFrom: closed === true ? (expect.any(Number) as number) : null },
    drawn: expect.arrayContaining([last]) as unknown[],
  };
}

/** A line with its row changed. */
function since(change: (row: Row) => Row): (line: Line) => Line {
  return (line) => ({ ...line, ...(line.row === undefined ? {} : { row: change(line.row) }) });
}
