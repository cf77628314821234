import type { ModelProfile } from '@proximidad/catalogues';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { profile, type ModelProfileStatus, type ProfileEvent } from './profile.ts';

/** One act of a body about the version. */
export interface ProfileActRow {
  readonly act: ModelProfileStatus;
  readonly body: string;
  readonly agreementNumber: string;
  readonly at: Instant;
  /** When it takes effect, if it says so. */
  readonly from: Instant | null;
  readonly by: By;
}

export interface ProfileRow {
  readonly id: string;
  /** 00: models are the nation's. */
  readonly entity: string;
  readonly profileId: string;
  readonly version: number;
  /** By its last act; `statusAt` gives the status at a moment. */
  readonly status: ModelProfileStatus;
  readonly profile: ModelProfile;
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly supersededBy: number | null;
  readonly acts: readonly ProfileActRow[];
}

/** Every version of every model, and the acts on each. */
export const profiles = readModel<ProfileRow>()({
  name: 'model-profiles',
  version: 2,
  of: [profile],
  columns: { entity: 'text', profileId: 'text', version: 'integer', status: 'text' },
  indexes: [['profileId', 'version']],
  project(row, event, { id, entity, by }) {
    const acted = (status: ModelProfileStatus, change: Partial<ProfileRow> = {}) =>
      row && { ...row, status, ...change, acts: [...row.acts, actOf(status, event, by)] };
    switch (event.type) {
      case 'ProfileProposed': {
        const { profileId, version } = event.profile;
        return {
          ...{ id, entity, profileId, version, status: 'PROPOSED', profile: event.profile },
          ...{ from: null, until: null, supersededBy: null },
          acts: [actOf('PROPOSED', event, by)],
        };
      }
      case 'ProfileConsulted':
        return acted('CONSULTED');
      case 'ProfileRatified':
        return acted('RATIFIED');
      case 'ProfileEnacted':
        return acted('IN_FORCE', { from: event.from });
      case 'ProfileSuperseded':
        return acted('SUPERSEDED', { until: event.from, supersededBy: event.by });
    }
  },
});

function actOf(act: ModelProfileStatus, event: ProfileEvent, by: By): ProfileActRow {
  const { body, agreementNumber, at } = event;
  return { act, body, agreementNumber, at, from: 'from' in event ? event.from : null, by };
}

/** The status of a version at a moment: one enacted for a later day is ratified until then. */
export function statusAt({ status, from, until }: ProfileRow, ms: number): ModelProfileStatus {
  if (from === null) return status;
  if (ms < from.ms) return 'RATIFIED';
  return until !== null && until.ms <= ms ? 'SUPERSEDED' : 'IN_FORCE';
}
