import { setTimeout as sleep } from 'node:timers/promises';
import { messageIn } from '@proximidad/bus';
import type { Kind } from '@proximidad/policy';
import type { Asked, Records, World } from './ways.ts';

/** What everybody may receive (docs/field.md#who-sees-what); anything else stays in its state. */
const PUBLIC_FACTS: readonly string[] = [
  ...['BeatDesigned', 'BeatRedrawn', 'BeatClosed', 'BeatShiftOpened', 'BeatShiftCancelled'],
  ...['IncidentReported', 'PriorityChanged', 'PatrolDispatched', 'UnitArrived', 'IncidentClosed'],
  ...['IncidentReclassified', 'SupportRequested', 'ContactRecorded', 'ContactAnnulled'],
  ...[
    'CompetenceGranted',
    'CompetenceRevoked',
    'CertificateIssued',
    'CertificateExpired',
    'CertificateRevoked',
    'CoursePublished',
  ],
  ...['AgreementStands', 'AuthoritySucceeded', 'ProfileAdopted', 'LiaisonGapNoted', 'LiaisonGapFilled'],
  ...['MunicipalityCreated', 'MunicipalityEnded'],
];
/** The boundary of a beat is public exactly as drawn. */
const DRAWN = 'polygon';
const DECIMALS_MAX = 3;
/** Kinds of which nothing is public, not even that they exist. */
const NEVER_PUBLIC: readonly Kind[] = [
  'followup',
  'commitment',
  'officerduty',
  'unit',
  'jointpatrol',
  'call',
  'enrolment',
];

const ENTITIES = ['00', '09', '14', '99'];
const SETTLES_MS = 500;

/** T17, the bus: each entity's restricted stream contains only its own records, and the public ones nothing that is not public. */
export function comparesBus(world: () => World, kinds: Readonly<Partial<Record<Kind, () => Records>>>): void {
  test('T17: the bus tells a state of its own records alone, and everybody of what is public', async () => {
    const { service } = world();
    await settled(service);
    for (const [kind, records] of Object.entries(kinds) as [Kind, () => Records][]) {
      const ids = Object.entries(records().ids);
      for (const entity of ENTITIES) {
        const told = JSON.stringify(await heard(service, 'restricted', entity));
        const named = ids.filter(([, id]) => told.includes(id) && !id.startsWith(entity));
        expect([kind, entity, named]).toEqual([kind, entity, []]);
        const open = JSON.stringify(await heard(service, 'public', entity));
        const foreign = ids.filter(
          ([, id]) => open.includes(id) && (NEVER_PUBLIC.includes(kind) || !id.startsWith(entity)),
        );
        expect([kind, entity, foreign]).toEqual([kind, entity, []]);
      }
    }
    for (const entity of ENTITIES)
      for (const { type, data } of await heard(service, 'public', entity)) {
        expect(PUBLIC_FACTS).toContain(type);
        expect([type, finest(data)]).toEqual([type, []]);
      }
  });
}

async function heard({ name, log }: Asked, audience: 'public' | 'restricted', entity: string) {
  const { events } = await log.read(`${audience}_${entity}-${name}`);
  return events.flatMap((event) => messageIn(event as never) ?? []);
}

/** Waits until nothing more is published. */
async function settled(service: Asked): Promise<void> {
  const count = async () =>
    (
      await Promise.all(
        ENTITIES.flatMap((entity) => [
          heard(service, 'public', entity),
          heard(service, 'restricted', entity),
        ]),
      )
    ).reduce((sum, { length }) => sum + length, 0);
  for (let before = -1, now = await count(); now === 0 || now !== before; now = await count()) {
    before = now;
    await sleep(SETTLES_MS);
  }
}

/** Places that are given more precisely than to about 110 m. */
function finest(data: unknown, field = ''): readonly string[] {
  if (field === DRAWN || typeof data !== 'object' || data === null)
    return /^(lat|lon)$/.test(field) && decimals(data) > DECIMALS_MAX ? [`${field} ${String(data)}`] : [];
  return Object.entries(data).flatMap(([name, value]) => finest(value, name));
}

const decimals = (value: unknown) => String(value).split('.')[1]?.length ?? 0;
