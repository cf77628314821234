/** Names per object: an object with more is a map, whose names carry information. */
const NAMES_MAX = 200;
/** Shapes per read model; objects of further shapes are written with their names. */
const SHAPES_MAX = 500;
/** So that V8 keeps a mask in one word. */
const MASK_BITS = 30;
/** Stands before the items of a list; shapes are numbered from 1. */
const LIST = 0;

/** The value of a name for which nothing is written; `[]` is an empty list. */
export type Blank = null | boolean | number | '' | readonly [];

/** The names of an object, in order, each with the value it had when such an object was first seen, if that was a short one. */
export type Shape = readonly (readonly [name: string, blank: Blank])[];

export interface Packed {
  readonly text: string;
  /** Whether unpacking gives back the same row: nothing in it is omitted or converted by JSON. */
  readonly isAsStored: boolean;
}

/**
 * Rows as short texts. Most of a row's JSON is names and empty values, the same in row after row: an object is written as
 * the number of its shape, a mask of what is not blank, and those values. Unpacking gives what JSON would give back.
 */
export interface Packing {
  /** Equal rows give equal texts. @throws whatever JSON throws for a row that it cannot hold. */
  pack(row: object): Packed;
  unpack(text: string): object;
}

type Names = Readonly<Record<string, unknown>>;
type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

/** Puts an object of a shape into the list being written, behind its masks, which begin at `masksAt`. */
type Put = (object: Names, lists: Lists, masksAt: number, packValue: PackValue, last: Known['last']) => void;
type PackValue = (value: unknown, last: Known['last'], n: number) => Value;

/** Makes an object of a shape from its packed form. */
type Make = (packed: readonly Value[], unpack: (value: Value) => unknown) => object;

interface Known {
  readonly id: number;
  readonly names: readonly string[];
  readonly blanks: readonly Blank[];
  readonly masks: number;
  /** Set once an object has been packed. */
  put?: Put;
  /** Set once an object has been unpacked. */
  make?: Make;
  /** For each name, the last shape of its object, or of the objects in its list. */
  readonly last: (Known | undefined)[];
}

/** Knows the given shapes, in this order, and reports each new one: it has to be stored before what is packed with it. */
export function packing(known: readonly Shape[], learned: (id: number, shape: Shape) => void): Packing {
  const shapes = shapesFrom(known, learned);
  const pack = packer(shapes);
  const unpack = unpacker(shapes);
  return {
    pack(row) {
      const packed = pack(row);
      if (packed !== undefined) return { text: JSON.stringify(packed), isAsStored: true };
      const stored = JSON.parse(JSON.stringify(row)) as object;
      return { text: JSON.stringify(pack(stored)), isAsStored: false };
    },
    unpack: (text) => unpack(JSON.parse(text) as Value) as object,
  };
}

interface Shapes {
  /** Learned if new; undefined where no more shapes may be learned. */
  of(object: Names): Known | undefined;
  by(id: number): Known | undefined;
}

function shapesFrom(known: readonly Shape[], learned: (id: number, shape: Shape) => void): Shapes {
  const shapes: Known[] = [];
  const byNames = new Map<string, Known>();
  const add = (shape: Shape): Known => {
    const found = knownOf(shapes.length + 1, shape);
    shapes.push(found);
    byNames.set(JSON.stringify(found.names), found);
    return found;
  };
  for (const shape of known) add(shape);
  return {
    of(object) {
      const names = Object.keys(object);
      if (names.length > NAMES_MAX || names.includes('__proto__')) return undefined;
      const found = byNames.get(JSON.stringify(names));
      if (found || shapes.length >= SHAPES_MAX) return found;
      const shape = names.map((name) => [name, blankFor(object[name])] as const);
      learned(shapes.length + 1, shape);
      return add(shape);
    },
    by: (id) => shapes[id - 1],
  };
}

/** Answers undefined for a row that JSON would not give back unchanged. */
function packer(shapes: Shapes): (row: object) => Value | undefined {
  const top: Known['last'] = [undefined];
  let isOdd = false;
  const lists = listsUnderWay();

  const packValue = (value: unknown, last: Known['last'], n: number): Value => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (!Number.isFinite(value) || Object.is(value, -0)) isOdd = true;
        return value;
      case 'object':
        if (value === null) return null;
        return Array.isArray(value) ? packList(value, last, n) : packObject(value as Names, last, n);
      case 'undefined':
      case 'function':
      case 'symbol':
      case 'bigint':
        isOdd = true;
        return null;
    }
  };
  const packList = (items: readonly unknown[], last: Known['last'], n: number): Value => {
    const from = lists.begun(LIST);
    for (const item of items) lists.add(packValue(item, last, n));
    return lists.taken(from);
  };
  const packObject = (object: Names, last: Known['last'], n: number): Value => {
    if (Object.getPrototypeOf(object) !== Object.prototype) isOdd = true;
    let shape = last[n];
    if (!shape || !hasNames(object, shape.names)) last[n] = shape = shapes.of(object);
    if (shape) return packShaped(object, shape);
    return Object.fromEntries(
      Object.keys(object).map((name) => [name, packValue(object[name], [undefined], 0)]),
    );
  };
  const packShaped = (object: Names, shape: Known): Value => {
    const from = lists.begun(shape.id);
    for (let count = shape.masks; count > 0; count--) lists.add(0);
    const put = (shape.put ??= putterOf(shape));
    put(object, lists, from + 1, packValue, shape.last);
    return lists.taken(from);
  };

  return (row) => {
    isOdd = false;
    lists.forget();
    const packed = packValue(row, top, 0);
    return isOdd ? undefined : packed;
  };
}

