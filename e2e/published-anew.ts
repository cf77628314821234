import { setTimeout as sleep } from 'node:timers/promises';
import { everything } from './log.ts';
import { eventually, type Platform, runProgram } from './platform.ts';

const OPERATIONS = 'infra/operations/src/main.ts';
/** A relay that was reset begins within a second or two; one that publishes is never silent for this long. */
const SILENT_MS = 5_000;

/**
 * Publishes everything anew until an officer can be found by the incident that the officer was sent to; resolves to
 * the positions between which that happened.
 */
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
  await allPublished(platform, from);
  const { stdout } = await runProgram([OPERATIONS, 'quarantine', 'list'], platform.environment);
  expect(stdout).toBe('');
  return { from, to: await position() };
}

/** Waits until each topic that had messages before has received more, and nothing else comes. */
async function allPublished({ storeUrl }: Platform, from: number): Promise<void> {
  const told = async () =>
    (await everything(storeUrl)).filter(({ metadata }) => metadata.source !== undefined);
  await eventually('everything is published anew', async () => {
    const before = await told();
    await sleep(SILENT_MS);
    const now = await told();
    const topics = (of: typeof now) => new Set(of.map(({ stream }) => stream));
    const again = topics(now.filter(({ position }) => position > from));
    const isWhole = [...topics(now)].every((topic) => again.has(topic));
    return isWhole && now.length === before.length ? true : undefined;
  });
}
