import { isSensitive } from '@proximidad/catalogues';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import { connect } from '@proximidad/eventstore';

const TEXT_LENGTH_MAX = 120;
/** A value about a person as the log holds it: sealed. */
const SEALED = /^v1\.[A-Za-z0-9_-]+$/;
const FIELD_OF_A_PERSON =
  /name|phone|curp|cuip|rfc$|plate|address|street|narrative|comment|caller|birth|email/i;
/** Words of a closed list that are kept beside a caller's sealed data. */
const CALL_BACK_SAFETY: readonly unknown[] = ['SAFE', 'UNSAFE', 'UNKNOWN'];
const TEXT_OF_A_PERSON = /^\+?\d{10,13}$|[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d|\S+@\S+\.\w+/;
/** The sources' words for rape and home robbery. */
const SENSITIVE_CATEGORY = /^(VIOLACI[OÓ]N|ROBO A CASA HABITACI[OÓ]N)\b/iu;

/** Everything that the store holds, in the order of the log; of streams that keep only their newest events, those. */
export async function everything(storeUrl: string): Promise<RecordedEvent[]> {
  const log = connect(storeUrl);
  const ended = new AbortController();
  const events: RecordedEvent[] = [];
  const only = { regex: '^[a-z]' };
  for await (const item of log.subscribe({ after: undefined, only, signal: ended.signal })) {
    if (item.kind === 'event') events.push(item.event);
    if (item.kind === 'caughtUp') break;
  }
  ended.abort();
  await log.close();
  return events;
}

/** Whether a stream or a model holds access notes: each read adds to it. */
export const notesAccess = (named: string) => /^[a-z]+accesslog(?=_|$)/.test(named);

/** What in an event must not be in the log (ADR 116), each as `type.path: problem`. */
export function personalData({
  stream,
  type,
  data,
  metadata,
}: Pick<RecordedEvent, 'stream' | 'type' | 'data' | 'metadata'>): string[] {
  const found: string[] = [];
  const all = [...leaves({ data, metadata })];
  for (const { path, value } of all) {
    const report = (problem: string) => found.push(`${type}.${path.join('.')}: ${problem}`);
    // The name of a beat or of a municipality is the territory's.
    const isNameOfPlace = /^(Beat|GeoUnit)/.test(type) && path.at(-1) === 'name';
    // Data about a person is sealed (ADR 226), or was not given.
    if (value === null || (typeof value === 'string' && SEALED.test(value))) continue;
    // A policing model is a published document; it still must not identify anyone.
    const isModel = type.startsWith('Profile') && path[0] === 'data' && path[1] === 'profile';
    // Whether it is safe to call back is a word of a closed list (docs/personal-data.md).
    const isWord = path.at(-1) === 'safeToCallBack' && CALL_BACK_SAFETY.includes(value);
    if (!isNameOfPlace && !isModel && !isWord && path.some((field) => FIELD_OF_A_PERSON.test(field)))
      report('field of a person');
    if (typeof value !== 'string') continue;
    if (value.length > TEXT_LENGTH_MAX && !isModel) report('long text');
    if (TEXT_OF_A_PERSON.test(value)) report('telephone, CURP or e-mail');
  }
  const isPlaced = all.some(({ path }) => ['lat', 'lon'].includes(path.at(-1)!));
  if (isPlaced && stream.startsWith('public_')) found.push(`${type}: a point for everybody`);
  if (isPlaced && all.some(isSensitiveKind)) found.push(`${type}: the point of a sensitive kind`);
  return found;
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

function isSensitiveKind({ path, value }: Leaf): boolean {
  return (
    typeof value === 'string' &&
    /code$/i.test(path.at(-1)!) &&
    (isSensitive(value) || SENSITIVE_CATEGORY.test(value))
  );
}

function* leaves(value: unknown, path: readonly string[] = []): Generator<Leaf> {
  if (Array.isArray(value)) for (const item of value) yield* leaves(item, path);
  else if (value !== null && typeof value === 'object')
    for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...path, key]);
  else yield { path, value };
}
