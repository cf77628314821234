import type { Page } from 'playwright-core';
import { sized } from '@proximidad/testing/sizes';
import { broken } from './engines.ts';
import { brokenInAll, isHeaded, leave, type Play, TEST_TIMEOUT_MS } from './stage.ts';

/**
 * The user, the path, what is there once it has loaded, the first heading, and whether another story has the engines
 * look there, which is then enough on an ordinary day.
 */
const ROUTES = [
  ['auditor', 'auditoria', '.panel-changes', 'Auditoría', false],
  [
    'auditor',
    'auditoria/cambios/09?desde=2026-01-01T00:00:00Z',
    '.panel-incidente, .nothing',
    'Auditoría',
    false,
  ],
  ['auditor', 'auditoria/alarmas/09', '.panel-journal', 'Auditoría', false],
  ['operator-09', 'sala/09/repeticion', '.replay-bar .gaps', 'Repetición · Ciudad de México', false],
  ['analyst', 'panorama', '.tile', 'Panorama', true],
  ['analyst', 'accesos', '.panel-revocations h3', 'Accesos y enlaces', true],
  ['commander-09', 'supervision/09', '.panel-beats', 'Supervisión · Ciudad de México', true],
  ['commander-09', 'mando/09', '.panel-needs .nothing', 'Mando · Ciudad de México', true],
  ['commander-09', 'datos/09', '.panel-persons h3', 'Datos personales · Ciudad de México', true],
  ['liaison-09', 'enlace', '.panel-asked h3', 'Enlace', true],
  ['academy', 'academia/09', '.panel-officers', 'Academia · Ciudad de México', true],
  ['officer-09', 'cuadrante', '.phone', 'Mi cuadrante · IZP-6.1.4', true],
] as const;

/** An image that says nothing, a link in a button, a head of no column, and a text in grey on grey. */
const PLANTED = `<main><img src="/icon.svg"><div role="button" tabindex="0"><a href="/">a</a></div>
  <table><tr><th scope="all">b</th><td>c</td></tr></table><p>a text</p></main>`;
const FOUND = [
  ...['color-contrast', 'image-alt', 'nested-interactive'],
  ...['img_alt_valid', 'table_scope_valid', 'text_contrast_sufficient'],
];

const TELEPHONE = { width: 360, height: 740 } as const;
/** 1280 px at 400 %. */
const MAGNIFIED = { viewport: { width: 320, height: 256 } } as const;
const DEFICIENCIES = ['protanopia', 'deuteranopia', 'tritanopia', 'achromatopsia'] as const;
/** Of the pixels that two signs cover together, the share that belongs to one alone. */
const APART_MIN = 0.12;
const COVERED_MIN = 0.08;

/** What GraphiQL 4 and its editor cause, by rule and element; we cannot mend it. */
const OF_GRAPHIQL: Readonly<Record<string, RegExp>> = {
  // A tab holds the button that closes it, and is not a stop of Tab.
  'nested-interactive': /^<li[^>]*class="graphiql-tab /,
  aria_child_tabbable: /<ul[^>]*class="graphiql-tabs /,
  // What a tooltip repeats is taken for the label.
  label_name_visible: /<button[^>]*graphiql-/,
  // CodeMirror scrolls by its own keys, and types into a hidden field.
  'scrollable-region-focusable': /^<div class="CodeMirror-scroll"/,
  target_spacing_sufficient: /<textarea style="position: absolute/,
};

function isTheirs(finding: string): boolean {
  const [rule, nodes] = [finding.split(': ')[0]!, finding.slice(finding.indexOf(': ') + 2)];
  return nodes.split(' | ').every((node) => OF_GRAPHIQL[rule]?.test(node));
}

