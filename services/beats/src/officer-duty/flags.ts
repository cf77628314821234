import { execution } from '@proximidad/eventsourcing';
import { eachRow } from '@proximidad/edge';
import { officersKnown } from '../eligibility/officers-known.ts';
import { periodId } from '../period.ts';
import type { BeatsDependencies } from '../resources.ts';
import { duties } from './duties.ts';
import { officerDuty } from './officer-duty.ts';

/** Flags of duties that go on although training has reported that it registered the officer: cleared from then on, or from when the duty began. */
export function* flagsToClear({ readModels }: BeatsDependencies) {
  for (const row of eachRow(readModels.table(officersKnown), { where: { toClear: true } })) {
    const { officerId, registeredAt, flaggedSince: startedAt } = row;
    const duty = readModels.table(duties).get(officerId);
    if (!duty || !startedAt || !registeredAt) continue;
    const clearedAt = registeredAt.ms > startedAt.ms ? registeredAt : startedAt;
    const command = { type: 'ClearDutyFlag', startedAt, clearedAt } as const;
    const { municipality } = duty;
    yield {
      subject: `duty-flag-cleared:${officerId}:${startedAt.ms}`,
      dueAt: clearedAt.ms,
      execution: execution(officerDuty, periodId(officerId, duty.period), command, { municipality }),
    };
  }
}
