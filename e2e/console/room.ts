import { randomUUID } from 'node:crypto';
import { broken } from './engines.ts';
import { brokenInAll, enterRoom, type Play, revoke, rowOf, shortOf, TEST_TIMEOUT_MS } from './stage.ts';

const PICTURE = '{ operationsPicture(entity: "09") { stateHash position } }';

interface Pictured {
  readonly operationsPicture: { readonly stateHash: string; readonly position: string };
}

/** The operations room, from the printed address on. */
export function roomStories(stage: Play): void {
  stage.daily(
    'whoever opens the printed address signs in, sees the room live, and dispatches with two keys',
    async () => {
      const { page, platform, report } = stage();
      const row = (id: string) => rowOf(page, id);
      await enterRoom(stage());
      const [id, other] = [await report('30421'), await report('30422')];
      await row(id).waitFor();
      const first = page.getByRole('button', { name: /^Despachar U-101/ });
      const asks = async () => {
        await row(id).focus();
        await page.keyboard.press('d');
        await first.waitFor();
        await page.waitForFunction(() => document.activeElement?.classList.contains('candidate'));
      };
      await asks();
      // Of another incident nobody asked it.
      await row(other).click();
      await page.locator('.panel-detail .facts').getByText(shortOf(other)).waitFor();
      await first.waitFor();
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(await page.locator('.candidate:focus').count()).toBe(0);
      await asks();
      await page.keyboard.press('Enter');
      await row(id).getByText('Despachado').waitFor();
      await row(id).getByText('U-101').waitFor();
      const found = await platform.ask<{ incident: { dispatches: { unit: { code: string } }[] } }>(
        'operator-09',
        'query ($id: ID!) { incident(id: $id) { dispatches { unit { code } } } }',
        { id },
      );
      expect(found.data?.incident.dispatches).toEqual([{ unit: { code: 'U-101' } }]);
    },
    TEST_TIMEOUT_MS,
  );

  stage.daily(
    'a refusal shows its sentence and its rule beside the order, which is there to be mended',
    async () => {
      const { page, report } = stage();
      const id = await report('30421');
      await rowOf(page, id).click();
      await page.keyboard.press('/');
      const bar = page.getByRole('textbox', { name: 'Línea de órdenes' });
      await bar.fill('d u-101');
      await bar.press('Enter');
      await page.locator('.command-bar .refused', { hasText: 'Regla BR-I4' }).waitFor();
      expect(await bar.inputValue()).toBe('d u-101');
      await bar.press('F6');
      await page.waitForFunction(() => document.activeElement?.closest('.panel-incidents'));
    },
    TEST_TIMEOUT_MS,
  );

  stage.daily(
    'no token is left in what the browser keeps, and a reload comes back without a question',
    async () => {
      const { page, context, address } = stage();
      const kept = await page.evaluate(() =>
        [localStorage, sessionStorage].map((store) => JSON.stringify(Object.entries(store))).join(),
      );
      expect(kept).not.toMatch(/eyJ|refresh|access/);
      const cookies = await context.cookies(address);
      expect(cookies.map(({ value }) => value).join()).not.toContain('eyJ');
      await page.reload();
      await page.waitForURL(/\/sala\/09$/);
      await page.getByText('En vivo').waitFor();
    },
    TEST_TIMEOUT_MS,
  );
}

