import { randomUUID } from 'node:crypto';
import { idFor } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { openService, type OpenService } from '@proximidad/service';
import { type Ground, openGround, passportFor } from '@proximidad/testing';
import { definition } from './service.ts';
import { commander09, officer09 } from './testing/subgraph.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
/** On the clock of Mexico City. */
const [MIDNIGHT, NEW_YEAR] = [Date.parse('2026-11-15T06:00:00Z'), Date.parse('2027-01-01T06:00:00Z')];
const NEXT_YEAR = Date.parse('2028-01-01T06:00:00Z');

let ground: Ground;
let service: OpenService;
let clock = MIDNIGHT - HOUR_MS;
const now = () => clock;
beforeAll(async () => {
  ground = await openGround();
  service = await openService(definition, ground.config('beats'), { now });
  await service.caughtUp;
});
afterAll(async () => {
  await service.close();
  await ground.clear();
});

async function execute(name: string, input: object, subject: Subject = commander09) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const accepted = name.endsWith('Duty')
    ? 'OfficerDutyAccepted { known duty { endedAt } }'
    : 'UnitAccepted { known unit { id status } }';
  const query = `mutation ($input: ${type}!) { done: ${name}(input: $input) { ... on ${accepted} ... on Refusal { code } } }`;
  const passport = await passportFor(subject, 'beats', now);
  const variables = { input: { commandId: randomUUID(), ...input } };
  const { data, errors } = await service.execute({ query, variables, extensions: { passport } });
  expect(errors).toBeUndefined();
  return (data as { readonly done: { readonly unit?: { readonly id: string } } }).done;
}

async function newUnit(code: string): Promise<string> {
  const { unit } = await execute('registerUnit', { code, kind: 'PATROL', municipality: '09007' });
  return unit!.id;
}

describe('a command that is sent again, since its answer was lost', () => {
  test('after midnight: a unit that was sent meanwhile stays on its way', async () => {
    clock = MIDNIGHT - 2 * SECOND_MS;
    const unitId = await newUnit('U-901');
    const officer = { ...officer09, unit: unitId };
    const free = { unitId, status: 'AVAILABLE', commandId: randomUUID() };
    expect(await execute('reportUnitStatus', free, officer)).toMatchObject({ known: false });
    clock = MIDNIGHT + SECOND_MS;
    const sent = { unitId, status: 'EN_ROUTE', incidentId: idFor('09', 'incident', 1) };
    await execute('reportUnitStatus', sent);
    clock += SECOND_MS;
    const again = await execute('reportUnitStatus', free, officer);
    expect(again).toMatchObject({ known: true, unit: { status: 'EN_ROUTE' } });
    const other = { ...free, status: 'BUSY' };
    expect(await execute('reportUnitStatus', other, officer)).toMatchObject({ code: 'CommandIdReused' });
  });

  test('as the first one of a day, or of a year: it is known', async () => {
    clock = NEW_YEAR - SECOND_MS;
    const [unitId, officerId] = [await newUnit('U-902'), idFor('09', 'officer', 'late')];
    await execute('startDuty', { officerId, method: 'ROLLCALL' });
    const free = { unitId, status: 'AVAILABLE', commandId: randomUUID() };
    const end = { officerId, reason: 'NORMAL', commandId: randomUUID() };
    const endedAt = '2026-12-31T23:59:59.000-06:00';
    await execute('reportUnitStatus', free);
    expect(await execute('endDuty', end)).toMatchObject({ known: false, duty: { endedAt } });
    clock = NEW_YEAR + HOUR_MS - SECOND_MS;
    expect(await execute('reportUnitStatus', free)).toMatchObject({ known: true });
    expect(await execute('endDuty', end)).toMatchObject({ known: true, duty: { endedAt } });
  });

  test('days later, about a day without a log: it is known', async () => {
    const day = 24 * HOUR_MS;
    clock = NEW_YEAR + 10 * day;
    const unitId = await newUnit('U-904');
    const daysOn = async (days: number, status: string) => {
      clock = NEW_YEAR + (10 + days) * day;
      await execute('reportUnitStatus', { unitId, status });
    };
    await daysOn(0, 'AVAILABLE');
    await daysOn(2, 'BUSY');
    const occurredAt = new Date(NEW_YEAR + 11 * day).toISOString();
    const late = { unitId, status: 'OUT_OF_SERVICE', occurredAt, commandId: randomUUID() };
    expect(await execute('reportUnitStatus', late)).toMatchObject({ known: false });
    await daysOn(3, 'AVAILABLE');
    await daysOn(5, 'BUSY');
    expect(await execute('reportUnitStatus', late)).toMatchObject({ known: true, unit: { status: 'BUSY' } });
    const other = { ...late, status: 'AVAILABLE' };
    expect(await execute('reportUnitStatus', other)).toMatchObject({ code: 'CommandIdReused' });
  });

  test('after its unit was retired: it is known, though the unit reports nothing any more', async () => {
    clock = NEW_YEAR + 20 * 24 * HOUR_MS;
    const unitId = await newUnit('U-905');
    const free = { unitId, status: 'AVAILABLE', commandId: randomUUID() };
    expect(await execute('reportUnitStatus', free)).toMatchObject({ known: false });
    clock += 2 * 24 * HOUR_MS;
    expect(await execute('retireUnit', { unitId, reason: 'SOLD' })).toHaveProperty('unit');
    expect(await execute('reportUnitStatus', free)).toMatchObject({
      ...{ known: true, unit: { id: unitId, status: 'OUT_OF_SERVICE' } },
    });
    expect(await execute('reportUnitStatus', { ...free, status: 'BUSY' })).toMatchObject({
      code: 'CommandIdReused',
    });
    const other = { ...free, commandId: randomUUID() };
    expect(await execute('reportUnitStatus', other)).toMatchObject({ code: 'UnitRetired' });
  });

  test('in the next year, after the unit of the duty was retired: it is known', async () => {
    clock = NEXT_YEAR - HOUR_MS;
    const [unitId, officerId] = [await newUnit('U-906'), idFor('09', 'officer', 'retired')];
    const start = { officerId, unitId, method: 'ROLLCALL', commandId: randomUUID() };
    expect(await execute('startDuty', start)).toMatchObject({ known: false });
    clock = NEXT_YEAR + HOUR_MS / 2;
    await execute('endDuty', { officerId, reason: 'NORMAL' });
    await execute('retireUnit', { unitId, reason: 'SOLD' });
    expect(await execute('startDuty', start)).toMatchObject({ known: true });
    expect(await execute('startDuty', { ...start, commandId: randomUUID() })).toMatchObject({
      code: 'UnitRetired',
    });
  });
});

test('in the log of accesses a report is refused when no day takes it, and then the unit is named', async () => {
  const unitId = await newUnit('U-903');
  await execute('reportUnitStatus', { unitId, status: 'BUSY' });
  await execute('reportUnitStatus', { unitId, status: 'ON_SCENE' });
  await service.accesses!.settled();
  const noted: { readonly outcome: string; readonly reason: string; readonly records: string[] }[] = [];
  for await (const { type, data } of service.log.readAll({ after: undefined, max: 1_000 })) {
    if (type === 'AccessesNoted') noted.push(...(data as { readonly entries: typeof noted }).entries);
  }
  const refused = noted.filter(({ outcome }) => outcome === 'REFUSED');
  expect(refused.map(({ reason, records }) => [reason, ...records])).toContainEqual([
    'IncidentNotNamed',
    unitId,
  ]);
  expect(refused.filter(({ reason }) => reason.startsWith('Period'))).toEqual([]);
});
