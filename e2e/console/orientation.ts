import { randomUUID } from 'node:crypto';
import { isHeaded, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** Whether people know where they are. */
export function orientationStories(stage: () => Stage): void {
  test(
    'the address of an entity there is none of says so, and leads to the room of whoever asks, which says of which it is',
    async () => {
      const { enter, address } = stage();
      const page = await enter('operator-09', 'sala/77');
      for (const [room, name] of [['sala', 'Sala'] as const, ['pared', 'Pared'] as const]) {
        if (room === 'pared') await page.goto(`${address}pared/77`);
        await page.getByText('No hay ninguna entidad «77»').waitFor();
        await page.getByRole('main').getByRole('link', { name: 'Ciudad de México' }).click();
        await page.waitForURL(`**/${room}/09`);
        await isHeaded(page, `${name} · Ciudad de México`);
      }
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'what changed between two moments names the units that were sent, and the incident that a unit is at',
    async () => {
      const { enter, platform, report } = stage();
      const since = new Date(Date.now() - 1_000).toISOString();
      const id = await report('30421', { folio: `C5-${randomUUID().slice(0, 8).toUpperCase()}` });
      const units =
        '{ units(entity: "09", status: [AVAILABLE, BUSY, EN_ROUTE], first: 1) { edges { node { id code } } } }';
      const { data } = await platform.ask<Units>('operator-09', units);
      const unit = data!.units.edges[0]!.node;
      const sent = { incidentId: id, unitId: unit.id, overrideReason: 'LOCAL_KNOWLEDGE' };
      await platform.execute('operator-09', 'dispatchPatrol', { commandId: randomUUID(), ...sent });
      const page = await enter('auditor', `auditoria/cambios/09?desde=${since}`);
      const incident = page.getByRole('listitem').filter({ has: page.locator(`a[href$="${id}"]`) });
      await incident.getByText(unit.code).waitFor();
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

interface Units {
  readonly units: {
    readonly edges: readonly { readonly node: { readonly id: string; readonly code: string } }[];
  };
}
