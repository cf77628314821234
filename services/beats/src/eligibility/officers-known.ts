import { type Instant, only, readModel } from '@proximidad/eventsourcing';
import { officerDuty } from '../officer-duty/officer-duty.ts';
import { eligibility, type Known, NOTHING_KNOWN } from './eligibility.ts';

/** What training has reported about an officer. */
export interface OfficerKnownRow extends Known {
  readonly officerId: string;
  readonly entity: string;
  /** When the registration of the officer was heard from training; null until then. */
  readonly registeredAt: Instant | null;
  /** Start of the duty that goes on under a flag; null where there is none. */
  readonly flaggedSince: Instant | null;
  /** Whether that flag no longer applies. */
  readonly toClear: boolean;
}

/** Looked up when an officer is assigned, and when units are ranked. */
export const officersKnown = readModel<OfficerKnownRow>()({
  name: 'officers-known',
  version: 6,
  of: [
    eligibility,
    only(
      officerDuty,
      ...([
        'OfficerDutyFlagged',
        'OfficerDutyFlagCleared',
        'OfficerDutyEnded',
        'OfficerDutyResumed',
      ] as const),
    ),
  ],
  columns: { entity: 'text', municipality: 'text', toClear: 'integer' },
  indexes: [['toClear']],
  keys: ({ officerId }) => [officerId],
  project(row, event, { entity, by }) {
    const { officerId } = event;
    const before = row ?? { ...NOTHING_KNOWN, officerId, entity, registeredAt: null, flaggedSince: null };
    switch (event.type) {
      case 'EligibilityNoted': {
        const known = eligibility.evolve(before, event);
        const registeredAt = known.registered ? (before.registeredAt ?? by.at) : null;
        return looked({ ...before, ...known, registeredAt });
      }
      case 'OfficerDutyFlagged':
        return looked({ ...before, flaggedSince: event.startedAt });
      case 'OfficerDutyFlagCleared':
      case 'OfficerDutyEnded':
        return row && looked({ ...row, flaggedSince: null });
      case 'OfficerDutyResumed':
        return row && looked({ ...row, flaggedSince: event.flagged ? event.startedAt : null });
    }
  },
});

function looked(row: Omit<OfficerKnownRow, 'toClear'>): OfficerKnownRow {
  return { ...row, toClear: row.registeredAt !== null && row.flaggedSince !== null };
}
