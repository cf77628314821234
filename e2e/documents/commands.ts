import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../platform.ts';

/** What a document tells its reader to type. */
interface Command {
  readonly file: string;
  readonly text: string;
}

/** Requests to a platform over HTTP are a story of their own, block by block. */
export const isRequest = (block: string) => block.includes('localhost:4000');

/** Each command of each document once, its lines joined, without the trailing remark. */
export function documentedCommands(): Command[] {
  const listed = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' });
  const found = new Map<string, Command>();
  for (const file of listed.split('\n').filter(Boolean)) {
    for (const { 1: block } of readFileSync(join(root, file), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)) {
      if (isRequest(block!)) continue;
      for (const line of block!.replaceAll('\\\n', ' ').trim().split('\n')) {
        const text = line.replace(/\s+#.*$/, '').trim();
        if (!found.has(text)) found.set(text, { file, text });
      }
    }
  }
  return [...found.values()];
}

/** Commands that are run as they are, with what they print when they have done their work. */
export const PLAYED: readonly (readonly [command: RegExp, says: RegExp])[] = [
  [/^npm run token -- /, /^[\w-]+\.[\w-]+\.[\w-]+$/m],
  [/^npm run setup$/, /^$/],
  [/^npm run pseudonym -- /, /^[\da-f-]{36}$/m],
  [/^npm run store -- verify /, / 0 findings/],
  [/^npm run store -- backup /, /"command":"backup"/],
  [/^npm run vault -- backup /, /keys\.db/],
  [/^npm run quarantine -- list$/, /^$/],
  [/^npm run record -- verify$/, /"left":0/],
  [/^npm run relay -- --from 0$/, /"service":"incidents","from":0/],
  [/^npx embedded-eventstore verify /, / 0 findings/],
  [/^npx embedded-eventstore stats /, /events/],
  [/^npx embedded-eventstore backup /, /"command":"backup"/],
  [/^npx embedded-eventstore restore /, /"command":"restore"/],
  [/^npx embedded-eventstore hash-password /, /^scrypt\$/m],
  [/^npx embedded-eventstore --help$/, /serve/],
];

/** Commands that are not run as they are, with the reason, and what runs something similar. */
export const NOT_PLAYED: readonly (readonly [command: RegExp, why: string])[] = [
  [
    /docker|^apt-get |^install -d |^git pull |^for root in |^curl .*\$token|^npm run test:containers$/,
    'asks a container engine, which is not everywhere: npm run test:containers and npm run drill -- compose do',
  ],
  [/^npm ci$/, 'installs anew the packages by which the suites themselves run'],
  [/^npm start/, 'starts a platform beside this one: e2e/newcomer.e2e.ts does, through npm'],
  [/^npm (test$|run (unit|affected))/, 'runs suites, of which this is one'],
  [/^npm run (fix|generate)$/, 'writes the tree under the suites; npm test says whether it would'],
  [/^npm run (bench|drill|kafka|console|simulate)\b/, 'takes minutes, or runs until it is ended'],
  [/^npm run advisories$/, 'asks the registry of packages'],
  [/^npm run sbom /, 'takes npm alone: nothing of the platform runs in it'],
  [
    /^npm run import /,
    'takes a file that is not in the repository: infra/importer/src/main.spec.ts makes one',
  ],
  [/^npm run replay /, 'names a day of an older log: e2e/moments/replay.e2e.ts names one of its own'],
  [
    /^npm run quarantine -- (show|replay|discard) /,
    'names a message of another log: infra/operations/src/operations.spec.ts names one of its own',
  ],
  [
    /^npm run record -- pass-over /,
    'names an event that somebody else wrote: infra/operations/src/record.spec.ts writes one',
  ],
  [/^npx embedded-eventstore serve /, 'runs until it is ended: libs/embedded-eventstore/src/serve.spec.ts'],
  [/^bao /, 'asks a key manager of the site: libs/vault/src/keys/transit.spec.ts speaks to a transit engine'],
  [
    /^npx embedded-eventstore copy /,
    'names a cluster elsewhere: libs/embedded-eventstore/src/transfer/transfer.spec.ts has one',
  ],
];
