/** Types that every subgraph means alike; a schema gets those that it mentions. */
export const SHARED = `
"RFC 3339 with the offset of the place, such as 2026-11-14T21:37:05.000-06:00."
scalar DateTime @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")
"Opaque: how far the record had been written or read. Give it back to read your own write."
scalar Position @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc4648#section-5")

"A code of a list of the policing model that governs: capital letters, digits and underscores, such as \`VISITA\`. \`governingProfile { codes }\` lists them."
scalar ModelCode @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc20")

"What a decision rested on: a parameter of the policing model that governed then."
type ModelBasis @shareable {
  "The model."
  profileId: ID!
  "Its version."
  profileVersion: Int!
  "The territory that had adopted it; null where nothing was, and the national model governed."
  territory: ID
  "Its path in the document: \`enforcement.certificationGate\`."
  parameter: String!
}

"That something open went on when its place came under another version of a model (BR-A4)."
type CarriedOver @shareable {
  "The version before."
  from: GoverningVersion!
  "The version that governs since then."
  to: GoverningVersion!
  "By which of the two it goes on."
  rule: CarryRule!
  "Since when."
  since: DateTime!
}

"A version of a policing model, and the territory that adopted it."
type GoverningVersion @shareable {
  "The model."
  profileId: ID!
  "Its version."
  profileVersion: Int!
  "The territory that had adopted it; null where nothing was, and the national model governed."
  territory: ID
}

"Where a page of a list stands in it. Pages go forwards only."
type PageInfo @shareable {
  "Whether more follows."
  hasNextPage: Boolean!
  "Whether this page is not the first."
  hasPreviousPage: Boolean! @deprecated(reason: "Pages go forwards only: it is whether \`after\` was given.")
  "Of the first edge; null on an empty page."
  startCursor: String @deprecated(reason: "Pages go forwards only: nothing takes it.")
  "Of the last edge: give it as \`after\` for the next page."
  endCursor: String
}

"What a mutation answers when its command was accepted."
interface Accepted {
  "Up to where the record has to be read to see it."
  position: Position!
  "This command had been done before, and this is its first outcome."
  known: Boolean!
}

"The domain refused the command; nothing was recorded."
type Refusal @shareable {
  "The fact that stands against it, such as \`AlreadyClosed\`; stable, for programs."
  code: String!
  "One sentence for a person, in Spanish or, where \`accept-language\` prefers it, in English; never parsed."
  message: String!
  "The rule of the field that said no, such as \`BR-I4\`."
  rule: String
}

"A code of a catalogue, with the catalogue and its version."
type Code @shareable {
  "The catalogue, such as \`CNIE\`."
  system: String!
  "Its version, where the catalogue has any."
  version: String
  "As it stands in the catalogue."
  code: String!
  "What it stands for, in Spanish; null for a code that the version at hand does not know."
  label: String
}

"An institution of the registry."
type Authority @key(fields: "code", resolvable: false) {
  "Names it for good, whatever it is called."
  code: ID!
}

"Who decided something, as the event tells that recorded it."
type By @shareable {
  "The pseudonym of who acted, never a name; of the platform's own acts the service that acted."
  actor: ID!
  "In which role, by its code in the matrix of rights; SYSTEM for the platform's own acts."
  role: ID!
  "The pseudonym of the person for whom a system acted, where it said so."
  onBehalfOf: ID
  "For which institution; null for the platform's own acts, and for what was recorded before this was kept."
  authority: Authority
  "What the institution was called then, where the token told."
  authorityName: String
  "What for."
  purpose: String
  "What the law says that it rests on, where a rule names it."
  legalBasis: String
  "When it happened, as it was told."
  at: DateTime!
}

"A page of an access log, the newest first."
type AccessNoteConnection @shareable {
  "In the order of the list."
  edges: [AccessNoteEdge!]!
  "Whether there is more."
  pageInfo: PageInfo!
  "Null when there are more than 10,000."
  totalCount: Int @cost(weight: 5)
}

"One entry, and where it stands in the log."
type AccessNoteEdge @shareable {
  "The entry."
  node: AccessNote!
  "Goes on after it, in \`after\`."
  cursor: String!
}

"Who wanted what of whose records, and what came of it; the same again within a minute is one entry."
type AccessNote @shareable {
  "Names it for good."
  id: ID!
  "The pseudonym of who asked, never a name."
  subject: ID!
  "In which role, by its code in the matrix of rights."
  role: ID!
  "What for."
  purpose: ID!
  "INEGI key of the entity whose records they are."
  entity: ID!
  "To read, or to execute."
  action: AccessAction!
  "The command, the kind of record, or the path of fields; MORE where too many different ones came at once."
  what: String!
  "What came of it."
  outcome: AccessOutcome!
  "What stood against it."
  reason: ID
  "The records, at most 20 of them; \`count\` says how often."
  records: [ID!]!
  "How often, between the two moments."
  count: Int!
  "The first time."
  firstAt: DateTime!
  "The last time."
  lastAt: DateTime!
}

"A page of a record's events, the oldest first."
type HistoryConnection @shareable {
  "In the order in which they were recorded."
  edges: [HistoryEdge!]!
  "Whether there is more."
  pageInfo: PageInfo!
  "How many there are."
  totalCount: Int
}

"One event, and where it stands in the history."
type HistoryEdge @shareable {
  "The event."
  node: HistoryEvent!
  "Goes on after it, in \`after\`."
  cursor: String!
}

"One event of a record, read from its own stream: what happened, when, by whom and why. What it says beyond that shows in the record."
type HistoryEvent @shareable {
  "A UUID."
  id: ID!
  "Its place among the record's events, from 0; none is missing."
  revision: Int!
  "What happened."
  type: String!
  "Which command recorded it; null for what was recorded before this was kept."
  command: String
  "When it happened, as it was told."
  occurredAt: DateTime!
  "When a server first heard of it; null for what was recorded before this was kept."
  receivedAt: DateTime
  "When the store took it: what \`@asOf\` asks."
  recordedAt: DateTime!
  "Up to where the record has to be read to be as it was right after it: what \`@asOf\` asks to the very event, where several share a moment."
  position: Position!
  "How far the clock of the device that told it was ahead, in milliseconds; null where none was told (N4)."
  clockOffsetMs: Int
  "By more than 120 s: a supervisor looks at what was told by it (N4)."
  clockOff: Boolean!
  "The device's own number of what it told: a gap is a fact that has not come."
  deviceSequence: Int
  "Who."
  by: By!
  "Which, where facts of its type are of several kinds, such as the deadline that passed: a word of the list of its type, or a code of the model that governs."
  kind: ID
  "Why, where the fact has a reason: a word of the list that is closed for facts of its type."
  reason: ID
  "The edition of the keys of places, such as \`AGEEML-2025\`."
  geography: String
  "Catalogues that its codes are of, each with its version."
  catalogues: [String!]!
  "Base64 SHA-256 over the event and the hash before it."
  hash: String!
  "Of the event before it; null for the first."
  previousHash: String
}

"WGS84, degrees."
type Point @shareable {
  "Degrees north."
  lat: Float!
  "Degrees east: negative in Mexico."
  lon: Float!
}

"What became of one item of a bulk mutation."
enum BulkOutcome {
  "It was recorded."
  ACCEPTED
  "Recorded before, under the same key."
  KNOWN
  "It was not recorded: \`code\` and \`message\` tell why."
  REJECTED
}

"What became of one item of a bulk mutation."
type BulkItemResult @shareable {
  "Of the item in the input, from 0."
  index: Int!
  "Accepted, known before, or rejected."
  outcome: BulkOutcome!
  "Of the record; null for an item that names none."
  id: ID
  "Why it was rejected, for programs."
  code: String
  "Why it was rejected, for a person, in the same language as a refusal."
  message: String
}

"What became of a record between two cuts."
enum ChangeKind {
  "It was not there at the first cut, and goes on at the second."
  APPEARED
  "It is another than at the first cut."
  CHANGED
  "It went on at the first cut, and is over, or no longer in the jurisdiction, at the second."
  ENDED
  "It was not there at the first cut, and is over at the second."
  CAME_AND_WENT
}

"One of the 32 federal entities, the nation (00), or the sandbox for files from abroad (99)."
type Entity @key(fields: "code", resolvable: false) {
  "INEGI key, two digits."
  code: ID!
}

"A municipality, or a borough of Mexico City."
type Municipality @key(fields: "cvegeo", resolvable: false) {
  "INEGI key, five digits; the first two are the entity's."
  cvegeo: ID!
}
`;
