import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** What domain code may import besides its own files. */
export const PURE_PACKAGES: readonly string[] = [
  'zod',
  '@proximidad/eventsourcing',
  '@proximidad/contracts',
  '@proximidad/catalogues',
  '@proximidad/geography',
  '@proximidad/policy',
  '@proximidad/refusals',
];

/**
 * A file that declares events, an aggregate or a read model; below, one that says what others hear of it and what it
 * does then.
 */
const DECLARES = /\b(?:eventFamily|aggregate|readModel)\s*[<(]/;
const SPEAKS = /^services\/[^/]+\/src\/.+\/(?:published|reactions|due)\.ts$/;

/**
 * The files of services that must be pure, given all their sources by path: those that declare something of the
 * domain, with everything they import, and those beside them that reach only pure packages. The others are edges.
 */
export function pureCore(sources: ReadonlyMap<string, string>): ReadonlySet<string> {
  const imports = new Map([...sources].map(([file, text]) => [file, importsOf(file, text)] as const));
  const closure = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(file) || !imports.has(file)) return seen;
    seen.add(file);
    for (const target of imports.get(file)!.files) closure(target, seen);
    return seen;
  };
  const folders = new Set(
    [...sources].filter(([, text]) => DECLARES.test(text)).map(([file]) => dirname(file)),
  );
  const core = new Set<string>();
  for (const [file, text] of sources) {
    const reached = closure(file);
    const packages = [...reached].flatMap((one) => imports.get(one)!.packages);
    const isDomain = DECLARES.test(text) || SPEAKS.test(file);
    const isHarmless = folders.has(dirname(file)) && packages.every((name) => PURE_PACKAGES.includes(name));
    if (isDomain || isHarmless) for (const one of reached) core.add(one);
  }
  return core;
}

function importsOf(file: string, text: string) {
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return {
    files: specifiers
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => normalize(join(dirname(file), specifier))),
    packages: specifiers.filter((specifier) => !specifier.startsWith('.')),
  };
}
