import { FIELDS_MAX } from '@proximidad/edge';
import { parseDateTime } from '@proximidad/eventsourcing';
import { NO_DATE_TIME, sayEach } from '@proximidad/refusals';
import {
  type ASTNode,
  BREAK,
  coerceInputValue,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  isInputType,
  isScalarType,
  Kind,
  typeFromAST,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { CodedError } from '../errors.ts';

/** Says nothing of what was given. */
class NoDateTime extends Error {
  override readonly name = 'NoDateTime';
}

/** Dates and times are read before any service is asked: of a request with a wrong one nothing is done. */
export function readingDateTimes(schema: GraphQLSchema): GraphQLSchema {
  const type = schema.getType('DateTime');
  if (isScalarType(type)) {
    type.parseValue = dateTime;
    type.parseLiteral = (node, variables) => dateTime(valueFromASTUntyped(node, variables));
  }
  return schema;
}

/** As it was given: services read it again. */
function dateTime(value: unknown): string {
  try {
    parseDateTime(value as string);
  } catch (cause) {
    throw new NoDateTime('not a date and time', { cause });
  }
  return value as string;
}

/**
 * The same errors, but where there is no date and time the field is named for programs, as in every other input that is refused:
 * one error for each variable, or value in the document, with where it is.
 */
export function namingDateTimes(
  errors: readonly GraphQLError[],
  pathsOf: (node: ASTNode) => readonly string[],
): readonly GraphQLError[] {
  const wrong = new Set<ASTNode>();
  const others: GraphQLError[] = [];
  for (const error of errors) {
    const [node] = error.nodes ?? [];
    if (node && isOfDateTime(error)) wrong.add(node);
    else others.push(error);
  }
  return [...others, ...[...wrong].map((node) => fault(node, pathsOf(node)))];
}

function isOfDateTime(error: unknown): boolean {
  return error instanceof GraphQLError ? isOfDateTime(error.originalError) : error instanceof NoDateTime;
}

function fault(node: ASTNode, paths: readonly string[]): GraphQLError {
  const fields = paths.map((path) => ({ path, code: 'INVALID_FORMAT', message: NO_DATE_TIME }) as const);
  return new CodedError(sayEach(fields), { code: 'BAD_USER_INPUT', fields }, node);
}

/** Where a variable has no date and time: within an input, as its command would name it, or else the variable. */
export function pathsInVariable(
  schema: GraphQLSchema,
  definition: ASTNode,
  given: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (definition.kind !== Kind.VARIABLE_DEFINITION) return [];
  const [{ value: name }, type] = [definition.variable.name, typeFromAST(schema, definition.type)];
  const paths: string[] = [];
  if (!isInputType(type)) return paths;
  coerceInputValue(given[name], type, (path, _given, error) => {
    if (paths.length < FIELDS_MAX && isOfDateTime(error)) paths.push(path.join('.') || name);
  });
  return paths;
}

/** Where a value in the document was given, named as in a variable: within an input by its path, or else the argument or variable. */
export function pathInDocument(value: ASTNode, document: DocumentNode): readonly string[] {
  let name: string | undefined;
  let path: (string | number)[] = [];
  visit(document, {
    enter(node, _key, parent, keys, ancestors) {
      if (node !== value) return undefined;
      for (const [depth, holder] of [...ancestors, parent].entries()) {
        if (!holder || !('kind' in holder)) continue;
        if (holder.kind === Kind.VARIABLE_DEFINITION) name = holder.variable.name.value;
        if (holder.kind === Kind.ARGUMENT) [name, path] = [holder.name.value, []];
        if (holder.kind === Kind.OBJECT_FIELD) path.push(holder.name.value);
        if (holder.kind === Kind.LIST) path.push(keys[depth + 1]!);
      }
      return BREAK;
    },
  });
  return name === undefined ? [] : [path.join('.') || name];
}
