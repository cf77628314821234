import { officerTies } from '@proximidad/identity';
import { randomUUID } from 'node:crypto';
import { eventually, type Platform } from './platform.ts';

/** A square of about a kilometre as GeoJSON, given its south-west corner. */
export function square(lon: number, lat: number, side = 0.01): object {
  const ring = [
    [lon, lat],
    [lon + side, lat],
    [lon + side, lat + side],
    [lon, lat + side],
    [lon, lat],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}

export interface Scene {
  readonly beatId: string;
  /** U-101, near the point: the officer of the entity goes out with it. */
  readonly near: string;
  /** U-102, further away. */
  readonly far: string;
  readonly officerId: string;
  readonly point: { readonly lat: number; readonly lon: number };
}

/** The officer that the user `officer-09` is. */
const OFFICER = officerTies('09');

/** ST-1's place in Mexico City: a beat, two units with their positions, an officer with certificate and course. */
export async function setScene({ execute, ask }: Pick<Platform, 'execute' | 'ask'>): Promise<Scene> {
  const commandId = () => randomUUID();
  const beat = await execute(
    'commander-09',
    'designBeat',
    {
      commandId: commandId(),
      authority: 'auth-09-ssc',
      code: 'IZP-6.1.4',
      edition: '2026',
      municipality: '09007',
      polygon: square(-99.1, 19.35, 0.02),
    },
    '... on BeatAccepted { beat { id } }',
  );
  const beatId = (beat['beat'] as { id: string }).id;
  const own = OFFICER.unit;
  const near = await availableUnit(execute, {
    code: 'U-101',
    beatId,
    lat: 19.3602,
    lon: -99.095,
    unitId: own,
  });
  const far = await availableUnit(execute, { code: 'U-102', beatId, lat: 19.37, lon: -99.081 });
  const officerId = await certifiedOfficer({ execute, ask });
  return { beatId, near, far, officerId, point: { lat: 19.3579, lon: -99.0921 } };
}

/** A patrol of that beat, available, with its position just reported; resolves to its id. */
export async function availableUnit(
  execute: Platform['execute'],
  {
    code,
    beatId,
    lat,
    lon,
    unitId,
  }: { code: string; beatId: string; lat: number; lon: number; unitId?: string },
): Promise<string> {
  const registered = await execute(
    'commander-09',
    'registerUnit',
    { commandId: randomUUID(), unitId, code, kind: 'PATROL', municipality: '09007', homeBeatId: beatId },
    '... on UnitAccepted { unit { id } }',
  );
  const { id } = registered['unit'] as { id: string };
  await execute('commander-09', 'reportUnitStatus', {
    commandId: randomUUID(),
    unitId: id,
    status: 'AVAILABLE',
  });
  const at = new Date().toISOString();
  const positions = [{ unitId: id, lat, lon, accuracyM: 8, at }];
  await execute('machine-09', 'reportPositions', { commandId: randomUUID(), positions }, 'accepted');
  return id;
}

/** Registered, certified, and with the proximity course: eligible to own a beat. */
async function certifiedOfficer({ execute, ask }: Pick<Platform, 'execute' | 'ask'>): Promise<string> {
  const course = await execute(
    'academy',
    'publishCourse',
    {
      commandId: randomUUID(),
      entity: '00',
      titleEs: 'Proximidad y solución de problemas',
      minHours: 40,
      prpEdition: '2026',
      competences: [{ code: 'PROXIMIDAD_POP', validMonths: 36 }],
    },
    '... on CourseAccepted { course { id } }',
  );
  const courseId = (course['course'] as { id: string }).id;
  const registered = await execute(
    'academy',
    'registerOfficer',
    {
      ...{ commandId: randomUUID(), officerId: OFFICER.officer },
      ...{ entity: '09', municipality: '09007', rank: 'POLICIA' },
    },
    '... on OfficerAccepted { officer { id } }',
  );
  const officerId = (registered['officer'] as { id: string }).id;
  await execute('academy', 'issueCertificate', { commandId: randomUUID(), officerId, kind: 'CUP' });
  const enrolled = await execute(
    'academy',
    'enrolOfficer',
    { commandId: randomUUID(), officerId, courseId, edition: '2026-B' },
    '... on EnrolmentAccepted { enrolment { id } }',
  );
  const enrolmentId = (enrolled['enrolment'] as { id: string }).id;
  await execute('academy', 'completeCourse', {
    commandId: randomUUID(),
    enrolmentId,
    hours: 40,
    moduleScores: [90, 85],
  });
  await eventually('the competence', async () => {
    const { data } = await ask<{ officer: { competences: unknown[] } }>(
      'academy',
      'query ($id: ID!) { officer(id: $id) { competences { valid } } }',
      { id: officerId },
    );
    return data?.officer.competences.length ? true : undefined;
  });
  return officerId;
}
