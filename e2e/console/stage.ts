import { subjectIdOf } from '@proximidad/identity';
import { sized } from '@proximidad/testing/sizes';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { type Platform, startPlatform } from '../platform.ts';
import { type Scene, setScene } from '../scene.ts';
import { broken } from './engines.ts';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const;
/** The same engine without what surrounds a page: a third of the processor time. The full run takes the browser that people use. */
const SHELL = '/usr/bin/chromium-headless-shell';
export const executablePath = sized([SHELL, ...BROWSERS], BROWSERS).find((place) => existsSync(place));
/** A page that is open for some seconds does not get back what it takes to compile it better: a tenth of the processor time. */
const CODE = sized('--no-opt --no-maglev', '');
export const START_TIMEOUT_MS = 600_000;
export const TEST_TIMEOUT_MS = 600_000;
/** For one step on a busy machine. */
const PATIENCE_MS = 150_000;
const SIZE = { width: 1600, height: 900 } as const;

export const openBrowser = (code = CODE) =>
  chromium.launch({
    executablePath: executablePath!,
    args: ['--no-sandbox', '--enable-precise-memory-info', `--js-flags=--expose-gc ${code}`],
  });

/** One platform and one browser, on which every story of the console plays. */
export interface Stage {
  readonly platform: Platform;
  readonly scene: Scene;
  readonly context: BrowserContext;
  /** Where the dispatcher of 09 is signed in after the first story. */
  readonly page: Page;
  /** The errors of pages, and the hosts that they contacted besides the platform. */
  readonly complaints: readonly string[];
  readonly foreign: readonly string[];
  readonly address: string;
  /** Another window, before anybody signs in. */
  open(path: string): Promise<Page>;
  /** What each window that is open shows. */
  shown(): Promise<string>;
  /** Another window with a session of its own, signed in, at a path. */
  enter(user: string, path: string, how?: BrowserContextOptions): Promise<Page>;
  report(code: string, more?: object): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openStage(code = CODE): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  const platform = await startPlatform();
  stack.defer(() => platform.clear());
  const scene = await setScene(platform);
  const browser = await openBrowser(code);
  stack.defer(() => browser.close());
  const [complaints, foreign]: [string[], string[]] = [[], []];
  const own = [platform.port, platform.port + 2].map((port) => `http://127.0.0.1:${port}/`);
  const opened = async (how: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ viewport: SIZE, ...how });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      if (!own.some((origin) => url.startsWith(origin)) && !/^(data|blob):/.test(url)) foreign.push(url);
    });
    return page;
  };
  const page = await opened();
  const address = `http://127.0.0.1:${platform.port}/`;
  return {
    ...{ platform, scene, page, complaints, foreign, address },
    context: page.context(),
    async open(path) {
      const window = await opened();
      await window.goto(address + path);
      return window;
    },
    shown: () => shownIn(browser),
    async enter(user, path, how) {
      const window = await opened(how);
      await window.goto(address + path);
      await signIn(window, user);
      return window;
    },
    async report(code, more = {}) {
      const input = { commandId: randomUUID(), code, point: scene.point, ...more };
      const accepted = '... on IncidentAccepted { incident { id } }';
      const told = await platform.execute('operator-09', 'reportIncident', input, accepted);
      return (told['incident'] as { id: string }).id;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

type Declared = (name: string, play: () => Promise<unknown>, timeoutMs: number) => void;

/** The stage of a suite, and how its stories are declared: it plays the ones or the others (ADR 463). */
export interface Play {
  (): Stage;
  /** Played on an ordinary day: the way of each kind of user, and what nobody must ever find broken. */
  readonly daily: Declared;
  /** Played in the full run, by `npm run unit`, and by `npm run affected -- --e2e`. */
  readonly atLength: Declared;
}

export type Depth = 'daily' | 'atLength';

/** Called once by each suite of the console. The first daily story signs the dispatcher in; those at length find it done. */
export function usePlay(depth: Depth): Play {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    if (depth === 'atLength') await enterRoom(stage);
  }, START_TIMEOUT_MS);
  afterAll(() => stage?.[Symbol.asyncDispose](), START_TIMEOUT_MS);
  const others: Declared = () => undefined;
  const told: Declared = (name, play, timeoutMs) =>
    test(name, () => play().catch((cause: unknown) => failed(cause as Error, stage)), timeoutMs);
  return Object.assign(() => stage, { daily: others, atLength: others, [depth]: told });
}

/** Why a step was not reached is mostly said on the screen. */
async function failed(cause: Error, stage: Stage): Promise<never> {
  const [{ message, stack }, shown] = [cause, await stage.shown()];
  const more = `${message}\n\n${shown}`;
  throw Object.assign(cause, { message: more, stack: stack?.replace(message, () => more) });
}

