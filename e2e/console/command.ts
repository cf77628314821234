import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { eventually, pseudonymOf } from '../platform.ts';
import { brokenInAll, shortOf, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The work of those responsible for the ground and for the record. */
export function commandStories(stage: Play): void {
  stage.daily(
    'a commander sees which beats are covered, who serves without competence, and what is owed',
    async () => {
      const { enter, platform, scene } = stage();
      await closed(stage(), '30421');
      await platform.execute('commander-09', 'startDuty', {
        ...{ commandId: randomUUID(), officerId: scene.officerId, unitId: scene.near, method: 'ROLLCALL' },
      });
      await promisedLongAgo(stage());
      const page = await enter('commander-09', 'supervision/09');
      const beat = page.locator('.panel-beats tr', { hasText: 'IZP-6.1.4' });
      await beat.getByText(/U-101/).waitFor();
      await beat.getByText('sin turno').waitFor();
      await platform.execute('commander-09', 'openShift', {
        ...{ commandId: randomUUID(), beatId: scene.beatId, kind: 'H24' },
        ...{ startsAt: agoOf(HOUR_MS), endsAt: agoOf(-10 * HOUR_MS) },
      });
      await beat.getByText(/de 6 h 00/).waitFor();
      await seesPromise(page);
      await seesDuty(page);
      await readsEveryOfficer(stage(), page);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  stage.daily(
    'an auditor finds who changed a code, when and why, and what was known before',
    async () => {
      const { enter, platform, address } = stage();
      const { id, position } = await closed(stage(), '30421');
      const given = { commandId: randomUUID(), incidentId: id, finalCode: '30101', reason: 'NEW_EVIDENCE' };
      const told = await platform.execute('commander-09', 'reclassifyIncident', given);
      expect(told.__typename).not.toBe('Refusal');
      const page = await enter('auditor', `auditoria/incidente/${id}`);
      const step = page.locator('tr', { hasText: 'Se corrigió el código' });
      await step.getByText(await pseudonymOf(platform, 'commander-09')).waitFor();
      await step.getByText('Prueba nueva').waitFor();
      const closing = page.locator('tr', { hasText: 'Se cerró' });
      await closing.getByRole('button').click();
      const code = page.locator('.panel-comparison [data-field="finalCode code"]').first();
      await code.getByText('30421').waitFor();
      await inWords(page, code);
      expect(page.url()).toMatch(/paso=\d+$/);
      expect(await brokenInAll(page, ['en dark'], () => code.waitFor())).toEqual([]);
      await page.goto(`${address}auditoria/cambios/09?desde=2001-01-01T00:00:00Z`);
      await page.getByRole('link', { name: 'Desde que se abrió la bitácora' }).click();
      await page.locator('.panel-incidente li').first().waitFor();
      await page.goto(`${address}auditoria/cambios/09?desde=${encodeURIComponent(position)}`);
      await seesChange(page);
      await looksFurther(stage(), page, id);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  stage.daily(
    'who may not look at a record is told so, and nothing of it is shown',
    async () => {
      const { enter } = stage();
      const { id } = await closed(stage(), '30421');
      const page = await enter('operator-14', `auditoria/incidente/${id}`);
      await page.getByText('No existe, o su función no lo ve.').waitFor();
      expect(await eventually('the page', () => page.locator('.panel-life tbody tr').count())).toBe(0);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

const agoOf = (ms: number) => new Date(Date.now() - ms).toISOString();

/** Something that the municipality should have mended 16 days ago. */
async function promisedLongAgo({ platform, scene }: Stage): Promise<void> {
  const { beatId, officerId } = scene;
  await platform.execute('commander-09', 'makeCommitment', {
    ...{ commandId: randomUUID(), beatId, officerId, kind: 'SERVICE', owedBy: 'MUNICIPALITY' },
    ...{ occurredAt: agoOf(30 * DAY_MS), dueAt: agoOf(16 * DAY_MS) },
  });
}

/** It is overdue, and has by now gone to the peace table. */
async function seesPromise(page: Page): Promise<void> {
  const promised = page.locator('.panel-commitments li', { hasText: 'Que se arregle un servicio' });
  await promised.getByText(/vencido hace .* · a la mesa de paz/).waitFor();
  await promised.getByText('IZP-6.1.4 · El municipio').waitFor();
}

async function closed({ report, platform }: Stage, finalCode: string) {
  const incidentId = await report('30421');
  const input = { commandId: randomUUID(), incidentId, outcome: 'RESOLVED', finalCode, victims: 1 };
  const told = await platform.execute('operator-09', 'closeIncident', input, '... on Accepted { position }');
  return { id: incidentId, position: told.position! };
}

/** A corrected code beside the earlier one; nothing in the comparison is spelled as in the API. */
async function inWords(page: Page, code: Locator): Promise<void> {
  await code.getByText('30101').waitFor();
  await code.getByText('Código final', { exact: true }).waitFor();
  expect(await page.locator('.panel-comparison').textContent()).not.toMatch(/\d{4}-\d\d-\d\dT|finalCode/);
}

/** The field that differs, and the fact that changed it. */
async function seesChange(page: Page): Promise<void> {
  const changed = page.locator('.panel-incidente li', { hasText: 'Código final' });
  await changed.getByText(/^\d hechos?: .*Se corrigió el código/).waitFor();
}

/** What an auditor looks at after one record: another, a later step by its link, and another place. */
async function looksFurther(stage: Stage, page: Page, incidentId: string): Promise<void> {
  await kindInWords(stage, page);
  await linkedStep(page, `${stage.address}auditoria/incidente/${incidentId}`);
  await elsewhere(stage, page);
}

/** A link to a step leads to it, however many pages of steps come before; a step that does not exist is called so. */
async function linkedStep(page: Page, record: string): Promise<void> {
  await page.route('**/graphql', (route) => {
    const postData = route
      .request()
      .postData()
      ?.replace('history(first: 50, after', 'history(first: 1, after');
    return route.continue({ ...(postData !== undefined && { postData }) });
  });
  await page.goto(`${record}?paso=3`);
  await page.locator('.panel-life tr.selected[data-step="3"]').waitFor();
  await page.locator('.panel-comparison [data-field]').first().waitFor({ state: 'attached' });
  await page.goto(`${record}?paso=99`);
  await page.getByText('Este registro no tiene el paso 99.').waitFor();
}

/** What changed in a place with another clock than the capital's is asked from the same moment, and answered by that clock. */
async function elsewhere({ address }: Stage, page: Page): Promise<void> {
  await page.goto(`${address}auditoria`);
  const changes = page.getByRole('form', { name: 'Qué cambió entre dos momentos' });
  await changes.getByLabel('Entidad').selectOption('Baja California');
  await changes.getByRole('button').click();
  await page.waitForURL(/cambios\/02/);
  const sinceMs = Date.parse(new URL(page.url()).searchParams.get('desde')!);
  expect(Date.now() - sinceMs).toBeGreaterThanOrEqual(HOUR_MS);
  await page.goto(`${address}auditoria/cambios/02?desde=2999-01-01T00:00:00Z`);
  await page.getByText(/en el futuro.*UTC−[78]/).waitFor();
}

/** A unit's kind in the words of the model that governs its place, in its step and in the comparison. */
async function kindInWords({ address, scene }: Stage, page: Page): Promise<void> {
  await page.goto(`${address}auditoria/unidad/${scene.near}?paso=1`);
  await page.getByText('Se registró la unidad: Patrulla').waitFor();
  const kind = page.locator('[data-field="kind"]').filter({ hasText: 'Patrulla' });
  await kind.waitFor({ state: 'attached' });
}

/** However many officers serve, each is looked at: here a page reads one, and the one to be reviewed is on the second. */
async function readsEveryOfficer({ platform }: Stage, page: Page): Promise<void> {
  const registered = async () => {
    const officerId = `09-${randomUUID()}`;
    const officer = { officerId, entity: '09', municipality: '09007', rank: 'POLICIA' };
    await platform.execute('academy', 'registerOfficer', { commandId: randomUUID(), ...officer });
    return officerId;
  };
  const officerId = await registered();
  const begun = { commandId: randomUUID(), officerId, method: 'ROLLCALL' };
  await platform.execute('commander-09', 'startDuty', begun);
  await registered();
  await page.routeWebSocket(/graphql/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) =>
      server.send(
        String(message).replace('officers(entity: $entity, first: 100', 'officers(entity: $entity, first: 1'),
      ),
    );
  });
  await page.reload();
  const duty = page.locator('.panel-duty');
  await duty.getByText(shortOf(officerId)).waitFor();
  const ended = { commandId: randomUUID(), officerId, reason: 'NORMAL' };
  await platform.execute('commander-09', 'endDuty', ended);
  await duty.getByText('Todos los que sirven').waitFor();
  expect(await duty.getByText('en lo que se lee aquí').count()).toBe(0);
}

/** Everybody whom the page read is fit to serve, and two engines find nothing. */
async function seesDuty(page: Page): Promise<void> {
  await page.locator('.panel-duty').getByText('Todos los que sirven').waitFor();
  const owed = page.locator('.panel-owed').getByText(/Robo con violencia|Robbery with violence/);
  expect(await brokenInAll(page, ['en light'], () => owed.first().waitFor())).toEqual([]);
}
