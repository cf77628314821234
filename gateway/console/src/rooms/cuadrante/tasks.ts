import type { DispatchStatus, TaskFragment } from '../../documents/documents.gen.ts';

export type Task = TaskFragment;

interface Day {
  readonly unit: { readonly incident: Task | null } | null;
  readonly incidents: { readonly edges: readonly { readonly node: Task }[] } | null;
}

const ENDED: ReadonlySet<DispatchStatus> = new Set(['CLEARED', 'CANCELLED', 'REASSIGNED']);

/** How far the own unit is with it; undefined when it is not sent there, or not any more. */
export function sentOf({ dispatches }: Pick<Task, 'dispatches'>, unit: string): DispatchStatus | undefined {
  const status = dispatches.findLast((each) => each.unit?.id === unit)?.status;
  return status === undefined || ENDED.has(status) ? undefined : status;
}

/** Where the own unit is sent, in whatever beat that lies or in none, then what is open in the beat; each once. */
export function tasksOf({ unit: own, incidents }: Day, unit: string): readonly Task[] {
  const inBeat = incidents?.edges.map(({ node }) => node) ?? [];
  const sentTo = own?.incident;
  const all = sentTo && !inBeat.some(({ id }) => id === sentTo.id) ? [sentTo, ...inBeat] : inBeat;
  const [mine, others] = [[] as Task[], [] as Task[]];
  for (const task of all) (sentOf(task, unit) ? mine : others).push(task);
  return [...mine, ...others];
}
