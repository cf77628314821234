import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROCESSES, PORT_DEFAULT } from '@proximidad/topology';
import { findingsHeld, findingsMended, rulesCited } from './citations.ts';
import {
  serviceAddresses,
  serviceContainers,
  serviceCredentials,
  serviceVolumes,
} from './compose-sections.ts';
import { lifeOfIncidents } from './life.ts';
import { limitTables } from './limits.ts';
import { table } from './markdown-table.ts';
import { parameterTable } from './model-parameters.ts';
import { root } from './workspace.ts';

/** The generated sections of files that people write, by file and by the name in their two marks. */
export const DOCUMENT_SECTIONS: readonly {
  readonly file: string;
  readonly part: string;
  readonly text: () => string | Promise<string>;
  /**
   * A citation index: it is written with the rest but not checked for freshness, since every new citation changes it.
   * A file that has moved is found by the check of references.
   */
  readonly isIndex?: true;
}[] = [
  { file: 'docs/runbook.md', part: 'processes', text: processTable },
  { file: 'docs/model.md', part: 'parameters', text: parameterTable },
  { file: 'docs/adr/README.md', part: 'decisions', text: decisionList },
  { file: 'docker-compose.yml', part: 'addresses', text: serviceAddresses },
  { file: 'docker-compose.yml', part: 'services', text: () => `\n${serviceContainers()}\n` },
  { file: 'docker-compose.yml', part: 'volumes', text: serviceVolumes },
  { file: 'docker-compose.yml', part: 'credentials', text: serviceCredentials },
  { file: 'docs/limits.md', part: 'limits', text: limitTables },
  { file: 'docs/rules.md', part: 'citations', text: rulesCited, isIndex: true },
  { file: 'docs/rules.md', part: 'life', text: lifeOfIncidents, isIndex: true },
  { file: 'docs/security.md', part: 'findings', text: findingsMended, isIndex: true },
  { file: 'docs/findings.md', part: 'suites', text: findingsHeld, isIndex: true },
];

/**
 * The document with the lines between the two marks of `part` replaced. Marks are comments of Markdown, or of YAML.
 *
 * @throws when a mark is missing.
 */
export function withSection(document: string, part: string, text: string): string {
  const marks = new RegExp(
    `^( *(?:<!--|#) generated: ${part}(?: -->)?\\n)(\\n?).*?(\\n?^ *(?:<!--|#) end of ${part}\\b)`,
    'ms',
  );
  if (!marks.test(document))
    throw new Error(`the document needs two comments, "generated: ${part}" and "end of ${part}"`);
  const isMarkdown = document.includes(`<!-- generated: ${part}`);
  return document.replace(marks, (_, before: string, _blank, after: string) =>
    isMarkdown
      ? `${before}\n${text}\n\n${after.trimStart()}`
      : `${before}${text}\n${after.replace(/^\n/, '')}`,
  );
}

function processTable(): string {
  return table(
    ['process', 'port', 'folder'],
    PROCESSES.map(({ name, folder, offset }) => [name, String(PORT_DEFAULT + offset), `\`${folder}\``]),
  );
}

/** Number, title and status of each decision, from its first lines. */
function decisionList(): string {
  const folder = join(root, 'docs/adr');
  const files = readdirSync(folder).filter((file) => /^\d{4}-.*\.md$/.test(file));
  const rows = files.toSorted().map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const [, number, title] = /^# (\d+)\. (.+)$/m.exec(text) ?? [];
    const status = /Status: (.+)$/m.exec(text)?.[1];
    if (Number(number) !== Number.parseInt(file, 10) || status === undefined)
      throw new Error(`docs/adr/${file} must begin with "# <its number>. <title>" and name its "Status:"`);
    return [number!, `[${title}](${file})`, status];
  });
  return table(['ADR', 'decision', 'status'], rows);
}
