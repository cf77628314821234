import { Fault } from '@proximidad/program';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where system tools are, also for a root user whose path leaves out the second half. */
const TOOL_FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** The Debian package that provides a tool. */
const PACKAGES = {
  'mkfs.xfs': 'xfsprogs',
  xfs_io: 'xfsprogs',
  'mkfs.ext4': 'e2fsprogs',
  mount: 'mount',
  umount: 'mount',
  losetup: 'mount',
  strace: 'strace',
} as const;

export type Tool = keyof typeof PACKAGES;

/** @throws {Fault} when the process is not root. */
export function mustBeRoot(why: string): void {
  if (process.getuid?.() !== 0) throw new Fault(`This drill ${why}, which only root may do. Run it as root.`);
}

/** @throws {Fault} that names what is missing and the Debian packages that provide it. */
export function mustHave(...tools: readonly Tool[]): void {
  const missing = tools.filter((tool) => !TOOL_FOLDERS.some((folder) => existsSync(`${folder}/${tool}`)));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((tool) => PACKAGES[tool]))];
  throw new Fault(`Not here: ${missing.join(', ')}. On Debian: apt-get install ${packages.join(' ')}`);
}

/** Runs a system tool to its end. @throws {Fault} with its output, when it fails. */
export function run(tool: Tool, ...args: readonly string[]): string {
  const path = TOOL_FOLDERS.map((folder) => `${folder}/${tool}`).find(existsSync) ?? tool;
  const { status, stdout, stderr, error } = spawnSync(path, args, { encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Fault(`${tool} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
