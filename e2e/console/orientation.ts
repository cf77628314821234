import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { isHeaded, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';
import { owedVisit } from './visits.ts';

/** Whether people know where they are. */
export function orientationStories(stage: Play): void {
  stage.atLength(
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

  stage.atLength(
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
      await untoldUnits(stage(), page);
      await furtherChanges(page);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
  owedAgainStory(stage);
}

/** Somebody said of the wrong victim that the follow-up was over. */
function owedAgainStory(stage: Play): void {
  stage.atLength(
    'a follow-up that was ended by mistake is found among what changed, and owed again where its life is read',
    async () => {
      const { enter, platform } = stage();
      const since = new Date(Date.now() - 1_000).toISOString();
      const followUpId = await owedVisit(stage());
      const ended = { commandId: randomUUID(), followUpId, outcome: 'OK' };
      expect((await platform.execute('commander-09', 'completeFollowUp', ended)).__typename).toBe(
        'FollowUpAccepted',
      );
      const page = await enter('commander-09', `auditoria/cambios/09?desde=${since}`);
      await page.locator(`.panel-seguimiento a[href$="${followUpId}"]`).click();
      await page.getByText('Reabrir el seguimiento').first().click();
      await page.getByLabel('Por qué').selectOption('Se registró por error');
      await page.getByRole('button', { name: 'Reabrir el seguimiento' }).click();
      await page.locator('tr', { hasText: 'Se registró por error' }).waitFor();
      const asked = await platform.ask<{ followUp: { status: string } }>(
        ...([
          'commander-09',
          'query ($id: ID!) { followUp(id: $id) { status } }',
          { id: followUpId },
        ] as const),
      );
      expect(asked.data!.followUp.status).toBe('REQUESTED');
      expect(await page.getByRole('button', { name: 'Reabrir el seguimiento' }).count()).toBe(0);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** What changed is not known while who keeps it does not answer: that is said. */
async function untoldUnits({ platform }: Stage, page: Page): Promise<void> {
  const units = page.locator('.panel-unidad');
  platform.signal('beats', 'SIGSTOP');
  try {
    await page.reload();
    await units.getByText('No se sabe qué hay.').waitFor();
    expect(await units.locator('.nothing-empty, .panel-head .quiet').count()).toBe(0);
    await page.locator('.panel-incidente li').first().waitFor();
  } finally {
    platform.signal('beats', 'SIGCONT');
  }
  await units.locator('li').first().waitFor();
}

/** Of a list by pages the further ones are read, too: here of one record each. */
async function furtherChanges(page: Page): Promise<void> {
  await page.route('**/graphql', (route, request) =>
    route.continue({ postData: request.postData()!.replaceAll('first: 50, after', 'first: 1, after') }),
  );
  await page.goto(page.url().replace(/desde=.*/, `desde=${encodeURIComponent(await sinceOpening(page))}`));
  const lines = page.locator('.panel-incidente li');
  await lines.first().waitFor();
  expect(await lines.count()).toBe(1);
  await page.getByRole('button', { name: 'Más cambios, Incidentes' }).click();
  await lines.nth(1).waitFor();
  await page.getByRole('button', { name: 'Más cambios, Incidentes' }).click();
  await lines.nth(2).waitFor();
}

/** The first moment that is known. */
async function sinceOpening(page: Page): Promise<string> {
  await page.goto(page.url().replace(/desde=.*/, 'desde=2001-01-01T00:00:00Z'));
  await page.getByRole('link', { name: 'Desde que se abrió la bitácora' }).click();
  await page.waitForURL((url) => !url.searchParams.get('desde')!.startsWith('2001'));
  return new URL(page.url()).searchParams.get('desde')!;
}

interface Units {
  readonly units: {
    readonly edges: readonly { readonly node: { readonly id: string; readonly code: string } }[];
  };
}
