import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

interface Axe {
  run(root: Document, options: object): Promise<{ violations: readonly Finding[] }>;
}

interface Result {
  readonly ruleId: string;
  readonly value: readonly [string, string];
  readonly snippet: string;
  readonly message: string;
}

interface Rule {
  readonly dependencies?: readonly string[];
  readonly run: (...given: never) => unknown;
}

interface Checker {
  readonly engine: { getRule(id: string): Rule };
  /** The rules of each policy, and of each rule and policy what its findings count as. */
  readonly rulesetRules: Record<string, readonly string[]>;
  readonly ruleReasonLevels: Record<string, Record<string, Record<string, string>>>;
  check(root: Document, policies: readonly string[]): Promise<{ results: readonly Result[] }>;
}

interface Engines {
  readonly axe?: Axe;
  readonly ace?: { readonly Checker: new () => Checker };
}

const require = createRequire(import.meta.url);
const AXE = `${readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')};0`;
const EQUAL_ACCESS = `${readFileSync(require.resolve('accessibility-checker-engine'), 'utf8')};globalThis.ace = ace;0`;
const SNIPPET_LENGTH = 120;

/** What two engines find against WCAG 2.2 AA. The browser hands them to the page; the page does not load them. */
export async function broken(page: Page): Promise<string[]> {
  return [...(await byAxe(page)), ...(await byEqualAccess(page))];
}

async function byAxe(page: Page): Promise<string[]> {
  await given(page, 'axe', AXE);
  const findings = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as Required<Engines>;
    const options = {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      // No list is made of what is in order, nothing is found again by a selector, and no rule of these reads style sheets.
      ...{ resultTypes: ['violations'], selectors: false, preload: { assets: ['media'] } },
    };
    return (await axe.run(document, options)).violations;
  });
  return findings.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, SNIPPET_LENGTH)).join(' | ')}`,
  );
}

/** IBM's engine: only what it is sure of. */
async function byEqualAccess(page: Page): Promise<string[]> {
  await given(page, 'ace', EQUAL_ACCESS);
  const results = await page.evaluate(inPage);
  return results.map(
    ({ ruleId, message, snippet }) => `${ruleId}: ${message} ${snippet.slice(0, SNIPPET_LENGTH)}`,
  );
}

/** A document that has an engine already is not given it again. */
async function given(page: Page, name: keyof Engines, engine: string): Promise<void> {
  if (!(await page.evaluate((global) => global in globalThis, name))) await page.evaluate(engine);
}

/** Half of its rules only recommend, or leave the answer to whoever reads: they take half of its time. */
async function inPage(): Promise<Result[]> {
  const { ace } = globalThis as unknown as Required<Engines>;
  const [checker, policy, sure] = [new ace.Checker(), 'WCAG_2_2', new Set<string>()];
  const { engine, rulesetRules, ruleReasonLevels } = checker;
  const take = (id: string) => {
    if (sure.has(id)) return;
    sure.add(id);
    // A rule is not asked unless those that it depends on were.
    engine.getRule(id).dependencies?.forEach(take);
  };
  for (const id of rulesetRules[policy]!) {
    const levels = Object.values(ruleReasonLevels[id]![policy]!);
    if (levels.includes('VIOLATION') && String(engine.getRule(id).run).includes('RuleFail')) take(id);
  }
  rulesetRules[policy] = [...sure];
  const { results } = await checker.check(document, [policy]);
  return results.filter(({ value: [kind, outcome] }) => kind === 'VIOLATION' && outcome === 'FAIL');
}
