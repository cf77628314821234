import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root, trackedFiles } from './workspace.ts';

/** What a comment, a document or the name of a test may point at. */
export interface Known {
  /** `BR-I4`, `policy P1`, `ST-1`, `N4`, and the ids of findings. */
  readonly ids: ReadonlySet<string>;
  readonly adrs: ReadonlySet<number>;
  /** Whether a file or folder exists at this path from the root. */
  readonly hasFile: (path: string) => boolean;
  /** The anchors of the headings of a document in the repository. */
  readonly anchorsOf: (path: string) => ReadonlySet<string>;
}

export interface BrokenReference {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

const IDS = /\bBR-[A-Z]\d+|\bpolicy P\d+|\bST-\d+\b|(?<=\((?:[^()]*, )?)N\d+(?=\))/g;
const ADRS = /\bADRs? \d+(?:(?:, | and | to )\d+)*/g;
/** At the beginning of a test's name. */
const FINDINGS = /(?<=['"`](?:[A-Z]\d{1,2}, )*)[ABCFHLMRW]\d{1,2}(?=[ :,][^'"`]{8,})/g;
const DOCUMENTS = /\bdocs\/[\w./-]+\.(?:md|graphql)(?:#[\w-]+)?/g;
/** Files of the sources, as comments and documents name them. */
const SOURCES =
  /(?<![\w./-])(?:libs|services|gateway|infra|e2e)\/[\w./-]+\.(?:tsx?|mjs|md|json|graphql|sh)\b/g;
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g;
const LINKS = /\]\((?!https?:|mailto:)([^)\s]+)\)/g;
const ELSEWHERE =
  /\(?architecture, decisions? \d+|\bdomain, (?:sections?|conventions|BR-|ST-|P\d|N\d|\d)|\(decision \d+\)|\b(?:domain|interface|reliability|eventstore-protocol|stack)\.md\b/g;

/** Suites, and the contracts that they run for each of several carriers. */
export const isTest = (file: string) => /(\.(spec|e2e|containers)|-contract)\.ts$/.test(file);

/** Everything in a file that points at something which is not in the repository. */
export function brokenReferences(file: string, text: string, known: Known): BrokenReference[] {
  const found: BrokenReference[] = [];
  const report = (index: number, message: string) =>
    found.push({ file, line: text.slice(0, index).split('\n').length, message });
  for (const [id, index] of matches(text, IDS))
    if (!known.ids.has(id)) report(index, `${id} is not in docs/rules.md or docs/stories.md`);
  if (isTest(file))
    for (const [id, index] of matches(text, FINDINGS))
      if (!known.ids.has(id)) report(index, `finding ${id} is not in docs/findings.md`);
  for (const [words, index] of matches(text, ADRS))
    for (const [number] of words.matchAll(/\d+/g))
      if (!known.adrs.has(Number(number))) report(index, `there is no ADR ${number} in docs/adr`);
  for (const [target, index] of matches(text, DOCUMENTS)) checkDocument(target, index);
  for (const [said, start] of file.endsWith('.md') ? [[text, 0] as const] : matches(text, COMMENTS))
    for (const [target, index] of matches(said, SOURCES)) checkDocument(target, start + index);
  if (file.endsWith('.md'))
    for (const { 1: target, index } of text.matchAll(LINKS))
      checkDocument(
        target!.startsWith('#') ? `${file}${target}` : normalize(join(dirname(file), target!)),
        index,
      );
  for (const [words, index] of matches(text, ELSEWHERE))
    report(index, `"${words}" is not in the repository: name a rule, an ADR or a page of docs/`);
  return found;

  function checkDocument(target: string, index: number): void {
    const [path, anchor] = target.split('#') as [string, string | undefined];
    if (!known.hasFile(path)) report(index, `there is no ${path}`);
    else if (anchor !== undefined && path.endsWith('.md') && !known.anchorsOf(path).has(anchor))
      report(index, `${path} has no heading #${anchor}`);
  }
}

const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(({ 0: match, index }) => [match, index] as const);

/** Everything that may be pointed at now. */
export function known(base = root): Known {
  const read = (path: string) => readFileSync(join(base, path), 'utf8');
  const rows = ['docs/rules.md', 'docs/stories.md', 'docs/findings.md'].flatMap((path) =>
    [...read(path).matchAll(/^\| ([A-Z][\w-]*|policy P\d+) +\|/gm)].map(([, id]) => id!),
  );
  return {
    ids: new Set(rows),
    adrs: new Set(readdirSync(join(base, 'docs/adr')).map((name) => Number.parseInt(name, 10))),
    hasFile: (path) => existsSync(join(base, path)),
    anchorsOf: (path) => new Set(headings(read(path)).map(anchorOf)),
  };
}

const headings = (text: string) => [...text.matchAll(/^#{1,4} (.+)$/gm)].map(([, words]) => words!);

/** The anchor that GitHub makes of a heading. */
export const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** Files that people write; generated ones only repeat their sources. */
export const writtenFiles = () =>
  trackedFiles().filter(
    (file) =>
      /\.(ts|mjs|js|md|graphql|yml|sh|html|css)$/.test(file) &&
      !/\.gen\.ts$|^gateway\/(schema|supergraph)\.graphql$/.test(file),
  );
