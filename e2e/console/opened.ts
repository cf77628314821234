import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../platform.ts';
import { PHONE } from './officer.ts';
import { brokenInAll, rowOf, type Play, TEST_TIMEOUT_MS } from './stage.ts';

const ADDRESS = 'Andador 7 número 14, la puerta verde';
const NARRATIVE = 'Pide que no se toque el timbre.';
/** The notes of one page of the access log. */
const PAGE = 100;
/** In Tlalpan, far from the beat and from every other one. */
/** That it set out is taken back, and told again. */
const ON_THE_WAY = [/^Enterado/, /^Voy en camino/, /^No he salido/, /^Voy en camino/];
const OUTSIDE = { lat: 19.2101, lon: -99.2102 } as const;

/** As in the console: what was opened folds after five minutes. */
const SHOWN_MS = 5 * 60_000;
const SECOND_MS = 1_000;

interface Note {
  readonly number: number;
  readonly stream: string;
  readonly outcome: string;
  readonly fields: readonly string[];
}

/** The sealed data of an incident, from the operator who takes the call to the officer who goes there. */
export function openedStory(stage: Play): void {
  const notesOf = async (incident: string): Promise<string[]> => {
    const { platform } = stage();
    const query =
      'query ($after: Int) { accessLog(entity: "09", after: $after, first: 100) { number stream outcome fields } }';
    const found: Note[] = [];
    for (let after = 0; ;) {
      const { data } = await platform.ask<{ accessLog: readonly Note[] }>('auditor', query, { after });
      const page = data!.accessLog;
      found.push(...page);
      if (page.length < PAGE) break;
      after = page.at(-1)!.number;
    }
    return found
      .filter(({ stream }) => stream.endsWith(incident))
      .map(({ outcome, fields }) => `${outcome} ${fields.toSorted().join(' ')}`);
  };

  stage.atLength(
    'an officer whose unit is sent outside the beat finds it first, opens the way there by one press that is noted, and tells it to its end',
    async () => {
      const { platform, scene, enter } = stage();
      const [room, phone] = [
        await enter('operator-09', 'sala/09'),
        await enter('officer-09', 'cuadrante', PHONE),
      ];
      const id = await toldOutside(room);
      expect(await notesOf(id)).toEqual([]);
      await platform.execute('operator-09', 'dispatchPatrol', {
        ...{ commandId: randomUUID(), incidentId: id, unitId: scene.near },
        overrideReason: 'LOCAL_KNOWLEDGE',
      });
      const task = phone.locator(`.panel-tasks [data-row="${id}"]`);
      await task.getByText('Va usted').waitFor();
      expect(await phone.locator('.panel-tasks li').first().getAttribute('data-row')).toBe(id);
      await task.getByText('Domicilio y quién llamó').click();
      await task.getByText(ADDRESS).waitFor();
      await task.getByText('+525512345678').waitFor();
      await task.getByText(/NO devolver la llamada/).waitFor();
      expect(await task.getByRole('link').count()).toBe(0);
      expect(await notesOf(id)).toEqual(['OPENED IncidentDescribed.address']);
      const opened = () => task.getByRole('button', { name: /Enterado|Acknowledge/ }).waitFor();
      expect(await brokenInAll(phone, ['en light'], opened)).toEqual([]);
      await phone.reload();
      await helpIsAsked(room, task);
      await foldsByItself(room, id);
      for (const step of [...ON_THE_WAY, /^Llegué/, /^No llegué/, /^Llegué/, /^Terminé/])
        await task.getByRole('button', { name: step }).click();
      await task.getByText('Va usted').waitFor({ state: 'detached' });
      const query = 'query ($id: ID!) { incident(id: $id) { dispatches { status arrivedAt } } }';
      await eventually('the unit is free', async () => {
        const { data } = await platform.ask<{ incident: { dispatches: { status: string }[] } }>(
          ...(['operator-09', query, { id }] as const),
        );
        return data?.incident.dispatches.at(-1)?.status === 'CLEARED' ? true : undefined;
      });
      await Promise.all([room, phone].map((page) => page.context().close()));
    },
    TEST_TIMEOUT_MS,
  );
}

/** Whoever is sent asks for help on their telephone; the room sees who asked for what, and records what came of it. */
async function helpIsAsked(room: Page, task: Locator): Promise<void> {
  await task.getByText('Pedir apoyo').first().click();
  await task.getByLabel('¿De quién?').selectOption('Médico');
  await task.getByRole('button', { name: /^Pedir apoyo/ }).click();
  await task.getByText('Apoyo pedido: Médico').waitFor();
  const detail = room.locator('.panel-detail');
  const row = room.locator('.panel-incidents tr.selected').getByText('Apoyo pedido: Médico');
  await row.waitFor();
  await detail.getByRole('listitem').filter({ hasText: 'Médico · U-101' }).waitFor();
  await detail.getByText('Anotar en qué quedó el apoyo').first().click();
  await detail.getByRole('button', { name: 'Anotar en qué quedó el apoyo, Médico' }).click();
  await task.getByText('Apoyo pedido: Médico').waitFor({ state: 'detached' });
  await row.waitFor({ state: 'detached' });
  await detail.getByText('Apoyo que se espera').first().waitFor({ state: 'detached' });
}

/** A call taken in the room that becomes an incident, with its address recorded; resolves to its id. */
async function toldOutside(room: Page): Promise<string> {
  await room.getByRole('button', { name: 'Tomar llamada' }).click();
  const call = room.getByRole('dialog');
  await call.getByLabel('Código CNIE').fill('30421');
  await call.getByLabel('Coordenadas').fill(`${OUTSIDE.lat}, ${OUTSIDE.lon}`);
  await call.getByLabel('Teléfono de quien llama').fill('55 1234 5678');
  await call.getByLabel('¿Se le puede devolver la llamada?').selectOption('UNSAFE');
  await call.getByRole('button', { name: 'Reportar incidente nuevo' }).click();
  await call.waitFor({ state: 'detached' });
  const id = (await room.locator('.panel-incidents tr.selected').getAttribute('data-row'))!;
  await room.getByRole('button', { name: 'Anotar domicilio o relato' }).click();
  const form = room.getByRole('dialog');
  await form.getByLabel('Cómo llegar').fill(ADDRESS);
  await form.getByRole('textbox', { name: 'Relato' }).fill(NARRATIVE);
  await form.getByRole('button', { name: 'Guardar' }).click();
  await form.waitFor({ state: 'detached' });
  return id;
}

/** What was opened in a room that is left alone; it is requested once, even if something beside it is silent. */
async function foldsByItself(room: Page, id: string): Promise<void> {
  let asked = 0;
  await room.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('query PlaceTold')) return route.fallback();
    asked++;
    const response = await route.fetch();
    const told = (await response.json()) as object;
    const silence = {
      message: 'No responde.',
      extensions: { code: 'SERVICE_UNAVAILABLE', service: 'contacts' },
    };
    return route.fulfill({ response, json: { ...told, errors: [silence] } });
  });
  await room.clock.install();
  await rowOf(room, id).click();
  await room.getByText('Domicilio y quién llamó').click();
  const opened = room.getByText(ADDRESS);
  await opened.waitFor();
  await room.clock.fastForward(SHOWN_MS - SECOND_MS);
  expect(await opened.isVisible()).toBe(true);
  await room.clock.fastForward(2 * SECOND_MS);
  await opened.waitFor({ state: 'detached' });
  expect(asked).toBe(1);
}
