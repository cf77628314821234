import { encodeBetween } from '@proximidad/edge';
import { idFor } from '@proximidad/eventsourcing';
import { commander09, execute, query, running, useBeats } from '../testing/subgraph.ts';

useBeats();

interface Changed {
  readonly between: readonly [
    { readonly duties: { readonly totalCount: number; readonly edges: readonly object[] } },
  ];
}

test('the changes of duties are counted as they are listed: an officer who never began one has none', async () => {
  const from = { position: running.service.readModels.position, clock: Date.now() };
  const [on, off] = [idFor('09', 'officer', 'on'), idFor('09', 'officer', 'off')];
  expect(await execute('endDuty', { officerId: off, reason: 'NORMAL' })).toMatchObject({ code: 'NotOnDuty' });
  await execute('startDuty', { officerId: on, method: 'ROLLCALL' });
  const to = { position: running.service.readModels.position, clock: Date.now() };
  const place = { entity: '09', municipality: null, beat: null };
  const cuts = encodeBetween({ log: running.service.logId, from, to, ...place });
  const { between } = await query<Changed>(
    commander09,
    `query ($of: [_Any!]!) { between: _entities(representations: $of) { ... on ChangesBetween {
      duties { totalCount edges { node { id kind } } } } } }`,
    { of: [{ __typename: 'ChangesBetween', cuts }] },
  );
  const appeared = { node: { id: on, kind: 'APPEARED' } };
  expect(between[0].duties).toEqual({ totalCount: 1, edges: [appeared] });
});
