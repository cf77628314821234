import type { DispatchStatus, TaskFragment } from '../../documents/documents.gen.ts';

export type Task = TaskFragment;

interface Day {
  readonly unit: { readonly incident: Task | null } | null;
  readonly incidents: { readonly edges: readonly { readonly node: Task }[] } | null;
}

const ENDED: ReadonlySet<DispatchStatus> = new Set(['CLEARED', 'CANCELLED', 'REASSIGNED']);

/** How far the officer's own unit is with it; undefined if it is not sent there, or no longer. */
export function sentOf({ dispatches }: Pick<Task, 'dispatches'>, unit: string): DispatchStatus | undefined {
  const status = dispatches.findLast((each) => each.unit?.id === unit)?.status;
  return status === undefined || ENDED.has(status) ? undefined : status;
}

/** The incident that the own unit is sent to, in any beat or in none, then those open in the beat; each once. */
export function tasksOf({ unit: own, incidents }: Day, unit: string): readonly Task[] {
  const inBeat = incidents?.edges.map(({ node }) => node) ?? [];
  const sentTo = own?.incident;
  const all = sentTo && !inBeat.some(({ id }) => id === sentTo.id) ? [sentTo, ...inBeat] : inBeat;
  const [mine, others] = [[] as Task[], [] as Task[]];
  for (const task of all) (sentOf(task, unit) ? mine : others).push(task);
  return [...mine, ...others];
}

/** Whether nobody says where the own unit is sent: it is to nothing that is known, and the service that knows of others is silent. */
export function isUnitUntold(day: Day, unit: string, silent: readonly string[]): boolean {
  const isKnown = tasksOf(day, unit).some((task) => sentOf(task, unit) !== undefined);
  return unit !== '' && day.unit === null && !isKnown && silent.includes('beats');
}
