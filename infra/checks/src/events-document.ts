import { contracts } from '@proximidad/contracts';
import type { EventFamily } from '@proximidad/eventsourcing';
import { z } from 'zod';

const INTRODUCTION = `# Events that services exchange

Generated from \`libs/contracts\`; do not edit. *Public* events go to \`sp.pub.<context>.v1\`, *restricted* ones to
\`sp.<context>.<entity>.v1\`; on the store's own carrier to \`public_<entity>-<context>\` and
\`restricted_<entity>-<context>\`. The key is the source stream, so events of one aggregate arrive in order.
`;

/** docs/events.md: one table per event, its fields as JSON Schema types. */
export function eventsDocument(): string {
  const sections = Object.entries(contracts).flatMap(([context, audiences]) =>
    Object.entries<EventFamily>(audiences).flatMap(([audience, family]) =>
      Object.entries(family).map(([type, { version, schema }]) => {
        const { properties = {} } = z.toJSONSchema(schema, { io: 'output' });
        const rows = Object.entries(properties).map(
          ([field, shape]) => `| \`${field}\` | ${typeOf(shape)} |`,
        );
        return [
          `## ${context}, ${audience}: ${type} (version ${version})`,
          '',
          '| field | type |',
          '| --- | --- |',
          ...rows,
          '',
        ].join('\n');
      }),
    ),
  );
  return [INTRODUCTION, ...sections].join('\n');
}

type Shape = z.core.JSONSchema._JSONSchema;

function typeOf(shape: Shape): string {
  if (typeof shape === 'boolean') return 'any';
  if (shape.enum) return shape.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (shape.anyOf) return shape.anyOf.map(typeOf).join(' or ');
  if (shape.type === 'array')
    return `list of ${Array.isArray(shape.items) ? 'tuples' : typeOf(shape.items ?? true)}`;
  if (shape.type === 'object') return `{ ${Object.keys(shape.properties ?? {}).join(', ')} }`;
  return String(shape.type ?? 'any');
}
