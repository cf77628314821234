import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writtenFiles } from './references.ts';
import { root } from './workspace.ts';

const isTest = (file: string) => /\.(spec|e2e)\.ts$/.test(file);
/** Plants findings that there are not. */
const isPlanted = (file: string) => file.startsWith('infra/checks/src/references');
const idsIn = (document: string, pattern: RegExp) =>
  [...readFileSync(join(root, document), 'utf8').matchAll(pattern)].map(([, id]) => id!);

/** Where each rule that the code cites is decided, and which suites name it. */
export function rulesCited(): string {
  const texts = sources().filter(([file]) => !file.startsWith('infra/checks/'));
  const rows = idsIn('docs/rules.md', /^\| (BR-[A-Z]\d+) +\|/gm).flatMap((id) => {
    const citing = texts.filter(([, text]) => new RegExp(`\\b${id}\\b`).test(text)).map(([file]) => file);
    const code = citing.filter((file) => !isTest(file));
    const suites = citing.filter(isTest);
    const where = [listed(code), suites.length > 0 ? `suites: ${listed(suites)}` : ''].filter(Boolean);
    return citing.length === 0 ? [] : [`- \`${id}\`: ${where.join('; ')}`];
  });
  return rows.join('\n');
}

/** The suites with a test that begins with a finding's id, or with several and commas between. */
export function findingsHeld(): string {
  const suites = sources().filter(([file]) => isTest(file));
  const rows = idsIn('docs/findings.md', /^\| ([A-Z]\d+) +\|/gm).flatMap((id) => {
    const begins = new RegExp(`['"\`](?:[A-Z]\\d+, )*${id}[ :,]`);
    const holding = suites.filter(([, text]) => begins.test(text)).map(([file]) => file);
    return holding.length === 0 ? [] : [`- \`${id}\`: ${listed(holding)}`];
  });
  return rows.join('\n');
}

const sources = () =>
  writtenFiles()
    .filter((file) => file.endsWith('.ts') && !isPlanted(file))
    .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const);

const listed = (files: readonly string[]) =>
  files.map((file) => `[${basename(file).replace(/\.ts$/, '')}](../${file})`).join(' · ');
