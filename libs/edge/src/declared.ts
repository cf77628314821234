import type { Definition } from './command-input.ts';
import type { Answers, AnyEdge, Echo } from './slice.ts';

/** `CloseIncident` is `closeIncident` in the graph. */
export function mutationName(type: string): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}

/** Commands that have a mutation of their own, with their definitions. */
export function commandsAt({ aggregate, byHand = [] }: AnyEdge<never>): [string, Definition][] {
  return Object.entries(aggregate.commands as Readonly<Record<string, Definition>>).filter(
    ([type, { rights }]) => rights !== undefined && !byHand.includes(type),
  );
}

/** The types that the commands of an edge are answered with, each once. */
export function answersAt(edge: AnyEdge<never>): readonly (Answers | Echo)[] {
  const all = commandsAt(edge).map(([type]) => edge.answers?.[type] ?? edge);
  return [...new Map(all.map((answers) => [answers.type, answers])).values()];
}

/** Whether its record has its own stream, and so a history. */
export function hasHistory({ history, through }: AnyEdge<never>): boolean {
  return history !== null && (history !== undefined || through === undefined);
}
