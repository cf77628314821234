import { eachRow } from '@proximidad/edge';
import { officersKnown } from '../eligibility/officers-known.ts';
import type { BeatsDependencies } from '../resources.ts';
import { duties } from './duties.ts';
import { inDuty } from './overruns.ts';

/** Flags of duties that go on although training has reported that it registered the officer: cleared from then on, or from when the duty began. */
export function* flagsToClear(deps: BeatsDependencies) {
  const { readModels } = deps;
  for (const row of eachRow(readModels.table(officersKnown), { where: { toClear: true } })) {
    const { officerId, registeredAt, flaggedSince: startedAt } = row;
    const duty = readModels.table(duties).get(officerId);
    if (!duty || !startedAt || !registeredAt) continue;
    const clearedAt = registeredAt.ms > startedAt.ms ? registeredAt : startedAt;
    yield {
      subject: `duty-flag-cleared:${officerId}:${startedAt.ms}`,
      dueAt: clearedAt.ms,
      execution: inDuty(deps, duty, { type: 'ClearDutyFlag', startedAt, clearedAt }),
    };
  }
}
