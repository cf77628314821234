import { parseStreamAcl, type StreamAcl } from './acl.ts';

/** `$tb` of a soft-deleted stream: 2^63 - 1, which no JavaScript number can hold, so it is looked for in the text. */
export const SOFT_DELETED_JSON = '{"$tb":9223372036854775807}';
const SOFT_DELETED = /"\$tb"\s*:\s*9223372036854775807\b/;

/** The contents of `$$<stream>`; only the parts that the server itself obeys. */
export interface StreamMetadata {
  /** Everything, as written, without a soft delete's `$tb`. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly maxCount: number | undefined;
  readonly maxAgeMs: number | undefined;
  /** Revisions below are hidden. */
  readonly truncateBefore: number;
  readonly softDeleted: boolean;
  readonly acl: StreamAcl | undefined;
}

export const NO_METADATA: StreamMetadata = {
  raw: {},
  maxCount: undefined,
  maxAgeMs: undefined,
  truncateBefore: 0,
  softDeleted: false,
  acl: undefined,
};

/** Metadata that cannot be read hides nothing. */
export function parseStreamMetadata(data: Uint8Array): StreamMetadata {
  const text = textOf(data);
  const softDeleted = SOFT_DELETED.test(text);
  const raw = parseObject(text);
  if (softDeleted) delete raw['$tb'];
  const maxAge = count(raw['$maxAge']);
  return {
    raw,
    maxCount: count(raw['$maxCount']),
    maxAgeMs: maxAge === undefined ? undefined : maxAge * 1000,
    truncateBefore: count(raw['$tb']) ?? 0,
    softDeleted,
    acl: parseStreamAcl(raw['$acl']),
  };
}

/** An empty object when the text is not an object. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

export function textOf(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