type Lists = ReturnType<typeof listsUnderWay>;

/** Inner lists lie behind outer ones, each made once, at its final length: growing them item by item took twice the memory. */
function listsUnderWay() {
  const put: Value[] = [];
  let end = 0;
  return {
    begun(first: number): number {
      put[end] = first;
      return end++;
    },
    add(item: Value): void {
      put[end++] = item;
    },
    mark(at: number, bit: number): void {
      put[at] = (put[at] as number) | (1 << bit);
    },
    taken(from: number): Value {
      const list = put.slice(from, end);
      end = from;
      return list;
    },
    /** After an error on the way. */
    forget(): void {
      end = 0;
    },
  };
}

function unpacker(shapes: Shapes): (value: Value) => unknown {
  const unpack = (value: Value): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    return isList(value) ? unpackList(value) : unpackNamed(value);
  };
  const unpackList = (value: readonly Value[]): unknown => {
    const id = value[0];
    if (id !== LIST) return made(shapes, id as number)(value, unpack);
    const items: unknown[] = [];
    for (let n = 1; n < value.length; n++) items.push(unpack(value[n]!));
    return items;
  };
  const unpackNamed = (value: { readonly [name: string]: Value }): unknown =>
    Object.fromEntries(Object.entries(value).map(([name, packed]) => [name, unpack(packed)]));
  return unpack;
}

function made(shapes: Shapes, id: number): Make {
  const shape = shapes.by(id);
  if (!shape) throw new Error(`a row of the shape ${id}, which nobody knows`);
  return (shape.make ??= makerOf(shape));
}

/** Like `makerOf`, in the other direction: each name is looked up where V8 knows it to be. */
function putterOf({ names, blanks }: Known): Put {
  const fields = names.map((name, n) => {
    const [mask, bit] = [Math.floor(n / MASK_BITS), n % MASK_BITS];
    return `value = object[${JSON.stringify(name)}];
      if (!(${blankTest(blanks[n]!)})) {
        lists.mark(masksAt + ${mask}, ${bit});
        lists.add(typeof value === 'string' ? value : packValue(value, last, ${n}));
      }`;
  });
  const body = `let value; ${fields.join('\n')}`;
  // eslint-disable-next-line typescript/no-implied-eval -- nothing in it comes from outside but names, each as a JSON text
  return new Function('object', 'lists', 'masksAt', 'packValue', 'last', body) as Put;
}

function blankTest(blank: Blank): string {
  if (blank === 0) return 'Object.is(value, 0)';
  if (typeof blank === 'object' && blank !== null) return 'Array.isArray(value) && value.length === 0';
  return `value === ${JSON.stringify(blank)}`;
}

/**
 * Makes the object with these names, written out as JavaScript: V8 then makes it in one go, where adding name by name would
 * look each up (two thirds of the time). No name is `__proto__`, which would have another meaning here.
 */
function makerOf({ names, blanks, masks }: Known): Make {
  const fields = names.map((name, n) => {
    const [mask, bit] = [1 + Math.floor(n / MASK_BITS), 1 << (n % MASK_BITS)];
    return `${JSON.stringify(name)}: packed[${mask}] & ${bit} ? unpack(packed[next++]) : ${JSON.stringify(blanks[n])}`;
  });
  const body = `let next = ${1 + masks}; return { ${fields.join(', ')} };`;
  // eslint-disable-next-line typescript/no-implied-eval -- nothing in it comes from outside but names, each as a JSON text
  return new Function('packed', 'unpack', body) as Make;
}

function knownOf(id: number, shape: Shape): Known {
  const names = shape.map(([name]) => name);
  const blanks = shape.map(([, blank]) => blank);
  const masks = Math.ceil(names.length / MASK_BITS);
  return { id, names, blanks, masks, last: names.map(() => undefined) };
}

/** So short that a shape reveals nothing about anybody. */
function blankFor(value: unknown): Blank {
  if (typeof value === 'boolean' || value === '') return value;
  if (typeof value === 'number' && (value | 0) === value && !Object.is(value, -0)) return value;
  return isEmptyList(value) ? [] : null;
}

function isEmptyList(value: unknown): value is readonly [] {
  return Array.isArray(value) && value.length === 0;
}

function hasNames(object: Names, names: readonly string[]): boolean {
  let n = 0;
  for (const name in object) if (names[n++] !== name) return false;
  return n === names.length;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