/** Every screen, for every kind of user. */
export function routeStories(stage: Play): void {
  plantedStory(stage);
  stage.atLength(
    'neither engine finds anything where no other story looks, the door among it; at 400 % all of it reflows, and each room says under one first heading which it is',
    async () => {
      const found: string[] = [];
      const door = await stage().open('');
      found.push(...(await brokenInAll(door, ['en dark'], () => door.locator('.door button').waitFor())));
      await door.context().close();
      for (const [user, routes] of Map.groupBy(ROUTES, ([who]) => who)) {
        const page = await stage().enter(user, routes[0]![1], MAGNIFIED);
        for (const [, path, shows, name, elsewhere] of routes) {
          const ready = () => page.locator(shows).first().waitFor();
          await page.setViewportSize(MAGNIFIED.viewport);
          if (path !== routes[0]![1]) await page.goto(stage().address + path);
          await ready();
          await isHeaded(page, name);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          if (wide > MAGNIFIED.viewport.width) found.push(`${path} is ${wide} wide`);
          await page.setViewportSize({ width: 1366, height: 768 });
          const rules = await brokenInAll(page, elsewhere ? [] : ['es dark'], ready);
          found.push(...rules.map((rule) => `${path} ${rule}`));
        }
        await page.context().close();
      }
      expect(found).toEqual([]);
    },
    4 * TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'the explorer has nothing that either engine finds, but what is of GraphiQL itself',
    async () => {
      const page = await stage().open('graphql');
      await page.locator('.example').first().waitFor();
      await page.locator('textarea[aria-label="Respuesta"]').waitFor({ state: 'attached' });
      await page.locator('.graphiql-tab', { hasText: 'PanoramaNacional' }).waitFor();
      const found: string[] = [];
      for (const colorScheme of sized(['light'] as const, ['light', 'dark'] as const)) {
        await page.emulateMedia({ colorScheme });
        found.push(...(await broken(page)).filter((finding) => !isTheirs(finding)));
      }
      await page.setViewportSize(TELEPHONE);
      expect(await isRunReached(page)).toBe(true);
      await page.context().close();
      expect(found).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  coloursStory(stage);
}

function coloursStory(stage: Play): void {
  stage.atLength(
    'whichever of four ways of seeing colours somebody has, no two signs have one shape',
    async () => {
      const { page, address } = stage();
      await page.goto(`${address}diseno`);
      await page.locator('.sign-ALTA').first().waitFor();
      const browser = await page.context().newCDPSession(page);
      for (const type of DEFICIENCIES) {
        await browser.send('Emulation.setEmulatedVisionDeficiency', { type });
        const signs = await silhouettes(page);
        expect(signs.length).toBeGreaterThan(7);
        for (const [index, one] of signs.entries()) {
          expect(`${one.name} ${one.covered.filter(Boolean).length / one.covered.length > COVERED_MIN}`).toBe(
            `${one.name} true`,
          );
          for (const other of signs.slice(index + 1))
            expect(`${type} ${one.name} ${other.name} ${apart(one, other) > APART_MIN}`).toBe(
              `${type} ${one.name} ${other.name} true`,
            );
        }
      }
      await browser.detach();
      await leave(page);
    },
    TEST_TIMEOUT_MS,
  );
}

/** What makes the silence of the engines mean something. */
function plantedStory(stage: Play): void {
  stage.atLength(
    'what is planted both engines find, and each what the other does not',
    async () => {
      const page = await stage().open('');
      await page.locator('.door button').waitFor();
      await page.evaluate((planted) => {
        document.body.innerHTML = planted;
        Object.assign(document.querySelector('p')!.style, { color: '#777', background: '#888' });
      }, PLANTED);
      const rules = (await broken(page)).map((finding) => finding.split(':')[0]!);
      expect(rules).toEqual(FOUND);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** Whether the explorer is as wide as its window, with the run button in it. */
const isRunReached = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { right } = document.querySelector('.graphiql-execute-button')!.getBoundingClientRect();
    return document.documentElement.scrollWidth <= innerWidth && right < innerWidth;
  });

interface Silhouette {
  readonly name: string;
  readonly covered: readonly boolean[];
}

function apart(one: Silhouette, other: Silhouette): number {
  const either = one.covered.filter((covered, index) => covered || other.covered[index]).length;
  const alone = one.covered.filter((covered, index) => covered !== other.covered[index]).length;
  return alone / either;
}

/** Each sign as painted, in brightness alone: what stands out from the ground around it. */
async function silhouettes(page: Page): Promise<Silhouette[]> {
  const picture = await page.screenshot({ fullPage: true });
  return page.evaluate(
    async (text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const [side, image] = [32, await createImageBitmap(new Blob([bytes], { type: 'image/png' }))];
      const canvas = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true })!;
      const named = new Map(
        [...document.querySelectorAll('svg.sign')].map((sign) => [
          [...sign.classList].find((name) => name.startsWith('sign-'))!,
          sign.getBoundingClientRect(),
        ]),
      );
      return [...named].map(([name, { x, y, width, height }]) => {
        canvas.clearRect(0, 0, side, side);
        canvas.drawImage(image, x, y + scrollY, width, height, 0, 0, side, side);
        const { data } = canvas.getImageData(0, 0, side, side);
        const light = Array.from(
          { length: side * side },
          (_, at) => 0.2126 * data[4 * at]! + 0.7152 * data[4 * at + 1]! + 0.0722 * data[4 * at + 2]!,
        );
        return { name, covered: light.map((value) => Math.abs(value - light[0]!) > 24) };
      });
    },
    // As one text, since it takes seconds to hand over number by number.
    picture.toString('base64'),
  );
}
