/**
 * One request of a worked example. In the variables `{{uuid}}` is a new command id, `{{now}}` (`{{now+8h}}`) a time,
 * `{{new.x}}` a new id in Mexico City that later steps know as `{{x}}`, and `remember` takes further ids from the answer.
 */
export interface Step {
  readonly title: string;
  readonly about: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly remember?: Readonly<Record<string, string>>;
}

export interface Example {
  readonly role: string;
  /** The development user whose token it needs. */
  readonly user: string;
  readonly text: string;
  readonly steps: readonly Step[];
}

/**
 * The query with a name made from its title, `PanoramaNacional`: GraphiQL shows it on the tab, and telemetry uses it. A
 * query that has a name keeps it.
 */
export function namedAfter({ title, query }: Pick<Step, 'title' | 'query'>): string {
  const name = title
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
  return query.replace(/^(query|mutation|subscription)(?=\s*[({@])/, `$1 ${name}`);
}
