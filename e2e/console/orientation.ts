import { randomUUID } from 'node:crypto';
import { type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** The user, the path, and the top heading there. */
const HEADED = [
  ['operator-09', 'sala/09', 'Sala · Ciudad de México'],
  ['operator-09', 'pared/09', 'Pared · Ciudad de México'],
  ['commander-09', 'supervision/09', 'Supervisión · Ciudad de México'],
  ['auditor', 'auditoria/alarmas/09', 'Auditoría'],
  ['officer-09', 'cuadrante', 'Mi cuadrante · IZP-6.1.4'],
] as const;

/** Whether people know where they are. */
export function orientationStories(stage: () => Stage): void {
  test(
    'each room says under one first heading which it is, and of which entity',
    async () => {
      for (const [user, path, name] of HEADED) {
        const page = await stage().enter(user, path);
        const first = page.getByRole('heading', { level: 1 });
        await first.filter({ hasText: name }).waitFor();
        expect(await first.allInnerTexts()).toEqual([name]);
        await page.context().close();
      }
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'the address of an entity there is none of says so, and leads to the room of whoever asks',
    async () => {
      for (const room of ['sala', 'pared']) {
        const page = await stage().enter('operator-09', `${room}/77`);
        await page.getByText('No hay ninguna entidad «77»').waitFor();
        await page.getByRole('main').getByRole('link', { name: 'Ciudad de México' }).click();
        await page.waitForURL(`**/${room}/09`);
        await page.context().close();
      }
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
