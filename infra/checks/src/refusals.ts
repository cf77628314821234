import type { Wording } from '@proximidad/refusals';
import { codesIn } from './refusals-document.ts';

/** What the declared refusals are compared with. */
export interface Refusals {
  readonly declared: Readonly<Record<string, Wording>>;
  /** Texts of the sources that may refuse. */
  readonly sources: readonly string[];
  /** What each mutation's description says it is refused with. */
  readonly mutations: ReadonlyMap<string, string>;
  readonly rules: ReadonlySet<string>;
}

const USES = /\brefuse\(\s*'(\w+)'/g;
/** `OverlapsBeat (BR-B4)`, `RestTooShort (BR-B2: 8 h between duties)`. */
const RULED = /\b(\w+) \((BR-\w+)/g;

/**
 * Codes that are used or named but not declared, codes declared but never used, and rules that do not exist or belong
 * to another code.
 */
export function refusalFaults({ declared, sources, mutations, rules }: Refusals): string[] {
  const used = new Set(sources.flatMap((text) => [...text.matchAll(USES)].map(([, code]) => code!)));
  const isDeclared = (code: string) => Object.hasOwn(declared, code);
  const undeclared = [...used].filter((code) => !isDeclared(code)).map((code) => `${code} is not declared`);
  const unused = Object.keys(declared).filter((code) => !used.has(code));
  const named = [...mutations].flatMap(([mutation, text]) =>
    codesIn(text)
      .filter((code) => !isDeclared(code))
      .map((code) => `${mutation} names ${code}, which is not declared`),
  );
  const ruled = [...mutations].flatMap(([mutation, text]) =>
    [...text.matchAll(RULED)]
      .filter(([, code, rule]) => isDeclared(code!) && declared[code!]!.rule !== rule)
      .map(([, code, rule]) => `${mutation} names ${rule} for ${code}, which is declared otherwise`),
  );
  const lawless = Object.entries(declared)
    .filter(([, { rule }]) => rule !== undefined && !rules.has(rule))
    .map(([code, { rule }]) => `${code} names ${rule}, which is not in docs/rules.md`);
  return [...undeclared, ...unused.map((code) => `${code} is never used`), ...named, ...ruled, ...lawless];
}
