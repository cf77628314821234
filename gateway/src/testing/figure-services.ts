import { SERVICES } from '@proximidad/topology';
import { type TrialSubgraph, trialSubgraph, type TrialOptions } from './subgraphs.ts';

const HEADER = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
`;

/** The part of each service that the national picture asks for, as in their own schemas. */
const SDL = {
  beats: `${HEADER}
    type Query { presenceFigures: [PresenceFiguresRow!]! }
    type PresenceFiguresRow {
      entity: ID! beats: Int! beatsWithoutUnit: Int! officersOnDuty: Int! units: [UnitStatusCount!]! lastEventAt: DateTime
    }
    type UnitStatusCount { status: String! count: Int! }`,
  incidents: `${HEADER}
    type Query { incidentFigures: [IncidentFiguresRow!]! incident(id: ID!): Incident }
    type Incident @key(fields: "id") { id: ID! }
    type IncidentFiguresRow {
      entity: ID! recorded: Int! duplicates: Int! open: [OpenCount!]! reported24h: Int! closed24h: Int!
      responseP50Seconds: Int responseP90Seconds: Int arrivalKnownShare: Float lastEventAt: DateTime
    }
    type OpenCount { priority: String! count: Int! }`,
  contacts: `${HEADER}
    type Query { contactFigures: [ContactFiguresRow!]! }
    type ContactFiguresRow {
      entity: ID! recorded: Int! followUpsDue: Int! followUpsOverdue: Int! lastEventAt: DateTime
    }`,
  training: `${HEADER}
    type Query { trainingFigures: [TrainingFiguresRow!]! }
    type TrainingFiguresRow {
      entity: ID! officers: Int! certified: Int! certifiedShare: Float lastEventAt: DateTime
    }`,
} as const;

const ROWS = {
  beats: {
    presenceFigures: [
      {
        entity: '09',
        beats: 847,
        beatsWithoutUnit: 2,
        officersOnDuty: 5,
        units: [{ status: 'AVAILABLE', count: 3 }],
      },
    ],
  },
  incidents: {
    incidentFigures: [
      {
        ...{ entity: '09', recorded: 171_627, duplicates: 12, open: [{ priority: 'ALTA', count: 4 }] },
        ...{
          reported24h: 9,
          closed24h: 5,
          responseP50Seconds: 300,
          responseP90Seconds: 900,
          arrivalKnownShare: 0.5,
        },
        lastEventAt: '2026-11-14T11:00:00-06:00',
      },
      { entity: '99', recorded: 5, duplicates: 0, open: [], reported24h: 0, closed24h: 0 },
    ],
  },
  contacts: { contactFigures: [] },
  training: { trainingFigures: [{ entity: '14', officers: 4, certified: 1, certifiedShare: 0.25 }] },
} as const;

type Name = keyof typeof SDL;

/** An address where nobody listens: services without figures are never asked for any. */
const NOWHERE = 'http://127.0.0.1:9';

/** The addresses of all services of the platform, with those that have figures where they are. */
export const addressesOf = (services: Readonly<Record<string, TrialSubgraph>>): Record<string, string> =>
  Object.fromEntries(SERVICES.map((name) => [name, services[name]?.url ?? NOWHERE]));

/** Four services on HTTP with a few figures; `change` makes one slow or return garbage. */
export async function figureServices(change: { readonly [N in Name]?: Partial<TrialOptions> } = {}) {
  const names = Object.keys(SDL) as Name[];
  const started = await Promise.all(
    names.map(async (name): Promise<[Name, TrialSubgraph]> => {
      const Query = Object.fromEntries(
        Object.entries(ROWS[name]).map(([field, rows]) => [field, () => rows]),
      );
      return [name, await trialSubgraph({ sdl: SDL[name], resolvers: { Query }, ...change[name] })];
    }),
  );
  return Object.fromEntries(started) as Record<Name, TrialSubgraph>;
}
