// Makes the package that can be published: Node strips no types inside node_modules, so that it carries JavaScript and
// declarations, made by the compiler from the same sources, and what it depends on. `node pack.mjs [folder]` writes the tarball there and says its path.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? '.');
const built = mkdtempSync(join(tmpdir(), 'embedded-eventstore-package-'));
try {
  const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
  // The lint has checked the types of the same sources.
  run(process.execPath, tsc, '-p', join(here, 'tsconfig.package.json'), '--noCheck', '--outDir', built);
  const {
    nx,
    devDependencies,
    private: kept,
    exports,
    publishConfig,
    ...manifest
  } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  const bundleDependencies = Object.keys(manifest.dependencies);
  for (const name of bundleDependencies) {
    const from = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    cpSync(from, join(built, 'node_modules', name), { recursive: true });
  }
  const whole = { ...manifest, ...publishConfig, bundleDependencies };
  writeFileSync(join(built, 'package.json'), JSON.stringify(whole, null, 2));
  copyFileSync(join(here, 'README.md'), join(built, 'README.md'));
  const packed = run('npm', 'pack', built, '--json', '--pack-destination', folder);
  process.stdout.write(`${join(folder, JSON.parse(packed)[0].filename)}\n`);
} finally {
  rmSync(built, { recursive: true, force: true });
}

function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: here, encoding: 'utf8' });
  if (status === 0) return stdout;
  process.stderr.write(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  process.exit(1);
}
