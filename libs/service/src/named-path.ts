import {
  type DocumentNode,
  type FieldNode,
  getOperationAST,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Request } from './execution.ts';

type Path = readonly (string | number)[];

/**
 * Says a path of an answer in the names of the schema: what a client calls a field in its answer is a text of its own, and may be
 * anybody's name. Where it may stand for several fields, by the type of the record, all are said. The document is read once, when
 * the first path is asked about.
 */
export function pathsNamed({
  query,
  operationName,
}: Pick<Request, 'query' | 'operationName'>): (path: Path) => Path {
  let document: DocumentNode | undefined;
  return (path) => {
    if (path.length === 0) return path;
    document ??= parse(query, { noLocation: true });
    return named(document, operationName, path);
  };
}

function named(document: DocumentNode, operationName: string | undefined, path: Path): Path {
  let selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return path.flatMap((part): Path => {
    if (typeof part === 'number') return [part];
    const fields = selections
      .flatMap((one) => fieldsOf(document, one))
      .filter(({ name, alias }) => (alias ?? name).value === part);
    selections = fields.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
    const names = new Set(fields.map(({ name }) => name.value));
    return names.size > 0 ? [[...names].join('|')] : [];
  });
}

function fieldsOf(document: DocumentNode, selection: SelectionNode): readonly FieldNode[] {
  const within = ({ selections }: SelectionSetNode) => selections.flatMap((one) => fieldsOf(document, one));
  switch (selection.kind) {
    case Kind.FIELD:
      return [selection];
    case Kind.INLINE_FRAGMENT:
      return within(selection.selectionSet);
    case Kind.FRAGMENT_SPREAD:
      return document.definitions.flatMap((one) =>
        one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value
          ? within(one.selectionSet)
          : [],
      );
  }
}
