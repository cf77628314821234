import { type CommandOf, decode, idFor, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import type { IncidentEvent } from './incident-events.ts';
import { incident } from './incident.ts';
import type { Brought } from './merge-events.ts';
import { measured } from '../testing/measured.ts';

type IncidentCommand = CommandOf<typeof incident>;

const survivorId = idFor('19', 'incident', 1);
const unitId = idFor('19', 'unit', 1);
const at = parseDateTime('2026-11-14T21:50:00-06:00');
const later = (hours: number) => ({ ...at, ms: at.ms + hours * 3_600_000 });

const reported: IncidentEvent = {
  ...{ type: 'IncidentReported', callIds: [], catalogueVersion: '3.0', priority: 'BAJA', folio: null },
  ...{ place: { municipality: '19039', beatId: null, point: null }, initialCode: '30202', exercise: false },
  ...{ happenedAt: at, callStartedAt: null, reportedAt: at, rural: false },
  ...measured,
};
const sent: IncidentEvent = {
  ...{ type: 'PatrolDispatched', jobId: uuidv5('job'), unitId, proposalAccepted: true, proposalRank: 1 },
  ...{ overrideReason: null, unitStatus: 'AVAILABLE', leaves: null, crew: [], dispatchedAt: at },
};
const survivor = { code: '30202', open: true, exercise: false, reportedAt: at };
const merge = (other: Partial<typeof survivor> = {}, brought: readonly Brought[] = []): IncidentCommand => {
  const stands = { survivor: { ...survivor, ...other }, calls: 2, holdsGuarded: false, brought };
  return { type: 'MergeIncidents', survivorId, ...stands, at };
};
const merged: IncidentEvent = {
  ...{ type: 'IncidentMerged', into: survivorId, calls: 2, initialCode: '30202' },
  ...{ municipality: '19039', beatId: null, sensitive: false, exercise: false, mergedAt: at },
  ...{ priority: 'BAJA', awaited: [] },
};
const reverted: IncidentEvent = {
  ...{ type: 'MergeReverted', into: survivorId, calls: 2, exercise: false, revertedAt: later(24) },
};

test('of two records of one event one is given up, and its work has to have ended', () => {
  given(incident, [reported]).when(merge()).expects([merged]);
  given(incident, [reported, sent]).when(merge()).expects('UnitsAtWork');
  given(incident, [reported])
    .when(merge({ open: false }))
    .expects('SurvivorClosed');
  given(incident, [reported])
    .when(merge({ exercise: true }))
    .expects('DrillApart');
  given(incident, [reported, merged]).when(merge()).expects('IncidentMerged');
  const early = { ...at, ms: at.ms - 1 };
  given(incident, [reported])
    .when({ ...merge(), at: early } as IncidentCommand)
    .expects('ClosedBeforeReported');
});

test('no record is given up before the other was reported, as far as clocks can tell, nor before the acts of its own units', () => {
  const minutes = (count: number) => ({ ...at, ms: at.ms + count * 60_000 });
  given(incident, [reported])
    .when(merge({ reportedAt: { ...at, ms: minutes(2).ms + 1 } }))
    .expects('BeforeReport');
  given(incident, [reported])
    .when(merge({ reportedAt: minutes(2) }))
    .expects([merged]);
  const back: IncidentEvent = {
    ...{ type: 'DispatchCancelled', jobId: uuidv5('job'), unitId, reason: 'NOT_NEEDED' },
    cancelledAt: minutes(3),
  };
  given(incident, [reported, sent, back]).when(merge()).expects('ClosedBeforeWork');
});

test('N1: the wounded are not a duplicate of the shots: another kind is linked, not merged', () => {
  given(incident, [reported])
    .when(merge({ code: '10209' }))
    .expects('OtherKind');
  const link: IncidentCommand = {
    ...{ type: 'LinkIncident', toIncidentId: survivorId, relation: 'SAME_EVENT', alike: true, at },
    related: null,
  };
  const linked: IncidentEvent = {
    ...{ type: 'IncidentLinked', toIncidentId: survivorId, relation: 'SAME_EVENT', linkedAt: at },
  };
  const unlink = (related: boolean): IncidentCommand => {
    return { type: 'UnlinkIncident', toIncidentId: survivorId, related, at };
  };
  given(incident, [reported]).when(link).expects([linked]);
  given(incident, [reported])
    .when({ ...link, related: 'SAME_EVENT' })
    .expects([]);
  given(incident, [reported])
    .when({ ...link, related: 'CONSEQUENCE' })
    .expects([linked]);
  given(incident, [reported])
    .when({ ...link, alike: false })
    .expects('DrillApart');
  given(incident, [reported, linked]).when(unlink(false)).expects('NotLinked');
  given(incident, [reported])
    .when(unlink(true))
    .expects([{ type: 'IncidentUnlinked', toIncidentId: survivorId, unlinkedAt: at }]);
});

test('merges and reopenings that did not say whether it was a drill are read as not about one', () => {
  const read = (type: string, data: object) => decode(incident.events, { type, version: 1, data });
  const {
    exercise: _drill,
    sensitive: _guarded,
    priority: _urgency,
    awaited: _help,
    ...first
  } = merged as Extract<IncidentEvent, { type: 'IncidentMerged' }>;
  const { type, ...data } = first;
  expect(read(type, data)).toEqual({ ...merged, priority: null });
  const taken = { into: survivorId, calls: 2, revertedAt: later(24) };
  expect(read('MergeReverted', taken)).toEqual(reverted);
  const reopened = { reason: 'STILL_GOING_ON', reopenedAt: at };
  expect(read('IncidentReopened', reopened)).toMatchObject({ ...reopened, exercise: false });
});

test('within 24 hours they are two again, and no later', () => {
  const revert = (hours: number, survivorMerged = false): IncidentCommand => ({
    ...{ type: 'RevertMerge', survivorMerged, at: later(hours) },
  });
  given(incident, [reported, merged]).when(revert(24)).expects([reverted]);
  given(incident, [reported, merged]).when(revert(25)).expects('MergeTooOld');
  given(incident, [reported]).when(revert(1)).expects('NotMerged');
  given(incident, [reported, merged]).when(revert(-1)).expects('ReopenedBeforeClosed');
  // In a chain of merges the last is undone first: the calls moved on to the third incident.
  given(incident, [reported, merged]).when(revert(1, true)).expects('SurvivorMerged');
  given(incident, [reported, merged, reverted])
    .when({ type: 'ChangePriority', priority: 'MEDIA', reason: 'CORRECTION', at: later(24) })
    .expects([
      {
        ...{ type: 'PriorityChanged', from: 'BAJA', to: 'MEDIA', reason: 'CORRECTION', exercise: false },
        changedAt: later(24),
      },
      {
        ...{ type: 'CandidatesRequested', round: 1, reason: 'PRIORITY_RAISED', code: '30202' },
        ...{ place: { municipality: '19039', beatId: null, point: null }, priority: 'MEDIA' },
        requestedAt: later(24),
      },
    ]);
});

describe('what a merged incident brings along', () => {
  const asks = { kind: 'MEDICAL', unitId, byPolicy: false } as const;
  const asked: IncidentEvent = { type: 'SupportRequested', ...asks, requestedAt: at };
  const police = { kind: 'POLICE', unitId: null, byPolicy: false } as const;

  test('is the help awaited there and its priority, and what it was to take over itself', () => {
    given(incident, [reported, asked])
      .when(merge())
      .expects([{ ...merged, awaited: [asks] }]);
    const ended: IncidentEvent = { type: 'SupportEnded', kind: 'MEDICAL', end: 'ANSWERED', endedAt: at };
    given(incident, [reported, asked, ended]).when(merge()).expects([merged]);
    const brought: Brought[] = [
      { priority: 'MEDIA', awaited: [asks, police] },
      { priority: null, awaited: [police] },
    ];
    given(incident, [reported, asked])
      .when(merge({}, brought))
      .expects([{ ...merged, priority: 'MEDIA', awaited: [asks, police] }]);
  });

  test('goes on in the other one, unless it is as urgent already, or awaits the same help', () => {
    const takeOver = (
      priority: 'ALTA' | 'BAJA' | null,
      ...awaited: (typeof asks | typeof police)[]
    ): IncidentCommand => ({ type: 'TakeOver', priority, awaited, at });
    const again = (reason: 'PRIORITY_RAISED' | 'SUPPORT_ASKED', priority: 'ALTA' | 'BAJA') => ({
      ...{ type: 'CandidatesRequested' as const, round: 1, reason, code: '30202', priority },
      ...{ place: { municipality: '19039', beatId: null, point: null }, requestedAt: at },
    });
    const raised: IncidentEvent = {
      ...{ type: 'PriorityChanged', from: 'BAJA', to: 'ALTA', reason: 'NEW_INFORMATION', exercise: false },
      changedAt: at,
    };
    const policeAsked: IncidentEvent = { type: 'SupportRequested', ...police, requestedAt: at };
    given(incident, [reported])
      .when(takeOver('ALTA', asks))
      .expects([raised, asked, again('PRIORITY_RAISED', 'ALTA')]);
    given(incident, [reported, asked])
      .when(takeOver('BAJA', asks, police))
      .expects([policeAsked, again('SUPPORT_ASKED', 'BAJA')]);
    given(incident, [reported, asked]).when(takeOver(null, asks)).expects([]);
    given(incident, [reported, merged]).when(takeOver('ALTA', asks)).expects([]);
  });
});
