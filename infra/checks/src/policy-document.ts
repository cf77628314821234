import type { AnyAggregate, CommandDefinition, Oneself } from '@proximidad/eventsourcing';
import { EXECUTES, READS, Role } from '@proximidad/policy';
import { slicedServices } from './services.ts';

/** One command that somebody may execute. */
export interface Right {
  readonly service: string;
  /** The aggregate's category. */
  readonly category: string;
  readonly command: string;
  readonly roles: readonly string[];
  readonly oneself: Oneself | undefined;
}

/** Every command of the platform; those that only the platform itself executes have no roles. */
export async function rightsOfAll(): Promise<readonly Right[]> {
  const services = (await slicedServices()).map(({ definition }) => definition);
  return services.flatMap(({ name: service, slices }) =>
    slices.flatMap(({ aggregate }: { readonly aggregate: AnyAggregate }) =>
      Object.entries(
        aggregate.commands as Readonly<Record<string, CommandDefinition<never, never, never>>>,
      ).map(([command, { rights }]) => ({
        ...{ service, category: aggregate.category, command },
        roles: rights?.roles ?? [],
        oneself: rights?.oneself,
      })),
    ),
  );
}

const INTRODUCTION = `# Who may do what

Generated from the commands' own declarations and from \`libs/policy\`; do not edit. A command that names no role is the
platform's own: executed by a reaction, or because time has passed. How far a right reaches:

- *everywhere*: the 32 entities, the nation (00) and the sandbox for files from abroad (99)
- *nation*: the same without the sandbox
- *state*: the caller's entity, even if the caller serves one municipality
- *own*: the caller's entity or, if the caller serves only one municipality, that municipality
- *own officer*, *own unit*, *own beats*: only for oneself ([ADR 145](adr/0145-one-acts-for-oneself.md))
- *tied*: what is in the caller's own beats or about the own officer or unit; if it is about citizens, of the last 30 days; a follow-up after violence only with ATENCION_VICTIMAS
- *flagged*: only federal matters, with those of a sensitive kind no finer than the municipality
- *ordered*: the entities named in the order under which the auditor asks ([ADR 146](adr/0146-who-sees-what.md))
- *asked*: what the caller asked for itself
- *open*: of what is the caller's own, only what is still open ([ADR 255](adr/0255-a-wall-has-a-role-of-its-own.md))
`;

/** docs/policy.md: who executes which command, and who reads which kind of record, and how far. */
export async function policyDocument(): Promise<string> {
  const roles = Role.options;
  const rights = (await rightsOfAll()).filter(({ roles: named }) => named.length > 0);
  const executes = rights.map(({ service, command, roles: named, oneself }) => [
    service,
    `\`${command}\``,
    ...roles.map((role) => (named.includes(role) ? reachOf(role, oneself) : '')),
  ]);
  const reads = Object.entries(READS).map(([kind, row]) => [
    kind,
    ...roles.map((role) => (row[role] === 'none' ? '' : row[role])),
  ]);
  return [
    INTRODUCTION,
    '## Commands\n',
    table(['service', 'command', ...roles], executes),
    '\n## Reading\n',
    table(['kind of record', ...roles], reads),
    '',
  ].join('\n');
}

function reachOf(role: Role, oneself: Oneself | undefined): string {
  return oneself?.roles.includes(role) ? `own ${oneself.tie}` : EXECUTES[role];
}

/** A table as the formatter leaves it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