/** What nobody can know is not shown as if somebody did. */
export function standstillStories(stage: Play): void {
  stage.atLength(
    'a feed that stands still looks so, and goes on by itself',
    async () => {
      const { page, platform, report } = stage();
      platform.signal('gateway', 'SIGSTOP');
      try {
        await page.getByText('SIN CONEXIÓN').waitFor();
        await page.locator('.room.frozen').waitFor();
        expect(await broken(page)).toEqual([]);
      } finally {
        platform.signal('gateway', 'SIGCONT');
      }
      await page.getByText('En vivo').waitFor();
      const id = await report('30422');
      await rowOf(page, id).waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'what is open is not known while who keeps it does not answer: that is said, and nothing is counted',
    async () => {
      const { page, platform, report } = stage();
      const id = await report('30422');
      platform.signal('incidents', 'SIGSTOP');
      try {
        await page.reload();
        await page.locator('.panel-incidents').getByText('No se sabe qué incidentes').waitFor();
        await page.locator('.panel-alarms').getByText('No se sabe qué venció').waitFor();
        const counted = await page.locator('.figure', { hasText: /abiertos|vencidos/ }).allInnerTexts();
        expect(counted.map((text) => text.split('\n')[0])).toEqual(['—', '—']);
        expect(await broken(page)).toEqual([]);
      } finally {
        platform.signal('incidents', 'SIGCONT');
      }
      await rowOf(page, id).waitFor();
    },
    TEST_TIMEOUT_MS,
  );
}

/** What was, what is seen from far, and whether anybody can read it. */
export function lookedAtStories(stage: Play): void {
  stage.daily(
    'axe finds nothing, in both languages and both appearances',
    async () => {
      const { page } = stage();
      const found = await brokenInAll(page, ['en light'], async () => {
        await page.locator('.panel-incidents tbody tr').first().click();
        await page.locator('.candidates, .sent').first().waitFor();
      });
      expect(found).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  stage.daily(
    'the room of a past moment is the one that was, says that it is past, and lets nobody act',
    async () => {
      const { page, platform, address, report } = stage();
      const row = (id: string) => rowOf(page, id);
      const id = await report('30421');
      await row(id).waitFor();
      const asked = await platform.ask<Pictured>('operator-09', PICTURE);
      const { position, stateHash } = asked.data!.operationsPicture;
      await platform.execute('operator-09', 'closeIncident', {
        ...{ commandId: randomUUID(), incidentId: id, outcome: 'RESOLVED', finalCode: '30421' },
      });
      await page.goto(`${address}sala/09/repeticion?pos=${encodeURIComponent(position)}`);
      await row(id).waitFor();
      const hash = page.locator('[data-state-hash]');
      expect(await hash.getAttribute('data-state-hash')).toBe(stateHash);
      await page
        .getByText(/REPETICIÓN|REPLAY/)
        .first()
        .waitFor();
      await row(id).click();
      await page.locator('.timeline').waitFor();
      expect(await page.locator('.candidate, .command-bar').count()).toBe(0);
      expect(await broken(page)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  stage.daily(
    'the nation is there for who serves it, and axe finds nothing in it',
    async () => {
      const { page, address } = stage();
      await page.goto(`${address}panorama`);
      await page.locator('.tile').first().waitFor();
      expect(await broken(page)).toEqual([]);
      const size = page.viewportSize()!;
      // The number of a state in a bad hour, too: one that is cut reads as another.
      await page.locator('.tile-value').evaluateAll((values) => {
        for (const { firstChild } of values) (firstChild as Text).data = '1234';
      });
      for (const width of [1280, 640, 390, 320]) {
        await page.setViewportSize({ width, height: 844 });
        const cut = page
          .locator('.tile')
          .evaluateAll((tiles) =>
            tiles
              .filter((tile) => tile.scrollWidth > tile.clientWidth || tile.scrollHeight > tile.clientHeight)
              .map((tile) => tile.textContent),
          );
        expect(await cut).toEqual([]);
      }
      await page.setViewportSize(size);
    },
    TEST_TIMEOUT_MS,
  );
}

/** Ends the access of who sits in the room, so it comes last. */
export function revokedStory(stage: Play): void {
  stage.daily(
    'whose access is revoked is told so, and sees nothing any more',
    async () => {
      const { page } = stage();
      await revoke(stage(), 'operator-09');
      await page
        .getByRole('alert')
        .filter({ hasText: /revoked|retirado/ })
        .waitFor();
      expect(await page.locator('.panel').count()).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );
}
