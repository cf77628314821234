import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.ts';

/** Licences that require no more than attribution, by SPDX id. */
const ALLOWED = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC-BY-4.0', 'CC0-1.0', 'ISC'],
  ...['MIT', 'Python-2.0', 'Unlicense', 'Zlib'],
]);

const ELASTIC = 'may be run and changed; may not be offered to others as a managed service';
const TESTS_ALONE =
  'looks for barriers in the pages of the console in its tests; nothing of it is shipped or changed';
const BUILDS_ALONE =
  'shrinks the style sheets of the console while it is built; nothing of it is shipped or changed';
const MIT_IN_ITS_FILE = 'MIT by its LICENSE file; its package.json says so in a form that npm does not read';

/** Packages accepted all the same, each for a reason, as long as what they declare stays as it is. */
const EXCEPTIONS: Readonly<Record<string, { readonly declares: string | undefined; readonly why: string }>> =
  {
    '@apollo/composition': { declares: 'Elastic-2.0', why: ELASTIC },
    '@apollo/federation-internals': { declares: 'Elastic-2.0', why: ELASTIC },
    '@apollo/gateway': { declares: 'Elastic-2.0', why: ELASTIC },
    '@apollo/query-graphs': { declares: 'Elastic-2.0', why: ELASTIC },
    '@apollo/query-planner': { declares: 'Elastic-2.0', why: ELASTIC },
    'axe-core': { declares: 'MPL-2.0', why: TESTS_ALONE },
    buildcheck: { declares: undefined, why: MIT_IN_ITS_FILE },
    'cpu-features': { declares: undefined, why: MIT_IN_ITS_FILE },
    lightningcss: { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-android-arm64': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-darwin-arm64': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-darwin-x64': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-freebsd-x64': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-linux-arm-gnueabihf': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-linux-arm64-gnu': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-linux-arm64-musl': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-linux-x64-gnu': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-linux-x64-musl': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-win32-arm64-msvc': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'lightningcss-win32-x64-msvc': { declares: 'MPL-2.0', why: BUILDS_ALONE },
    'splaytree-ts': { declares: 'BDS-3-Clause', why: 'BSD-3-Clause by its LICENSE file, mistyped' },
    ssh2: { declares: undefined, why: MIT_IN_ITS_FILE },
  };

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
}

/** Every package of the lockfile whose licence is not allowed, and every exception that is no longer needed. */
export function licenceFaults(packages: Readonly<Record<string, Locked>>, exceptions = EXCEPTIONS): string[] {
  const used = new Set<string>();
  const faults = Object.entries(packages).flatMap(([path, { version, license, link }]) => {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (name === undefined || link) return [];
    const exception = exceptions[name];
    if (exception && exception.declares === license) {
      used.add(name);
      return [];
    }
    if (license !== undefined && isAllowed(license)) return [];
    return [`${name} ${version}: ${license ?? 'no licence is declared'}`];
  });
  const stale = Object.keys(exceptions).filter((name) => !used.has(name));
  return [...new Set(faults), ...stale.map((name) => `${name}: its exception is not needed any more`)];
}

/** An expression is allowed if every part of AND, or one part of OR, is allowed. */
function isAllowed(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(bare) || (bare.includes(' AND ') && bare.includes(' OR '))) return false;
  if (bare.includes(' OR ')) return bare.split(' OR ').some((id) => ALLOWED.has(id));
  return bare.split(' AND ').every((id) => ALLOWED.has(id));
}

/** The check as `npm test` runs it: what is wrong and how to mend it; an empty text when nothing is wrong. */
export function checkLicences(): string {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const faults = licenceFaults(packages);
  if (faults.length === 0) return '';
  return `${faults.join('\n')}\nread the licence, then allow it or the package by name in infra/checks/src/licences.ts, or take another`;
}
