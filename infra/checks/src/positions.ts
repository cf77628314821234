import ts from 'typescript';
import type { Layer } from './workspace.ts';

/**
 * Above the log's own adapters no code may know that a position is a number: `libs/eventsourcing/src/position.ts`
 * orders them.
 */
const OPAQUE_IN: ReadonlySet<Layer> = new Set(['feed', 'edge', 'host', 'service', 'gateway']);
/** The names that positions of a log go by. */
const NAMES = new Set(['position', 'eventPosition', 'checkpoint', 'head', 'through', 'atLeast']);
const OPERATORS = new Set([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.MinusToken,
  ts.SyntaxKind.PlusEqualsToken,
  ts.SyntaxKind.MinusEqualsToken,
]);
const CALLS = new Set(['Math.max', 'Math.min', 'Number', 'parseInt']);

/** What is wrong with a node that orders, adds or parses positions of a log by itself. */
export function positionFault(node: ts.Node, layer: Layer): string | undefined {
  if (!OPAQUE_IN.has(layer)) return undefined;
  const operands = ts.isBinaryExpression(node)
    ? OPERATORS.has(node.operatorToken.kind)
      ? [node.left, node.right]
      : []
    : ts.isCallExpression(node) && CALLS.has(node.expression.getText())
      ? [...node.arguments]
      : [];
  return operands.some(isPosition) ? 'positions are opaque: use isAfter, latest or earliest' : undefined;
}

function isPosition(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return isPosition(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
    return isPosition(node.left) || isPosition(node.right);
  if (ts.isPropertyAccessExpression(node)) return NAMES.has(node.name.text);
  return ts.isIdentifier(node) && NAMES.has(node.text);
}
