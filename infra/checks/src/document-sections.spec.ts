import { withSection } from './document-sections.ts';
import { table } from './markdown-table.ts';

const document = 'Before.\n\n<!-- generated: list -->\n\nold\n\n<!-- end of list -->\n\nAfter.\n';

test('what stands between the marks is replaced, and nothing else', () => {
  const written = withSection(document, 'list', 'new');
  expect(written).toBe(document.replace('old', 'new'));
  expect(withSection(written, 'list', 'new')).toBe(written);
});

test('so it is in YAML, where the marks are as far in as what they hold', () => {
  const yaml = 'a:\n  # generated: list\n  b: 1\n  # end of list\n  c: 2\n';
  expect(withSection(yaml, 'list', '  b: 3')).toBe(yaml.replace('b: 1', 'b: 3'));
});

test('a document without the marks says which lines it needs', () => {
  expect(() => withSection('Before.', 'list', 'new')).toThrow(
    'the document needs two comments, "generated: list" and "end of list"',
  );
});

test('a table is as wide as its widest cells', () => {
  expect(table(['a', 'bc'], [['long', '1']])).toBe('| a    | bc  |\n| ---- | --- |\n| long | 1   |');
});
