import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { begins, type Finding, findingsIn, WHOLE_SECTIONS } from './findings.ts';
import { isTest, writtenFiles } from './references.ts';
import { root } from './workspace.ts';

/** Files that plant findings that do not exist. */
const isPlanted = (file: string) => /^infra\/checks\/src\/(references|findings)\b/.test(file);
const idsIn = (document: string, pattern: RegExp) =>
  [...readFileSync(join(root, document), 'utf8').matchAll(pattern)].map(([, id]) => id!);

/** Where each rule that the code cites is decided, and which suites name it. */
export function rulesCited(): string {
  const texts = citingSources();
  const rows = idsIn('docs/rules.md', /^\| (BR-[A-Z]\d+) +\|/gm).flatMap((id) => {
    const files = texts.filter(([, text]) => new RegExp(`\\b${id}\\b`).test(text)).map(([file]) => file);
    const code = files.filter((file) => !isTest(file));
    const suites = files.filter(isTest);
    const where = [listed(code), suites.length > 0 ? `suites: ${listed(suites)}` : ''].filter(Boolean);
    return files.length === 0 ? [] : [`- \`${id}\`: ${where.join('; ')}`];
  });
  return rows.join('\n');
}

/** The findings listed in docs/findings.md, each with the suites that hold it. */
export function findings(): readonly (Finding & { readonly suites: readonly string[] })[] {
  const suites = sources().filter(([file]) => isTest(file));
  return findingsIn(readFileSync(join(root, 'docs/findings.md'), 'utf8')).map((finding) => ({
    ...finding,
    suites: suites.filter(([, text]) => begins(finding.id).test(text)).map(([file]) => file),
  }));
}

/** Each finding and request of the reviews of security and use: what mended it, and the suites that hold it. */
export function findingsMended(): string {
  return findings()
    .filter(({ section }) => WHOLE_SECTIONS.includes(section))
    .map(({ id, commits, tries, suites }) => {
      const mended = commits.length > 0 ? ` → ${commits.join(', ')}` : '';
      return `- **${id}**${tries.length > 0 ? ` (${tries.join(', ')})` : ''}${mended} → ${listed(suites)}`;
    })
    .join('\n');
}

/** For each finding from the field, the suites with a test whose name begins with its id. */
export function findingsHeld(): string {
  return findings()
    .filter(({ section, suites }) => !WHOLE_SECTIONS.includes(section) && suites.length > 0)
    .map(({ id, suites }) => `- \`${id}\`: ${listed(suites)}`)
    .join('\n');
}

/** The files that may cite a rule or name a command; the checks themselves list all of them and are left out. */
export const citingSources = () => sources().filter(([file]) => !file.startsWith('infra/checks/'));

const sources = () =>
  writtenFiles()
    .filter((file) => file.endsWith('.ts') && !isPlanted(file))
    .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const);

export const listed = (files: readonly string[]) =>
  files.map((file) => `[${basename(file).replace(/\.ts$/, '')}](../${file})`).join(' · ');
