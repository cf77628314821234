import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Project, root, sourcesOf } from './workspace.ts';

/** A suite that starts a program of the project by its path, and so does not import what it runs. */
const STARTS_A_PROGRAM = /\b(main|bin)\.ts\b|run\.mjs/;
/** Suites that read the tree as text. */
const TREE_READERS = ['infra/checks/', 'gateway/src/compose.spec.ts', 'infra/docker/src/compose.spec.ts'];
const isSource = (file: string) => /\.(ts|mjs|js)$/.test(file);
const isSuite = (file: string) => /\.(spec|e2e)\.ts$/.test(file);

interface Workspace {
  readonly projects: readonly Project[];
  /** The suites that import one of these files, directly or through others. */
  readonly suitesImporting: (files: readonly string[]) => readonly string[];
  readonly suitesOf?: (project: Project) => readonly string[];
  readonly textOf?: (file: string) => string;
}

/**
 * The suites that a change touches: those that import a changed file, those of a project in which something other
 * than source changed, those that start a program of a changed project or of one that depends on it, and those that
 * read the tree. In alphabetical order.
 */
export function suitesTouched(changed: readonly string[], workspace: Workspace): string[] {
  const {
    projects,
    suitesOf = (project) => sourcesOf(project).filter(isSuite),
    textOf = (file) => readFileSync(join(root, file), 'utf8'),
  } = workspace;
  if (changed.length === 0) return [];
  const inProjects = new Set(
    changed.map((file) => ownerOf(file, projects)).filter((one) => one !== undefined),
  );
  const suites = new Map(projects.map((project) => [project, suitesOf(project)] as const));
  const touched = new Set(workspace.suitesImporting(changed.filter(isSource)));
  for (const file of changed.filter((one) => !isSource(one))) {
    const owner = ownerOf(file, projects);
    // A file that belongs to no project (package-lock.json, the configuration of the tests) may affect every one.
    const owners = owner ? [owner] : isOfEverybody(file) ? projects : [];
    for (const project of owners) for (const suite of suites.get(project)!) touched.add(suite);
  }
  for (const [project, ofProject] of suites) {
    const dependsOnChange = [...closure(project, projects)].some((one) => inProjects.has(one));
    for (const suite of ofProject) {
      if (TREE_READERS.some((reader) => suite.startsWith(reader))) touched.add(suite);
      if (dependsOnChange && (suite.endsWith('.e2e.ts') || STARTS_A_PROGRAM.test(textOf(suite))))
        touched.add(suite);
    }
  }
  return [...touched].toSorted();
}

const ownerOf = (file: string, projects: readonly Project[]) =>
  projects.find(({ folder }) => file.startsWith(`${folder}/`));

const isOfEverybody = (file: string) => /^(package-lock\.json|jest\.config\.mjs)$/.test(file);

/** A project and everything it depends on, directly or through others. */
function closure(project: Project, projects: readonly Project[], seen = new Set<Project>()): Set<Project> {
  if (seen.has(project)) return seen;
  seen.add(project);
  for (const name of project.dependencies) {
    const dependency = projects.find((one) => one.name === name);
    if (dependency) closure(dependency, projects, seen);
  }
  return seen;
}
