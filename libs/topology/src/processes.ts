/** One row of the platform: a process of its own, or a service that runs in another's process. */
interface Row {
  /** Where its sources are, from the repository's root; `src/main.ts` there starts a process. */
  readonly folder: string;
  /** Difference between its port and the gateway's; a hosted service has none of its own. */
  readonly offset?: number;
  /** Whether the gateway composes its schema, `schema.graphql` among its sources. */
  readonly subgraph: boolean;
  readonly hostedIn?: string;
}

/**
 * Every process of the platform and every service, once. Its name, its port, where its sources are and whether it is a
 * subgraph are given here and nowhere else: adding a service takes its folder and one row.
 */
const ROWS = {
  gateway: { folder: 'gateway', offset: 0, subgraph: false },
  store: { folder: 'libs/embedded-eventstore', offset: 1, subgraph: false },
  identity: { folder: 'infra/identity', offset: 2, subgraph: false },
  /** Holds the keys of sealed data (ADR 225). */
  vault: { folder: 'libs/vault', offset: 3, subgraph: false },
  beats: { folder: 'services/beats', offset: 11, subgraph: true },
  incidents: { folder: 'services/incidents', offset: 12, subgraph: true },
  contacts: { folder: 'services/contacts', offset: 13, subgraph: true },
  training: { folder: 'services/training', offset: 14, subgraph: true },
  authorities: { folder: 'services/authorities', offset: 15, subgraph: true },
  /** For the broker's clients; its controller and its health endpoint take the next two ports. */
  kafka: { folder: 'infra/kafka', offset: 16, subgraph: false },
  nation: { folder: 'services/nation', subgraph: true, hostedIn: 'gateway' },
} as const satisfies Readonly<Record<string, Row>>;

type Rows = typeof ROWS;
type Name = keyof Rows;
/** Something with a port of its own. */
export type ProcessName = { [N in Name]: Rows[N] extends { offset: number } ? N : never }[Name];
/** A subgraph in a process of its own. */
export type ServiceName = {
  [N in ProcessName]: Rows[N] extends { subgraph: true } ? N : never;
}[ProcessName];

export interface Process {
  readonly name: ProcessName;
  readonly folder: string;
  readonly offset: number;
}

export interface SubgraphFolder {
  readonly name: string;
  /** The folder of its `schema.graphql` and of what is generated from it. */
  readonly graphql: string;
}

const rows: readonly (readonly [string, Row])[] = Object.entries(ROWS);

/** Every process, by port. */
export const PROCESSES: readonly Process[] = rows.flatMap(([name, { folder, offset }]) =>
  offset === undefined ? [] : [{ name: name as ProcessName, folder, offset }],
);

/** Every subgraph that has a process of its own, by port. */
export const SERVICES: readonly ServiceName[] = rows.flatMap(([name, { subgraph, hostedIn }]) =>
  subgraph && hostedIn === undefined ? [name as ServiceName] : [],
);

/** The subgraphs that the gateway composes, in alphabetical order. */
export const SUBGRAPHS: readonly SubgraphFolder[] = rows
  .filter(([, { subgraph }]) => subgraph)
  .map(([name, { folder }]) => ({ name, graphql: `${folder}/src` }))
  .toSorted((a, b) => (a.name < b.name ? -1 : 1));

export const folderOf = (name: ProcessName): string => ROWS[name].folder;
export const offsetOf = (name: ProcessName): number => ROWS[name].offset;
