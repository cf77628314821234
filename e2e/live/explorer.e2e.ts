import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { eventually, needing } from '@proximidad/testing';
import { executablePath, openBrowser } from '../console/stage.ts';
import { platform, scene } from '../stage.ts';

const START_TIMEOUT_MS = 600_000;
/** After this, a change that is not shown is taken for one made before anybody listened. */
const LISTENING_TIMEOUT_MS = 10_000;
const SHOWN_TIMEOUT_MS = 150_000;
const TEST_TIMEOUT_MS = 600_000;
/** Scripts and styles, as they are transferred. */
const FIRST_LOAD_MAX_BYTES = 500_000;

interface Shown {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly object[];
}

/** An editor of GraphiQL, known to the element that holds it. */
interface Edited {
  readonly CodeMirror: { getValue(): string };
}

interface Counted {
  readonly totalCount: number;
}

interface Since {
  readonly changesBetween: { readonly incidents: { readonly edges: readonly { readonly node: Changed }[] } };
}
interface Changed {
  readonly id: string;
  readonly kind: string;
}
interface Picture {
  readonly operationsPicture: { readonly stateHash: string };
}

needing(executablePath ? undefined : 'Chromium is not installed').describe(
  'the explorer in a browser',
  () => {
    const stack = new AsyncDisposableStack();
    const complaints: string[] = [];
    const loaded: Promise<number>[] = [];
    let page: Page;

    beforeAll(async () => {
      const browser = await openBrowser();
      stack.defer(() => browser.close());
      page = await browser.newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('response', (response) => {
        if (response.url().includes('/assets/'))
          loaded.push(
            response
              .request()
              .sizes()
              .then(({ responseBodySize }) => responseBodySize),
          );
      });
      await page.goto(`http://127.0.0.1:${platform.port}/graphql`);
      await page.getByLabel('Token de acceso').fill(await platform.token('operator-09'));
    }, START_TIMEOUT_MS);
    afterAll(() => stack.disposeAsync(), START_TIMEOUT_MS);

    const report = async () => {
      const input = { commandId: randomUUID(), code: '30421', point: scene.point };
      const executed = await platform.execute(
        'operator-09',
        'reportIncident',
        input,
        '... on IncidentAccepted { incident { id } }',
      );
      return (executed['incident'] as { id: string }).id;
    };
    const run = () => page.getByRole('button', { name: 'Execute query' }).click();
    const stop = () => page.getByRole('button', { name: 'Stop query' }).click();
    /** Opens the example's group as a reader would, and chooses the step. */
    const choose = async (step: string) => {
      const example = page.locator('.example', { hasText: step });
      await example.evaluate((element) => element.closest('details')!.setAttribute('open', ''));
      await example.click();
    };
    /** In one turn of the page, before GraphiQL has looked at the text in its editor. */
    const runAtOnce = (step: string) =>
      page.locator('.example', { hasText: step }).evaluate((example: HTMLElement) => {
        example.click();
        document.querySelector<HTMLElement>('.graphiql-execute-button')!.click();
      });
    const answerText = () =>
      page
        .locator('.result-window .CodeMirror')
        .evaluate((element) => (element as unknown as Edited).CodeMirror.getValue());
    const answer = async (): Promise<Shown> => JSON.parse(await answerText()) as Shown;
    const said = (text: RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
    const shows = (text: string, timeout = SHOWN_TIMEOUT_MS) =>
      page.locator('.result-window', { hasText: text }).waitFor({ timeout });
    /** What is reported before the gateway has begun to listen is not shown, and nothing says when it has begun. */
    const reportUntilShown = () =>
      eventually(async () => {
        const id = await report();
        return shows(id, LISTENING_TIMEOUT_MS).then(
          () => id,
          () => undefined,
        );
      }, 'a change is shown');

    test(
      'a live query shows what holds and then what has changed, until it is stopped',
      async () => {
        await choose('El tablero en vivo');
        await run();
        await said(/En vivo · cuadro 1/);
        const { totalCount } = (await answer()).data!['incidents'] as Counted;
        const id = await report();
        await shows(id);
        expect((await answer()).data).toMatchObject({ incidents: { totalCount: totalCount + 1 } });
        await stop();
        await page.getByRole('button', { name: 'Execute query' }).waitFor();
      },
      TEST_TIMEOUT_MS,
    );

    test(
      'a subscription shows each change as it comes',
      async () => {
        await choose('Cada cambio, una vez');
        await run();
        await said(/En vivo: esperando/);
        const id = await reportUntilShown();
        expect((await answer()).data).toMatchObject({ incidentChanged: { id, lagged: null } });
        await stop();
        await said(/Detenido después de \d+ cuadros/);
      },
      TEST_TIMEOUT_MS,
    );

    test(
      'a picture, the same at its position, and what changed since',
      async () => {
        const ask = async (step: string) => {
          await runAtOnce(step);
          await said(/200 · \d+ ms · sin errores/);
          return (await answer()).data;
        };
        const then = (await ask('Lo que ve una sala, con su huella')) as unknown as Picture;
        const id = await report();
        const again = (await ask('Lo que vio en aquel momento')) as unknown as Picture;
        expect(again.operationsPicture.stateHash).toBe(then.operationsPicture.stateHash);
        // An incident reported before may have changed since; it is listed as changed, not as appeared.
        const since = (await ask('Qué cambió desde entonces')) as unknown as Since;
        const { edges } = since.changesBetween.incidents;
        const unlikeChanged = edges.map(({ node }) => node).filter(({ kind }) => kind !== 'CHANGED');
        expect(unlikeChanged).toEqual([expect.objectContaining({ id, kind: 'APPEARED' })]);
      },
      TEST_TIMEOUT_MS,
    );

    test(
      'the editor knows the public schema, and the panel how to get a token',
      async () => {
        await choose('Panorama nacional');
        await page.getByText('npm run token -- analyst').waitFor();
        await page.locator('.graphiql-query-editor').click();
        await page.keyboard.press('Control+a');
        await page.keyboard.type('{ nationalPic', { delay: 30 });
        await page.locator('.CodeMirror-hints', { hasText: 'nationalPicture' }).waitFor();
      },
      TEST_TIMEOUT_MS,
    );

    test('the first load stays small', async () => {
      const sizes = await Promise.all(loaded);
      expect(sizes.length).toBeGreaterThan(2);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD_MAX_BYTES);
    });

    test('the browser has found nothing to complain of', () => {
      expect(complaints).toEqual([]);
    });
  },
);
