import { contracts } from '@proximidad/contracts';
import { encode, idFor, isRejection, parseDateTime, type Recorded } from '@proximidad/eventsourcing';
import type { Polygon } from '@proximidad/geography';
import { z } from 'zod';
import { publishedShift } from './beat-shift/published.ts';
import { publishedBeat } from './beat/published.ts';
import { eligibility, eligibilityId } from './eligibility/eligibility.ts';
import {
  noteCertificate,
  noteCertificateExpired,
  noteCompetence,
  noteCompetenceRevoked,
  noteOfficer,
} from './eligibility/reactions.ts';
import { publishedRanking } from './ranking/published.ts';
import type { RankingEvent } from './ranking/ranking.ts';
import { definition } from './service.ts';
import { publishedUnitLog } from './unit-log/published.ts';
import { publishedUnit } from './unit/published.ts';

const at = parseDateTime('2026-11-14T10:00:00-06:00');
const beatId = idFor('09', 'beat', 1);
const officerId = idFor('31', 'officer', 'A');
const certificateId = '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a10';
const recorded = { id: beatId } as Recorded;
const polygon: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  ],
};
const named = { code: 'A-1', edition: '2023', municipality: '09007' };

test('the map is for everybody: a beat, each of its shapes, its end', () => {
  const designed = publishedBeat(
    {
      type: 'BeatDesigned',
      ...{
        ...named,
        authority: 'auth-09-ssc',
        name: null,
        polygon,
        areaKm2: 1,
        population: 9_000,
        validFrom: at,
      },
    },
    recorded,
  );
  expect(designed).toEqual({ public: { type: 'BeatDesigned', beatId, ...named, polygon, version: 1 } });
  const redrawn = publishedBeat(
    { type: 'BeatRedrawn', ...named, polygon, areaKm2: 1, version: 2, reason: 'DEMAND', validFrom: at },
    recorded,
  );
  expect(redrawn).toEqual({
    public: { type: 'BeatRedrawn', beatId, ...named, polygon, version: 2, validFrom: at },
  });
  const closed = publishedBeat(
    { type: 'BeatClosed', version: 2, successorBeatIds: [], validFrom: at },
    recorded,
  );
  expect(closed).toEqual({
    public: { type: 'BeatClosed', beatId, version: 2, successorBeatIds: [], validFrom: at },
  });
  for (const { public: event } of [designed, redrawn, closed]) {
    expect(() => encode(contracts.beats.public, event)).not.toThrow();
  }
});

test('everybody may know that a shift is held, but not when or by whom', () => {
  const opened = publishedShift({
    type: 'BeatShiftOpened',
    ...{ beatId, localDate: '2026-11-14', kind: '24', startsAt: at, endsAt: at },
    ...{ timeZone: 'America/Mexico_City', municipality: '09007' },
  });
  expect(opened).toEqual({
    public: { type: 'BeatShiftOpened', beatId, localDate: '2026-11-14', shiftKind: '24' },
  });
  expect(() => encode(contracts.beats.public, opened.public!)).not.toThrow();
});

test('who could go to an incident stays in the state', () => {
  const incidentId = idFor('09', 'incident', 1);
  const ranked: RankingEvent = {
    type: 'PatrolCandidatesRanked',
    ...{ incidentId, round: 0, candidates: [], modelVersion: 'p1-1', basis: null },
  };
  const { basis: _basis, ...told } = ranked;
  expect(publishedRanking(ranked)).toEqual({ restricted: told });
});

test('the list of units, who is in them and what they do stay in their state; where they are is not published at all', () => {
  expect(Object.keys(definition.published).toSorted()).toEqual([
    ...['beat', 'beatshift', 'officerduty', 'ranking', 'unit', 'unitlog'],
  ]);
  const unitId = idFor('09', 'unit', 1);
  const busy = { type: 'UnitStatusChanged', unitId, status: 'BUSY', incidentId: null, at } as const;
  expect(publishedUnitLog({ ...busy, beatId })).toEqual({ restricted: busy });
  const opened = { label: '2026-11-14', continues: null, since: at, enteredAt: null, beatId } as const;
  expect(
    publishedUnitLog({ type: 'UnitLogOpened', unitId, status: 'BUSY', incidentId: null, ...opened }),
  ).toEqual({ restricted: busy });
  const left = { type: 'UnitLeftBeat', unitId, beatId, at, dwellSeconds: null } as const;
  expect(publishedUnitLog(left)).toEqual({});
  const unit = { id: idFor('09', 'unit', 1) } as Recorded;
  const facts = { code: 'Z-1', kind: 'PATROL', municipality: '09007', homeBeatId: beatId } as const;
  expect(publishedUnit({ type: 'UnitRegistered', ...facts, registeredAt: at }, unit)).toEqual({
    restricted: { type: 'UnitRegistered', unitId, municipality: '09007', registeredAt: at },
  });
  const retired = publishedUnit(
    { type: 'UnitRetired', reason: 'SOLD', municipality: '09007', beatId, retiredAt: at },
    unit,
  );
  expect(retired).toEqual({
    restricted: { type: 'UnitRetired', unitId: unit.id, municipality: '09007', retiredAt: at },
  });
  expect(() => encode(contracts.beats.restricted, retired.restricted!)).not.toThrow();
});

test('what training reports about an officer is noted in one place', () => {
  const noted = [
    noteOfficer({ type: 'OfficerRegistered', officerId, municipality: '31050' }),
    noteCertificate({
      type: 'CertificateIssued',
      ...{ officerId, certificateId, kind: 'CUP', issuedAt: at, validUntil: at },
    }),
    noteCompetence({ type: 'CompetenceGranted', officerId, code: 'PROXIMIDAD_POP', from: at, until: null }),
    noteCompetence({ type: 'CompetenceGranted', officerId, code: 'IPH', from: at, until: null }),
    noteCompetenceRevoked({ type: 'CompetenceRevoked', officerId, code: 'IPH', revokedAt: at, held: [] }),
    noteCertificateExpired({ type: 'CertificateExpired', officerId, certificateId, expiredAt: at }),
  ];
  expect(new Set(noted.map(({ id }) => id))).toEqual(new Set([eligibilityId(officerId)]));
  const known = noted.reduce((state, { command }) => {
    const { input } = eligibility.commands[command.type];
    expect(z.object(input).safeParse(command).success).toBe(true);
    const decision = eligibility.decide(state, command);
    if (isRejection(decision)) throw new Error(decision.rejected);
    return decision.reduce((before, event) => eligibility.evolve(before, event), state);
  }, eligibility.initialState);
  expect(known).toEqual({
    ...{ registered: true, municipality: '31050', separatedAt: null },
    certificates: [{ certificateId, issuedAt: at, validUntil: at, expiredAt: at }],
    competences: [{ code: 'PROXIMIDAD_POP', from: at, until: null }],
  });
});
