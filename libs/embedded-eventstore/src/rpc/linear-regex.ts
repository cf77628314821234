import { parseRegex, type RegexNode, RegexRefused } from './regex-syntax.ts';

export { RegexRefused };

const STATES_MAX = 2_000;
const LOOKS_MAX = 10;

type Instruction =
  | { readonly op: 'unit'; readonly accepts: (unit: number) => boolean }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'start' }
  | { readonly op: 'end' }
  | { readonly op: 'match' };

/**
 * A regular expression whose time is bounded by its size times the text's length, whatever a client sends: all ways to
 * match are followed at once, nothing is ever tried again. What would need more (back-references, look-around) is refused;
 * only a look-ahead right behind a first `^` is a question of its own, and the clients use it to leave out system events.
 *
 * @throws {RegexRefused} for syntax outside the supported subset, or an expression that is too large.
 */
export function linearRegex(source: string): (text: string) => boolean {
  const root = parseRegex(source);
  const options = root.kind === 'choice' ? root.options : [root];
  if (!options.some((option) => leadingLooks(option).length > 0)) return automaton(root);
  const questions = options.map(conjunction);
  return (text) => questions.some((holds) => holds(text));
}

type Look = Extract<RegexNode, { kind: 'look' }>;

/** `^(?!a)(?=b)c` asks three things of the same text, each of which is linear. */
function conjunction(option: RegexNode): (text: string) => boolean {
  const looks = leadingLooks(option);
  if (option.kind !== 'sequence' || looks.length === 0) return automaton(option);
  if (looks.length > LOOKS_MAX) throw new RegexRefused('the regular expression looks ahead too often');
  const [start, ...others] = option.parts;
  const rest = automaton({ kind: 'sequence', parts: [start!, ...others.slice(looks.length)] });
  const ahead = looks.map(({ wanted, body }) => ({
    wanted,
    found: automaton({ kind: 'sequence', parts: [{ kind: 'start' }, body] }),
  }));
  return (text) => ahead.every(({ wanted, found }) => found(text) === wanted) && rest(text);
}

function leadingLooks(option: RegexNode): readonly Look[] {
  if (option.kind !== 'sequence' || option.parts[0]?.kind !== 'start') return [];
  const others = option.parts.slice(1);
  const end = others.findIndex(({ kind }) => kind !== 'look');
  return others.slice(0, end < 0 ? others.length : end) as Look[];
}

function automaton(node: RegexNode): (text: string) => boolean {
  const program: Instruction[] = [];
  compile(node, program);
  emit(program, { op: 'match' });
  const anchored = closure(program, 0, 1, -1).size === 0;
  return (text) => run(program, text, anchored);
}

function compile(node: RegexNode, program: Instruction[]): void {
  switch (node.kind) {
    case 'unit':
      emit(program, { op: 'unit', accepts: node.accepts });
      return;
    case 'start':
    case 'end':
      emit(program, { op: node.kind });
      return;
    case 'sequence':
      for (const part of node.parts) compile(part, program);
      return;
    case 'look':
      throw new RegexRefused('the regular expression looks ahead elsewhere than behind its first ^');
    case 'choice':
      return compileChoice(node.options, program);
    case 'repeat':
      return compileRepeat(node, program);
  }
}

function compileChoice(options: readonly RegexNode[], program: Instruction[]): void {
  const jumps: { op: 'jump'; to: number }[] = [];
  for (const [index, option] of options.entries()) {
    if (index === options.length - 1) {
      compile(option, program);
      continue;
    }
    const split = emit(program, { op: 'split', first: program.length + 1, second: 0 });
    compile(option, program);
    jumps.push(emit(program, { op: 'jump', to: 0 }));
    split.second = program.length;
  }
  for (const jump of jumps) jump.to = program.length;
}

function compileRepeat(
  { body, min, max }: Extract<RegexNode, { kind: 'repeat' }>,
  program: Instruction[],
): void {
  for (let i = 0; i < min; i++) compile(body, program);
  if (max === undefined) {
    const loop = program.length;
    const split = emit(program, { op: 'split', first: loop + 1, second: 0 });
    compile(body, program);
    emit(program, { op: 'jump', to: loop });
    split.second = program.length;
    return;
  }
  const splits: { op: 'split'; first: number; second: number }[] = [];
  for (let i = min; i < max; i++) {
    splits.push(emit(program, { op: 'split', first: program.length + 1, second: 0 }));
    compile(body, program);
  }
  for (const split of splits) split.second = program.length;
}

function emit<I extends Instruction>(program: Instruction[], instruction: I): I {
  if (program.length >= STATES_MAX) throw new RegexRefused('the regular expression is too large');
  program.push(instruction);
  return instruction;
}

function run(program: readonly Instruction[], text: string, anchored: boolean): boolean {
  let states = new Set<number>();
  for (let at = 0; ; at++) {
    if (at === 0 || !anchored) closure(program, 0, at, text.length, states);
    if (states.has(program.length - 1)) return true;
    if (at === text.length || (anchored && states.size === 0)) return false;
    const unit = text.charCodeAt(at);
    const next = new Set<number>();
    for (const state of states) {
      const instruction = program[state]!;
      if (instruction.op === 'unit' && instruction.accepts(unit))
        closure(program, state + 1, at + 1, text.length, next);
    }
    states = next;
  }
}

/** Adds the states that wait for a unit, or match, and are reached from `from` without taking one. */
function closure(
  program: readonly Instruction[],
  from: number,
  at: number,
  length: number,
  states = new Set<number>(),
): Set<number> {
  const pending = [from];
  const seen = new Set<number>();
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (seen.has(state) || states.has(state)) continue;
    seen.add(state);
    const instruction = program[state]!;
    switch (instruction.op) {
      case 'unit':
      case 'match':
        states.add(state);
        break;
      case 'jump':
        pending.push(instruction.to);
        break;
      case 'split':
        pending.push(instruction.second, instruction.first);
        break;
      case 'start':
        if (at === 0) pending.push(state + 1);
        break;
      case 'end':
        if (at === length) pending.push(state + 1);
        break;
    }
  }
  return states;
}
