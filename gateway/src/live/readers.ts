/**
 * Who watches one result, by subject. The services that it is made of note by name whom they show it to, so each is shown
 * only what was asked for in their name.
 */
export interface Readers {
  readonly size: number;
  has(subject: string): boolean;
  /** Who comes, over one more connection. */
  enter(subject: string): void;
  leave(subject: string): void;
  present(): readonly string[];
  /** There is a result that was asked for in their names. */
  named(subjects: readonly string[]): void;
  isNamed(subject: string): boolean;
  /** Whether somebody waits for a result in their name. */
  hasUnnamed(): boolean;
}

export function openReaders(): Readers {
  const connections = new Map<string, number>();
  const unnamed = new Set<string>();
  return {
    get size() {
      return connections.size;
    },
    has: (subject) => connections.has(subject),
    enter(subject) {
      const count = connections.get(subject) ?? 0;
      connections.set(subject, count + 1);
      if (count === 0) unnamed.add(subject);
    },
    leave(subject) {
      const left = connections.get(subject)! - 1;
      if (left > 0) return void connections.set(subject, left);
      connections.delete(subject);
      unnamed.delete(subject);
    },
    present: () => [...connections.keys()],
    named(subjects) {
      for (const subject of subjects) unnamed.delete(subject);
    },
    isNamed: (subject) => !unnamed.has(subject),
    hasUnnamed: () => unnamed.size > 0,
  };
}
