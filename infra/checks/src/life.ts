import type { AnyAggregate } from '@proximidad/eventsourcing';
import { citingSources, listed } from './citations.ts';
import { isTest } from './references.ts';
import { slicedServices } from './services.ts';

/** A command or an event type of an aggregate: the files of its service that name it, and the suites that do. */
export interface Declared {
  readonly category: string;
  readonly name: string;
  readonly kind: 'command' | 'event';
  readonly code: readonly string[];
  readonly suites: readonly string[];
}

/**
 * Everything that the aggregates of a service declare, in their order: commands, then events. What services note
 * about others through a shared aggregate is declared in none of their own files.
 */
export async function declaredBy(service: string): Promise<readonly Declared[]> {
  const found = (await slicedServices()).find(({ name }) => name === service);
  if (!found) throw new Error(`there is no service ${service}`);
  const { folder, definition } = found;
  const texts = citingSources();
  const declared = definition.slices.flatMap(({ aggregate }: { readonly aggregate: AnyAggregate }) =>
    (['command', 'event'] as const).flatMap((kind) =>
      Object.keys(kind === 'command' ? aggregate.commands : aggregate.events).map((name) => {
        const word = new RegExp(`\\b${kind === 'command' ? eitherCase(name) : name}\\b`);
        const files = texts.filter(([, text]) => word.test(text)).map(([file]) => file);
        const code = files.filter((file) => file.startsWith(folder) && !isTest(file));
        return { category: aggregate.category, name, kind, code, suites: files.filter(isTest) };
      }),
    ),
  );
  const shared = Map.groupBy(declared, ({ category }) => category);
  return declared.filter(({ category }) =>
    shared.get(category)!.some(({ kind, code }) => kind === 'event' && code.length > 0),
  );
}

/** Commands and events of the incidents: where each is decided or read, and the suites that use it. */
export async function lifeOfIncidents(): Promise<string> {
  const declared = await declaredBy('incidents');
  return [...Map.groupBy(declared, ({ category }) => category)]
    .map(([category, all]) => {
      const lines = all.map(
        ({ name, kind, code, suites }) => `- ${kind} \`${name}\`: ${listed(code)}; suites: ${listed(suites)}`,
      );
      return [`**\`${category}\`**`, '', ...lines].join('\n');
    })
    .join('\n\n');
}

/** `CloseIncident` is the mutation `closeIncident`. */
const eitherCase = (name: string) => `[${name[0]}${name[0]!.toLowerCase()}]${name.slice(1)}`;
