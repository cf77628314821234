import { RETENTION, type Span, spanBegin, spanEnd } from '@proximidad/catalogues';
import type { RetentionRule } from '@proximidad/contracts';
import { type Dependencies, type Due, eachRow } from '@proximidad/edge';
import { execution, instantAt } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import type { Places } from '../beat-boundary/places.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import { whatItIs } from '../incident/what-it-is.ts';
import { call } from './call.ts';
import { type CallRow, calls } from './calls.ts';

type ReadModels = Dependencies<Places>['readModels'];
type Rule = z.infer<typeof RetentionRule>;

/** Callers whose retention period is over, by the table: of calls without an incident, and of those whose incident has closed. */
export function* callersDue(readModels: ReadModels, now: number): Iterable<Due> {
  const table = readModels.table(calls);
  const { IMPROPER_CALLER: improper, PROPER_CALLER: proper } = RETENTION;
  const alone = { callerKept: 1, endedAt: { lt: spanBegin(now, improper.kept) + 1 } } as const;
  for (const row of eachRow(table, { where: alone, orderBy: [{ column: 'endedAt' }] })) {
    yield* dueOf(row, 'IMPROPER_CALLER', row.endedAt, improper.kept, now);
  }
  // No incident closes before the start of the call from which it was reported.
  const told = { callerKept: 1, startedAt: { lt: spanBegin(now, proper.kept) + 1 } } as const;
  for (const row of eachRow(table, { where: told, orderBy: [{ column: 'startedAt' }] })) {
    const about = row.incidentId ? whatItIs(readModels.table(incidentBoard), row.incidentId) : undefined;
    yield* dueOf(row, 'PROPER_CALLER', about?.closedAt?.ms ?? null, proper.kept, now);
  }
}

function* dueOf(row: CallRow, rule: Rule, from: number | null, kept: Span, now: number): Iterable<Due> {
  if (from === null || spanEnd(from, kept) > now) return;
  const { id, municipality } = row;
  const dueAt = instantAt(spanEnd(from, kept), 'UTC');
  const command = { type: 'NoteCallerRetention', rule, dueAt } as const;
  yield {
    ...{ subject: `caller-retention:${id}:${rule}`, dueAt: dueAt.ms },
    execution: execution(call, id, command, municipality === null ? {} : { municipality }),
  };
}
