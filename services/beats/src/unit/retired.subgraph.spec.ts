import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import { execute, type Unit, useBeats } from '../testing/subgraph.ts';

useBeats();

test('nobody goes on duty with a unit that is retired by then', async () => {
  const registered = { code: 'U-OUT', kind: 'PATROL', municipality: '09007' };
  const { id: unitId } = (await execute('registerUnit', registered))['unit'] as Unit;
  const start = (who: string, change = {}) =>
    execute('startDuty', { officerId: idFor('09', 'officer', who), unitId, method: 'ROLLCALL', ...change });
  expect(await start('before')).toMatchObject({ duty: { unit: { id: unitId } } });
  expect(await execute('retireUnit', { unitId, reason: 'SOLD' })).toHaveProperty('unit');
  expect(await start('after')).toMatchObject({ code: 'UnitRetired' });
  // A fact from before it was retired may be reported late.
  const occurredAt = formatInstant(instantAt(Date.now() - 3_600_000, 'America/Mexico_City'));
  expect(await start('late', { occurredAt })).toMatchObject({ duty: { unit: { id: unitId } } });
});
