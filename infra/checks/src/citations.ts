import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { table } from './markdown-table.ts';
import { writtenFiles } from './references.ts';
import { root } from './workspace.ts';

const isTest = (file: string) => /\.(spec|e2e)\.ts$/.test(file);
/** What speaks of rules and findings because that is its subject. */
const isAboutThem = (file: string) => file.startsWith('infra/checks/src/references');
const idsIn = (document: string, pattern: RegExp) =>
  [...readFileSync(join(root, document), 'utf8').matchAll(pattern)].map(([, id]) => id!);

/** Where each rule that the code cites is decided, and which suites name it. */
export function rulesCited(): string {
  const texts = sources();
  const rows = idsIn('docs/rules.md', /^\| (BR-[A-Z]\d+) +\|/gm).flatMap((id) => {
    const citing = texts.filter(([, text]) => new RegExp(`\\b${id}\\b`).test(text)).map(([file]) => file);
    const code = citing.filter((file) => !isTest(file));
    return citing.length === 0 ? [] : [[`\`${id}\``, listed(code), listed(citing.filter(isTest))]];
  });
  return table(['rule', 'decided or told in', 'suites that name it'], rows);
}

/** The suites with a test that begins with a finding's id. */
export function findingsHeld(): string {
  const suites = sources().filter(([file]) => isTest(file));
  const rows = idsIn('docs/findings.md', /^\| ([A-Z]\d+) +\|/gm).flatMap((id) => {
    const begins = new RegExp(`['"\`]${id}[ :]`);
    const holding = suites.filter(([, text]) => begins.test(text)).map(([file]) => file);
    return holding.length === 0 ? [] : [[`\`${id}\``, listed(holding)]];
  });
  return table(['finding', 'suites that hold it'], rows);
}

const sources = () =>
  writtenFiles()
    .filter((file) => file.endsWith('.ts') && !isAboutThem(file))
    .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const);

const listed = (files: readonly string[]) =>
  files.map((file) => `[${basename(file).replace(/\.ts$/, '')}](../${file})`).join(' · ');
