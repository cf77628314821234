import { randomUUID } from 'node:crypto';
import type { Subject } from '@proximidad/policy';
import { openService, type OpenService } from '@proximidad/service';
import { type Ground, openGround, passportFor } from '@proximidad/testing';
import { definition } from './service.ts';
import { commander09 } from './testing/subgraph.ts';

let ground: Ground;
let service: OpenService;
beforeAll(async () => {
  ground = await openGround();
  service = await openService(definition, ground.config('beats'));
  await service.caughtUp;
});
afterAll(async () => {
  await service.close();
  await ground.clear();
});

async function execute(name: string, input: object, subject: Subject = commander09) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { done: ${name}(input: $input) { ... on UnitAccepted { unit { id } } ... on Refusal { code } } }`;
  const passport = await passportFor(subject, 'beats');
  const variables = { input: { commandId: randomUUID(), ...input } };
  const { data, errors } = await service.execute({ query, variables, extensions: { passport } });
  expect(errors).toBeUndefined();
  return (data as { readonly done: { readonly unit?: { readonly id: string } } }).done;
}

async function newUnit(code: string): Promise<string> {
  const { unit } = await execute('registerUnit', { code, kind: 'PATROL', municipality: '09007' });
  return unit!.id;
}

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
