import type { Instant } from '@proximidad/eventsourcing';
import type { Point, Polygon } from '@proximidad/geography';

/** One row of a file as its source gives it, with its place in the file. */
export interface SourceRow {
  /** 1-based line of the file, the header being line 1; for GeoJSON the 1-based feature, for JSON the 1-based row. */
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
  /** How much of the file comes before the row's end, 0 to 1, where known. */
  readonly share?: number;
  /** Why nobody can know which value belongs to which column. */
  readonly fault?: string | undefined;
  /** GeoJSON only. */
  readonly geometry?: unknown;
}

export interface BeatItem {
  readonly kind: 'beat';
  readonly authority: string;
  readonly code: string;
  readonly edition: string;
  readonly name: string;
  readonly municipality: string;
  readonly population: number | undefined;
  readonly polygon: Polygon;
}

export interface HistoricalItem {
  readonly kind: 'historical';
  readonly entity: string;
  readonly source: string;
  readonly sourceKey: string;
  readonly occurredAt: Instant;
  readonly arrivedAt?: Instant | undefined;
  readonly closedAt?: Instant | undefined;
  /** How far it had come before anyone arrived, where the source says so. */
  readonly legs?:
    | Readonly<Record<'answeredAt' | 'classifiedAt' | 'dispatchedAt' | 'enRouteAt', Instant | undefined>>
    | undefined;
  readonly outcome?: 'RESOLVED' | 'NO_CONTACT' | 'UNFOUNDED' | 'DUPLICATE' | 'CANCELLED' | undefined;
  readonly classification: { readonly system: string; readonly version?: string; readonly code: string };
  readonly sensitive: boolean;
  readonly municipality: string;
  readonly beatCode?: string | undefined;
  readonly beatEdition?: string | undefined;
  readonly point?: Point | undefined;
}

export interface AuthorityItem {
  readonly kind: 'authority';
  readonly entity: string;
  readonly code: string;
  readonly institution: string;
  readonly title: string;
  readonly municipality: string | undefined;
  readonly parent: string | undefined;
  readonly functions: readonly string[];
  readonly from: Instant;
}

/** A policing model that is put forward; what bodies say about it afterwards is for them to record. */
export interface ProfileItem {
  readonly kind: 'profile';
  readonly profileId: string;
  readonly version: number;
  readonly body: string;
  readonly agreementNumber: string;
  /** JSON text. */
  readonly document: string;
}

export type Item = BeatItem | HistoricalItem | AuthorityItem | ProfileItem;

/**
 * The result of reading a row. `rows` are the lines that one item stands for: a call with three units is three rows.
 */
export type Reading =
  | { readonly item: Item; readonly rows: readonly SourceRow[] }
  | { readonly reason: string; readonly rows: readonly SourceRow[] };

export interface FormatOptions {
  readonly edition: string | undefined;
}

/** A kind of file that the platform can take in. */
export interface Format {
  readonly name: string;
  /** For --help. */
  readonly title: string;
  /** A `json` file is a list of rows, each an object. */
  readonly container: 'csv' | 'geojson' | 'json';
  /** Columns that must exist; a file without them is refused before anything is sent. */
  readonly columns: readonly string[];
  /** The column by which the source itself names a row. */
  readonly key: string;
  /** The development user whose rights the import uses. */
  readonly user: string;
  /** Adjacent rows with the same text belong to one item; undefined: each row is its own. */
  readonly groupBy?: (row: SourceRow) => string;
  /** Pure: the same rows always give the same reading. */
  read(rows: readonly SourceRow[], options: FormatOptions): Item | { readonly reason: string };
  /** Undefined when the options are enough, else what is missing. */
  needs?(options: FormatOptions): string | undefined;
}

export const unreadable = (reason: string) => ({ reason });
