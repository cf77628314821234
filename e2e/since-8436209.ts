/* What the rows of the log of 8436209 hold since that they did not hold then. */

export type Row = Readonly<Record<string, unknown>>;
export interface Line {
  readonly model: string;
  readonly version?: number;
  readonly figure?: string;
  readonly value?: number;
  readonly row?: Row;
  readonly until?: number | null;
}

/** What the code has changed since in what it makes of the same events; everything else is as it was. */
export const CHANGED: Readonly<Record<string, (line: Line) => Line>> = {
  /** The stretch of a record is a period: the other word came from the parts of a service. A unit may be retired. */
  units: since(({ part: period, ...row }) => ({ ...row, period, retiredAt: null })),
  duties: since(({ part: period, ...row }) => ({ ...row, period })),
  /** Who put the officer there. It may be withdrawn, which none was. */
  assignments: since((row) => ({
    ...{ ...row, withdrawal: null, earlier: [], stands: true },
    by: expect.objectContaining({ authority: null }) as object,
  })),
  /** What is held follows from each that was granted, which may lapse by itself. */
  officers: since(({ competences: grants, ...row }) => ({ ...row, grants })),
  /** A closing may be undone. How a job ended says more than that it was called back. */
  'incident-board': since((row) => ({ ...without(row, ['dispatches.cancelledAt']), reopenings: [] })),
  /** Access that one person revoked for ever, named by its stream: whose it was is not told any more. */
  'revoked-access': (line) => ({
    ...since(({ entity, reason, revokedAt }) => ({
      ...{ id: expect.any(String) as string, entity, reason, revokedAt, revoked: 1, until: null, key: null },
      ...{ revokedBy: expect.objectContaining({ actor: 'dev:analyst' }) as object, changedAt: revokedAt },
      ...{ asked: 0, asking: null, reinstatedAt: null, reinstatedBy: null },
    }))(line),
    ...('key' in line && { key: expect.any(String) as string }),
  }),
  /** One's contacts are found by who was there. It may be annulled, which none was. */
  contacts: since((row) => ({
    ...{ ...row, officersText: ` ${(row['officerIds'] as string[]).join(' ')} ` },
    ...{ annulment: null, stands: true },
  })),
  /** It may be cancelled, which none was. */
  shifts: since((row) => ({ ...row, cancellation: null, stands: true })),
  /** Each certificate is known with its span, those too that one which is valid longer had taken the place of. */
  'officers-known': since(({ certificate, ...row }) => ({
    ...row,
    certificates: certificate === null ? [] : (expect.arrayContaining([certificate]) as unknown[]),
  })),
  /** A place is looked up by the boundaries of the time of the fact: each is kept, with from when it held. */
  boundaries: since(({ closed, polygon, ...row }) => {
    const { municipality } = row;
    const drawn = expect.objectContaining({ municipality, polygon }) as object;
    return {
      ...{ ...row, closedFrom: closed ? (expect.any(Number) as number) : null },
      drawn: expect.arrayContaining([drawn]) as unknown[],
    };
  }),
};
/** What its rows hold since of the same events beside what they held: suites of their own say what. */
export const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'incident-board': [
    ...['askedRound', 'support', 'scenes', 'rural', 'deadlines', 'nextDue', 'nextDueAt', 'tickAt', 'waiting'],
    ...['proposal.round', 'dispatches.proposalRank', 'dispatches.unitStatus', 'dispatches.leaves'],
    ...['dispatches.proposalRound', 'dispatches.topTaken'],
    ...['dispatches.endedAt', 'dispatches.cancelReason', 'dispatches.toIncidentId'],
    // Who took each decision, the units that worked on it, and what a liaison of the federation may see.
    ...['closedBy', 'dispatches.by', 'dispatches.cancelledBy', 'reclassifications.by'],
    ...['priorityChanges.by', 'relocations.by', 'priorityChanges.reason', 'unitIds', 'federal'],
    // Incidents that turned out to be one, what was corrected, and what a source tells of the way.
    ...['closingCorrections', 'mergedInto', 'absorbed', 'related', 'sourceLegs'],
    'undoneMerges',
    // By what it is measured, and who was in the units.
    ...['targets', 'targetsBasis', 'dispatches.crew', 'officersText'],
  ],
  // Since when a beat is empty, and when it was.
  'beat-presence': ['beatId', 'emptySinceMs', 'gaps', 'knownFromMs'],
  // When a state was not heard.
  reporting: ['silences'],
  // What a decision rested on, and who took it.
  assignments: ['eligibility.basis'],
  contacts: ['basis'],
  areas: ['sinceMs'],
  'follow-up-queue': ['basis', 'daysAsked', 'endedBy', 'overdueAt', 'carriedOver'],
  // Who opened it, and from which model to which it was carried over.
  shifts: ['by', 'carriedOver'],
  // All certificates, which may be revoked.
  officers: [
    ...['certificate.basis', 'certificate.by', 'grants.by', 'identifiers'],
    ...['certificates', 'certificate.revokedAt', 'certificate.over'],
  ],
  // Whom training has not registered, and duties under a flag for it.
  'officers-known': ['certificates.issuedAt', 'registered', 'registeredAt', 'flaggedSince', 'toClear'],
  duties: ['flag', 'flagged'],
  calls: [
    ...['place', 'cell', 'answeredAt', 'answerSeconds', 'abandonedAt', 'catalogueVersion'],
    ...['suggestions', 'transfers', 'callBacks', 'untoldSince', 'caller', 'endedAt'],
    // Until when what is kept of the caller is kept.
    'callerKept',
  ],
};

/** The row without these fields; `dispatches.leaves` is a field of what lies in another. */
export function without(row: Row, fields: readonly string[]): Row {
  const bare = (value: unknown, path = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => bare(item, path));
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([name]) => !fields.includes(path + name));
    return Object.fromEntries(kept.map(([name, field]) => [name, bare(field, `${path}${name}.`)]));
  };
  return bare(row) as Row;
}

/** What calls were about, how long each leg took, hour by hour, and what a month's cut is made of: nothing was counted of them then. */
export function isCountedSince(line: Line): boolean {
  if (line.figure === undefined) return false;
  // A total that came back to nothing stays (ADR 330): it was told by its absence then.
  if (line.value === 0) return true;
  const [, counted] = line.figure.split(':');
  return line.model === 'calls' || (line.model === 'incident-board' && ['legs', 'month'].includes(counted!));
}

/** The jobs that a unit of an added table works on at the end; nothing else is told of it. */
export function jobsOf({ model, row, until }: Line): readonly unknown[] {
  if (row === undefined || until !== null) return [];
  expect([model, row['status'], row['retiredAt']]).toEqual(['known-units', 'OFFLINE', null]);
  return (row['jobs'] as readonly Row[]).map(({ jobId }) => jobId);
}

/** The jobs of an open incident that were not called back. */
export function workedOn({ row, until }: Line): readonly unknown[] {
  if (until !== null || row?.['closedAt'] !== null) return [];
  const jobs = (row['dispatches'] ?? []) as readonly Row[];
  return jobs.filter(({ status }) => status !== 'CANCELLED').map(({ jobId }) => jobId);
}

/** What became of the rows of a model. */
function since(change: (row: Row) => Row): (line: Line) => Line {
  return (line) => ({ ...line, ...(line.row === undefined ? {} : { row: change(line.row) }) });
}
