import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { eventually } from '../platform.ts';
import { contact, PHONE } from './officer.ts';
import { type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** Somebody owes a visit to a victim who must not be put at risk by it. */
export function victimStory(stage: Play): void {
  stage.atLength(
    'a visit that is owed says how the victim may be looked for, and what was recorded by mistake is taken back',
    async () => {
      const { enter, platform } = stage();
      const page = await enter('officer-09', 'cuadrante', PHONE);
      const followUpId = await owedVisit(stage());
      const visit = page
        .locator('.panel-owed')
        .getByRole('listitem')
        .filter({ hasText: 'Robo con violencia' });
      await visit.getByText('No está anotado cómo encontrarle').first().waitFor();
      const victim = { ageBand: 'ADULT', keptBy: 'LEGAL_DUTY', adult: { name: 'Ana', way: '5512345678' } };
      const safe = { channel: 'TELEPHONE', hours: { from: 10, to: 14 }, sameGender: true };
      const told = { commandId: randomUUID(), followUpId, ...victim, ...safe };
      expect((await platform.execute('officer-09', 'tellVictim', told)).__typename).toBe('FollowUpAccepted');
      const safely = visit.filter({
        hasText: 'Por teléfono · de 10 a 14 h · con alguien de su mismo género',
      });
      await safely.getByRole('button', { name: 'La busqué' }).tap();
      await safely.getByText('1 intento').waitFor();
      await safely.getByText('Me equivoqué').tap();
      await safely.getByRole('button', { name: 'Quitar esa búsqueda' }).tap();
      await safely.getByText('0 intentos').waitFor();
      expect(await safely.getByText('Me equivoqué').count()).toBe(0);
      await annulledContact(page);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** A contact that was recorded twice counts once. */
async function annulledContact(page: Page): Promise<void> {
  const recent = page.locator('.panel-recent');
  const count = recent.locator('.panel-head .quiet');
  const before = Number(await count.innerText());
  await contact(page, 'En una escuela');
  await count.filter({ hasText: String(before + 1) }).waitFor();
  const first = recent.getByRole('listitem').first();
  await first.getByText('Anular').first().tap();
  const annul = first.locator('details').filter({ hasText: 'Anular' });
  await annul.getByLabel('Por qué').selectOption('Se registró dos veces');
  await first.getByRole('button', { name: 'Anular' }).tap();
  await count.filter({ hasText: String(before) }).waitFor();
  await page.getByText('Todo enviado').waitFor();
  expect(await page.getByText('No se aceptó').count()).toBe(0);
}

interface FollowUps {
  readonly incident: { readonly followUps: readonly { readonly id: string }[] };
}

/** A visit owed to the victim of an incident in the beat that was closed just now. */
export async function owedVisit({ platform, report }: Stage, more: object = {}): Promise<string> {
  const id = await report('30421', more);
  const closing = { incidentId: id, outcome: 'RESOLVED', finalCode: '30421', victims: 1 };
  await platform.execute('operator-09', 'closeIncident', { commandId: randomUUID(), ...closing });
  return eventually('a visit is owed', async () => {
    const query = 'query ($id: ID!) { incident(id: $id) { followUps { id } } }';
    const { data } = await platform.ask<FollowUps>('commander-09', query, { id });
    return data?.incident.followUps[0]?.id;
  });
}
