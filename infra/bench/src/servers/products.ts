const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])
`;

export const CATALOG_SDL = `${LINK}
scalar Position
type Query { products(first: Int = 10): [Product!]! position: Position }
type Product @key(fields: "id") { id: ID! name: String price: Int weight: Int }
`;

export const SHIPPING_SDL = `${LINK}
type Product @key(fields: "id") {
  id: ID!
  price: Int @external
  weight: Int @external
  stock: Int
  shippingEstimate: Int @requires(fields: "price weight")
}
`;

/** Two hops: the list from one subgraph, stock and estimate from the other. */
export const QUERY = '{ products(first: 10) { id name price stock shippingEstimate } }';
