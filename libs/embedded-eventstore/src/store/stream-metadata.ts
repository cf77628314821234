/** `$tb` of a soft-deleted stream: 2^63 - 1, which no JavaScript number holds, so it is looked for in the text. */
export const SOFT_DELETED_JSON = '{"$tb":9223372036854775807}';
const SOFT_DELETED = /"\$tb"\s*:\s*9223372036854775807\b/;

/** What `$$<stream>` says; only the parts that change what a read shows. */
export interface StreamMetadata {
  /** Everything, as written, without a soft delete's `$tb`. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly maxCount: number | undefined;
  readonly maxAgeMs: number | undefined;
  /** Revisions below are hidden. */
  readonly truncateBefore: number;
  readonly softDeleted: boolean;
}

export const NO_METADATA: StreamMetadata = {
  raw: {},
  maxCount: undefined,
  maxAgeMs: undefined,
  truncateBefore: 0,
  softDeleted: false,
};

/** Metadata that cannot be read hides nothing. */
export function parseStreamMetadata(data: Uint8Array): StreamMetadata {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
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
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
