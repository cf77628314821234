import { commandFor } from '@proximidad/program';
import type { ProcessSpec } from './topology.ts';

/** What a newcomer needs after the start: addresses, users, and the next thing to try. */
export function welcome(
  specs: readonly ProcessSpec[],
  options: { gateway: string; data: string; port: number; demo: string },
): string {
  const { gateway, data, demo } = options;
  const run = (command: string) => commandFor(options, command);
  const rows: readonly (readonly [string, string])[] = [
    ['console', `${gateway.replace('/graphql', '/')}  (open it in a browser, choose a user)`],
    ['GraphQL and explorer', gateway],
    ['schema', gateway.replace('/graphql', '/schema.graphql')],
    ...specs
      .filter(({ name }) => name !== 'gateway')
      .map(({ name, port }) => [name, `127.0.0.1:${port}`] as const),
    ['data, logs, process ids', data],
    ['demo nation', demo],
    [
      'users',
      'analyst · commander-14 · operator-09 · operator-09015 · officer-09 · liaison-09 · auditor · academy · machine-09',
    ],
    ['a token', run('npm run token -- analyst')],
    [
      'try next',
      `curl -s ${gateway} -H "authorization: Bearer $(${run('npm run token -- analyst')})" -H 'content-type: application/json' ` +
        `-d '{"query":"{ nationalPicture { completeness { entitiesReporting } entities { entity { name } incidents { recorded } } } }"}'`,
    ],
    ['state', run('npm run status')],
    ['stop', `Ctrl-C, or ${run('npm stop')}`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    '',
    'Proximidad is running.',
    ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`),
    '',
  ].join('\n');
}
