import { spawn } from 'node:child_process';
import { z } from 'zod';

/** The parts of npm's answer to `audit --json` that are used here. */
const Audit = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']), range: z.string() }),
  ),
});
/** npm's answer when its registry serves no advisories. */
const Failure = z.object({
  message: z.string().optional(),
  error: z.object({ summary: z.string() }).optional(),
});
const GRAVE = ['high', 'critical'];

export type Advisories =
  | { readonly kind: 'known'; readonly grave: readonly string[]; readonly others: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What npm's answer says about the packages that are shipped. */
export function advisoriesIn(text: string): Advisories {
  const answer = parsed(text);
  const audit = Audit.safeParse(answer);
  if (audit.success) {
    const all = Object.entries(audit.data.vulnerabilities);
    const grave = all.filter(([, { severity }]) => GRAVE.includes(severity));
    return {
      kind: 'known',
      grave: grave.map(([name, { severity, range }]) => `${name} ${range}: ${severity}`),
      others: all.length - grave.length,
    };
  }
  const failure = Failure.safeParse(answer);
  const reason = failure.success ? (failure.data.message ?? failure.data.error?.summary) : undefined;
  return { kind: 'unknown', reason: reason || 'npm gave no answer that can be read' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asks the registry, through npm, for advisories on the packages that are shipped. */
export function askedAdvisories(root: string): Promise<Advisories> {
  const child = spawn('npm', ['audit', '--omit=dev', '--json', '--loglevel=silent'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ kind: 'unknown', reason: error.message }));
    child.once('close', () => resolve(advisoriesIn(said)));
  });
}