/** Of a room, enough to find in it what was said of an order. */
const SHOWN_MAX = 4_000;
/** A page that has crashed answers nothing. */
const TELLS_WITHIN_MS = 5_000;

async function shownIn(browser: Browser): Promise<string> {
  const pages = browser.contexts().flatMap((context) => context.pages());
  const texts = pages.map(async (page) => {
    const text = await page.locator('body').innerText({ timeout: TELLS_WITHIN_MS }).catch(String);
    return `${page.url()} shows:\n${text.replaceAll(/\s*\n\s*/g, ' | ').slice(0, SHOWN_MAX)}`;
  });
  // The newest first.
  return (await Promise.all(texts)).toReversed().join('\n\n');
}

/** The window in which stories play that follow each other: opened by the first of them that plays, closed by the last. */
export function oneWindow(
  stage: () => Stage,
  ...[user, path, how]: Parameters<Stage['enter']>
): () => Promise<Page> {
  let opened: Promise<Page> | undefined;
  return () => (opened ??= stage().enter(user, path, how));
}

/** As anyone does who opens the address. */
export async function signIn(page: Page, user: string): Promise<void> {
  const { origin } = new URL(page.url());
  await page.getByRole('button', { name: /^(Entrar|Sign in)/ }).click();
  // The users of each kind are folded away; those used every day are not.
  await page
    .locator(`button[value="${user}"]`)
    .first()
    .evaluate((button) => (button as HTMLElement).click());
  await page.waitForURL((url) => url.origin === origin && url.pathname !== '/entrar');
}

/** Signs the dispatcher of 09 in, from the printed address on. */
export async function enterRoom({ page, address }: Stage): Promise<void> {
  await page.goto(address);
  await signIn(page, 'operator-09');
  await page.waitForURL(/\/sala\/09$/);
  await page.getByText('En vivo').waitFor();
}

/** As the keyboard does, once it may: on a button that is disabled for now a key is lost. */
export const press = (button: Locator) => button.and(button.page().locator(':not(:disabled)')).press('Enter');

/** Under its one first heading a page says which room it is, and of which entity. */
export async function isHeaded(page: Page, name: string): Promise<void> {
  const first = page.getByRole('heading', { level: 1 });
  await first.filter({ hasText: name }).waitFor();
  expect(await first.allInnerTexts()).toEqual([name]);
}

/** Until another story needs it: a room that is open costs while nobody looks at it. */
export const leave = (page: Page) => page.goto('about:blank');

/** The network goes away once nothing is under way: for each answer that it would keep, Chromium computes until the page gives up. */
export async function cutOff(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.context().setOffline(true);
}

/** Of an identifier, what a screen shows. */
export const shortOf = (id: string) => id.slice(0, 'EE-xxxxxxxx'.length);

/** An incident's row on the board. */
export const rowOf = (page: Page, id: string) => page.locator(`.panel-incidents [data-row="${id}"]`);

const LOOKS = ['es dark', 'es light', 'en dark', 'en light'] as const;
type Look = (typeof LOOKS)[number];

/**
 * Shows the page in both languages and both appearances, on an ordinary day only in those named, and returns what two
 * engines find in each; after a reload it is as before.
 */
export async function brokenInAll(
  page: Page,
  everyday: readonly Look[],
  ready: () => Promise<unknown>,
): Promise<string[]> {
  const found: string[] = [];
  // Anyone who comes by an address is led through the door first.
  await ready();
  for (const look of sized(everyday, LOOKS)) {
    if ((await lookOf(page)) !== look) {
      const [language, theme] = look.split(' ');
      const settings = JSON.stringify({ language, theme });
      await page.evaluate((text) => localStorage.setItem('proximidad.ajustes', text), settings);
      await page.reload();
    }
    await ready();
    expect(await lookOf(page)).toBe(look);
    found.push(...(await broken(page)).map((rule) => `${look} ${rule}`));
  }
  await page.evaluate(() => localStorage.removeItem('proximidad.ajustes'));
  return found;
}

/** In which language and appearance it is shown. */
const lookOf = (page: Page): Promise<string> =>
  page.evaluate(
    () => `${document.documentElement.lang.slice(0, 2)} ${document.documentElement.dataset['theme']}`,
  );

/** Two persons end a user's access. */
export async function revoke({ platform }: Stage, user: string): Promise<void> {
  const subject = subjectIdOf(user);
  const asked = { commandId: randomUUID(), subject, reason: 'LEFT_SERVICE' };
  await platform.execute('analyst', 'revokeAccess', asked);
  await platform.execute('analyst-2', 'confirmRevocation', { commandId: randomUUID(), subject });
}
