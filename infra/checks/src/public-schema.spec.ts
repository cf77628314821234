import { committed } from '@proximidad/gateway/compose';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { listedChanges } from './public-schema.ts';
import { root } from './workspace.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const released = buildSchema(read('docs/schema/released.graphql'));
const { api } = committed();
const changelog = read('docs/schema/CHANGELOG.md');
const now = buildSchema(api);

test('what breaks against the released schema is listed in docs/schema/CHANGELOG.md, and nothing else', () => {
  expect(listedChanges(released, now, changelog)).toEqual({ unlisted: [], unfounded: [] });
});

describe('a field taken from the schema', () => {
  const after = buildSchema(api.replace('  municipality(', '  town('));
  const entry = 'Query.municipality was removed.';

  test('is found when the changelog is silent', () => {
    expect(listedChanges(now, after, '## Next release\n\nNothing.\n').unlisted).toEqual([entry]);
  });

  test('is found when only an earlier release listed it', () => {
    const earlier = `## Next release\n\nNothing.\n\n## 1\n\n- ${entry}\n`;
    expect(listedChanges(now, after, earlier).unlisted).toEqual([entry]);
  });

  test('may go when it is listed', () => {
    const listed = `## Next release\n\nTowns are called so.\n\n- ${entry}\n`;
    expect(listedChanges(now, after, listed)).toEqual({ unlisted: [], unfounded: [] });
  });

  test('is no entry while it is there', () => {
    expect(listedChanges(now, now, `## Next release\n\n- ${entry}\n`).unfounded).toEqual([entry]);
  });
});
