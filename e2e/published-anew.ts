import { everything } from './log.ts';
import { eventually, type Platform, runProgram } from './platform.ts';

const OPERATIONS = 'infra/operations/src/main.ts';

/** Publishes everything anew, until an officer is found by the incident that he or she was sent to; between which positions that was. */
export async function publishedAnew(platform: Platform, officerId: string, incidentId: string) {
  const position = async () => (await everything(platform.storeUrl)).at(-1)!.position;
  const from = await position();
  const { code } = await runProgram([OPERATIONS, 'relay', '--from', '0'], platform.environment);
  expect(code).toBe(0);
  await eventually('the officer was sent there', async () => {
    const list = `{ incidents(officer: "${officerId}") { edges { node { id } } } }`;
    type Listed = {
      readonly incidents: { readonly edges: readonly { readonly node: { id: string } }[] } | null;
    };
    const { data } = await platform.ask<Listed>('commander-09', list);
    return data?.incidents?.edges.some(({ node }) => node.id === incidentId) ? true : undefined;
  });
  const { stdout } = await runProgram([OPERATIONS, 'quarantine', 'list'], platform.environment);
  expect(stdout).toBe('');
  return { from, to: await position() };
}
