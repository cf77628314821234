import { type Dependencies, type Due, eachRow } from '@proximidad/edge';
import { execution, instantAt } from '@proximidad/eventsourcing';
import { dossier } from './dossier.ts';
import { DOSSIER_RULE as rule, officers } from './officers.ts';

/** Dossiers of officers who left, with keys whose retention period is over, by the table. */
export function* dossiersDue({ readModels }: Dependencies, now: number): Iterable<Due> {
  const where = { retentionAt: { lt: now + 1 } } as const;
  for (const row of eachRow(readModels.table(officers), { where, orderBy: [{ column: 'retentionAt' }] })) {
    const { id, retentionAt } = row;
    if (retentionAt === null) continue;
    const dueAt = instantAt(retentionAt, 'UTC');
    yield {
      ...{ subject: `dossier-retention:${id}`, dueAt: retentionAt },
      execution: execution(dossier, id, { type: 'NoteDossierRetention', rule, dueAt }),
    };
  }
}
