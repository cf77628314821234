import { createHash } from 'node:crypto';
import { buildSchema, GraphQLError, parse, validate } from 'graphql';
import { committed } from '../compose.ts';
import { graph } from '../planning/graph.ts';
import { getVariableValues } from 'graphql/execution/values.js';
import { examples } from './examples.ts';
import { explorerPage } from './page.ts';

const schema = buildSchema(committed().api);
const composed = graph(committed().supergraph);
const { body, headers } = explorerPage(composed.schema)();
const inline = (tag: string) => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(body)![1]!;
const facts = JSON.parse(/id="facts">([\s\S]*?)<\/script>/.exec(body)![1]!) as {
  types: Record<string, Record<string, { type: string; of: string; args: object }>>;
};
const steps = examples.flatMap(({ user, steps: all }) =>
  all.map((step) => [`${user}: ${step.title}`, step] as const),
);

test.each(steps)(
  '%s fits the public schema and the limits of the gateway',
  (_name, { query, variables = {} }) => {
    expect(validate(schema, parse(query))).toEqual([]);
    const prepared = composed.prepare(query, undefined);
    expect(prepared).not.toHaveProperty('errors');
    if ('errors' in prepared) throw new GraphQLError('invalid');
    const { errors } = getVariableValues(
      composed.schema,
      prepared.operation.variableDefinitions ?? [],
      variables,
    );
    expect(errors).toBeUndefined();
  },
);

test('every id a step needs is left by an earlier one', () => {
  for (const { steps: all } of examples) {
    const known = new Set(['uuid', 'now', 'code']);
    for (const { title, variables = {}, remember = {} } of all) {
      for (const [, isNew, name] of JSON.stringify(variables).matchAll(
        /\{\{(new\.)?(\w+)(?:[+-]\d+h)?\}\}/g,
      )) {
        if (isNew) known.add(name!);
        expect([title, name, known.has(name!)]).toEqual([title, name, true]);
      }
      for (const name of Object.keys(remember)) known.add(name);
    }
  }
});

test('the page loads nothing from elsewhere and runs only what its policy names', () => {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = headers!['content-security-policy']!;
  expect(policy).toContain(`script-src ${hash(inline('script'))}`);
  expect(policy).toContain(`style-src ${hash(inline('style'))}`);
  expect(policy).toContain("default-src 'none'");
  expect(body).not.toMatch(/https?:\/\/|\son\w+="|style="|localStorage|sessionStorage|cookie/);
});

test('the hints follow the public schema and know nothing else', () => {
  expect(facts.types['Query']!['incidents']).toMatchObject({
    of: 'IncidentConnection',
    args: { first: 'Int' },
  });
  expect(facts.types['Beat']!['openIncidents']).toMatchObject({ of: 'IncidentConnection' });
  expect(JSON.stringify(facts.types)).not.toContain('incidentFigures');
});

test('it says how to get a token, in the language of its readers', () => {
  expect(body).toContain('<html lang="es-MX">');
  expect(body).toContain('npm run token -- analyst');
});

test('every text has the contrast that WCAG AA asks for, by day and by night', () => {
  const [day, night] = [...inline('style').matchAll(/:root \{([^}]*)\}/g)].map(([, block]) =>
    Object.fromEntries([...block!.matchAll(/--([\w-]+): (#\w{6})/g)].map(([, name, hex]) => [name!, hex!])),
  );
  for (const colours of [day!, night!]) {
    for (const [text, ground] of [
      ...['paper', 'card', 'code'].flatMap((ground) => [['ink', ground] as const, ['soft', ground] as const]),
      ['brand-ink', 'brand'] as const,
      ['bad', 'card'] as const,
    ]) {
      expect([text, ground, contrast(colours[text]!, colours[ground]!) >= 4.5]).toEqual([text, ground, true]);
    }
    expect(contrast(colours['line']!, colours['code']!)).toBeGreaterThanOrEqual(3);
    expect(contrast(colours['focus']!, colours['card']!)).toBeGreaterThanOrEqual(3);
  }
});

/** WCAG 2.2, relative luminance. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}
