const HEADER = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

/** Events pushed by a subgraph of their own, as gateways without a feed need it. */
export const LIVE_EVENTS_SDL = `${HEADER}
  type Query { incident(id: ID!): Incident }
  type Subscription { incidentChanged(entity: ID!): Incident! }
  type Incident { id: ID! reportedAt: String! status: String! municipality: Municipality! }
  type Municipality @key(fields: "cvegeo", resolvable: false) { cvegeo: ID! }
`;

export const LIVE_PLACES_SDL = `${HEADER}
  type Query { municipality(cvegeo: ID!): Municipality }
  type Municipality @key(fields: "cvegeo") { cvegeo: ID! name: String! }
`;
