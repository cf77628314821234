import ts from 'typescript';
import { folderOf, SERVICES, SUBGRAPHS } from '@proximidad/topology';
import { dirname, join, normalize } from 'node:path';
import { floorFault } from './gateway-floors.ts';
import { PURE_PACKAGES } from './pure-core.ts';
import { positionFault } from './positions.ts';
import type { Layer, Project } from './workspace.ts';

/** Which layers a layer may import. Services never import services; nothing imports the gateway. */
const KIT = ['feed', 'edge', 'host'] as const;
const ARROWS: Readonly<Record<Layer, readonly Layer[]>> = {
  kernel: ['kernel'],
  adapter: ['kernel', 'adapter'],
  feed: ['kernel', 'adapter', 'feed'],
  edge: ['kernel', 'adapter', 'feed', 'edge'],
  host: ['kernel', 'adapter', ...KIT],
  service: ['kernel', 'adapter', ...KIT],
  gateway: ['kernel', 'adapter', ...KIT],
  /** It runs in a browser and knows the platform by its schema alone. */
  console: ['kernel'],
  testing: ['kernel', 'adapter', ...KIT, 'testing'],
  tool: ['kernel', 'adapter', ...KIT, 'service', 'gateway', 'testing', 'tool'],
};
/** The framework that serves HTTP and the bus; replacing it would change the host alone. */
const FRAMEWORK = '@nestjs/';
/** Where a service is started; everything else in it is slices, which know no host. */
const STARTS_SERVICE = /\/src\/(?:main|config)\.ts$/;

const IMPURE_CALLS = new Set([
  'Date.now',
  'Math.random',
  'crypto.randomUUID',
  'randomUUID',
  'performance.now',
  'setTimeout',
  'setInterval',
  'fetch',
]);

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A suite, or what several suites of one project share. */
export const isSpec = (file: string) => /\.(spec|e2e|bench)\.ts$|\/src\/testing\/|^e2e\//.test(file);
const mayReadEnvironment = (file: string) => /(^|\/)config\.ts$/.test(file);
const isProgram = (file: string) =>
  file.startsWith('infra/') || /\/(main|telemetry|cli)\.ts$/.test(file) || isSpec(file);

/**
 * Everything in one file that breaks the rules of STYLE.md on arrows, purity and configuration; `core` holds the
 * files that must be pure.
 */
export function violations(
  file: string,
  text: string,
  projects: readonly Project[],
  core: ReadonlySet<string>,
): Violation[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Violation[] = [];
  const owner = projects.find(({ folder }) => file.startsWith(`${folder}/`));
  if (!owner) return found;
  const isPure = core.has(file) || (file.startsWith('libs/contracts/src/') && !isSpec(file));
  const report = (node: ts.Node, message: string) =>
    found.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, message });

  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier) {
      for (const message of importFaults(file, owner, specifier.text, projects, isPure))
        report(node, message);
    }
    if (isPure) {
      const message = impurity(node);
      if (message) report(node, message);
    }
    const opaque = isSpec(file) ? undefined : positionFault(node, owner.layer);
    if (opaque) report(node, opaque);
    const readsEnvironment = ts.isPropertyAccessExpression(node) && node.getText(source) === 'process.env';
    if (readsEnvironment && !mayReadEnvironment(file) && !isSpec(file))
      report(node, 'only config.ts reads the environment');
    const usesProcess = ts.isIdentifier(node) && node.text === 'process' && isFree(node);
    if (
      usesProcess &&
      !readsEnvironment &&
      !isProgram(file) &&
      !mayReadEnvironment(file) &&
      !['adapter', ...KIT, 'testing'].includes(owner.layer)
    ) {
      report(node, 'process belongs to main.ts and config.ts');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function specifierOf(node: ts.Node): ts.StringLiteral | undefined {
  if (
    (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
    node.moduleSpecifier &&
    ts.isStringLiteral(node.moduleSpecifier)
  ) {
    return node.moduleSpecifier;
  }
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const argument = isDynamic ? node.arguments[0] : undefined;
  return argument && ts.isStringLiteral(argument) ? argument : undefined;
}

function importFaults(
  file: string,
  owner: Project,
  specifier: string,
  projects: readonly Project[],
  isPure: boolean,
): string[] {
  const faults: string[] = [];
  const target = targetOf(file, specifier, projects);
  const floor = isSpec(file) ? undefined : floorFault(file, specifier);
  if (floor) faults.push(floor);
  if (specifier.startsWith('.') && target && target !== owner)
    faults.push(`reaches into ${target.folder} by path`);
  if (target && target !== owner) {
    const allowed =
      ARROWS[owner.layer].includes(target.layer) ||
      (target.layer === 'testing' && isSpec(file)) ||
      (owner.layer === 'gateway' && specifier === target.name && isHosted(target));
    if (!allowed) faults.push(`${owner.layer} must not import ${target.layer} (${target.name})`);
    if (owner.layer === 'service' && target.layer === 'host' && !STARTS_SERVICE.test(file) && !isSpec(file))
      faults.push(`slices know no host: only main.ts and config.ts may import ${target.name}`);
  }
  if (specifier.startsWith(FRAMEWORK) && owner.layer !== 'host')
    faults.push(`only the host may import ${specifier}`);
  if (isPure && !specifier.startsWith('.') && !PURE_PACKAGES.includes(specifier)) {
    faults.push(`domain code is pure: it must not import ${specifier}`);
  }
  return faults;
}

/**
 * A service that runs in the gateway's process: it is handed what it needs, and recognised by what it exports for
 * that.
 */
function isHosted({ folder }: Project): boolean {
  const isSubgraph = SUBGRAPHS.some(({ graphql }) => graphql === `${folder}/src`);
  return isSubgraph && !SERVICES.some((name) => folderOf(name) === folder);
}

function targetOf(file: string, specifier: string, projects: readonly Project[]): Project | undefined {
  if (specifier.startsWith('.')) {
    const path = normalize(join(dirname(file), specifier));
    return projects.find(({ folder }) => path.startsWith(`${folder}/`));
  }
  return projects.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
}

function impurity(node: ts.Node): string | undefined {
  if (
    ts.isNewExpression(node) &&
    node.expression.getText() === 'Date' &&
    (node.arguments?.length ?? 0) === 0
  ) {
    return 'time arrives in the command';
  }
  if (ts.isCallExpression(node) && IMPURE_CALLS.has(node.expression.getText()))
    return 'time, ids and the world arrive in the command';
  if (ts.isAwaitExpression(node)) return 'domain code does not wait';
  if (
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  ) {
    return 'domain code does not wait';
  }
  return undefined;
}

/** An identifier that names a value, not a property or a declaration's key. */
function isFree(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !(
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isBindingElement(parent)
  );
}
