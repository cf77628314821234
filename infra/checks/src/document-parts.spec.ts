import { table, withPart } from './document-parts.ts';

const document = 'Before.\n\n<!-- generated: list -->\n\nold\n\n<!-- end of list -->\n\nAfter.\n';

test('what stands between the marks is replaced, and nothing else', () => {
  const written = withPart(document, 'list', 'new');
  expect(written).toBe(document.replace('old', 'new'));
  expect(withPart(written, 'list', 'new')).toBe(written);
});

test('a document without the marks says which lines it needs', () => {
  expect(() => withPart('Before.', 'list', 'new')).toThrow(
    'the document needs the lines "<!-- generated: list -->" and "<!-- end of list -->"',
  );
});

test('a table is as wide as its widest cells', () => {
  expect(table(['a', 'bc'], [['long', '1']])).toBe('| a    | bc  |\n| ---- | --- |\n| long | 1   |');
});
