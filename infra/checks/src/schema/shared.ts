/** Types that mean the same in every subgraph; a schema gets those that it mentions. */
export const SHARED = `
"RFC 3339 with the UTC offset of the place, such as 2026-11-14T21:37:05.000-06:00."
scalar DateTime @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")
"Opaque: how far the log had been written or read. Pass it back to read your own writes."
scalar Position @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc4648#section-5")

"A code from a list of the policing model in force: capital letters, digits and underscores, such as \`VISITA\`. \`governingProfile { codes }\` lists them."
scalar ModelCode @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc20")

"What a decision rested on: a parameter of the policing model in force at the time."
type ModelBasis @shareable {
  "The model."
  profileId: ID!
  "Its version."
  profileVersion: Int!
  "The territory that had adopted it; null where none had, and the national model governed."
  territory: ID
  "Its path in the document: \`enforcement.certificationGate\`."
  parameter: String!
}

"Something open was carried over when its place came under another version of a model (BR-A4)."
type CarriedOver @shareable {
  "The version before."
  from: GoverningVersion!
  "The version in force since then."
  to: GoverningVersion!
  "Which of the two versions applies to it."
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
  "The territory that had adopted it; null where none had, and the national model governed."
  territory: ID
}

"The position of a page in its list. Paging is forward only."
type PageInfo @shareable {
  "Whether there is a next page."
  hasNextPage: Boolean!
  "Whether this page is not the first."
  hasPreviousPage: Boolean! @deprecated(reason: "Paging is forward only: it says whether \`after\` was given.")
  "Cursor of the first edge; null on an empty page."
  startCursor: String @deprecated(reason: "Paging is forward only: no argument takes it.")
  "Cursor of the last edge: pass it as \`after\` for the next page."
  endCursor: String
}

"What a mutation returns when its command was accepted."
interface Accepted {
  "Read up to this position to see the effect of the command."
  position: Position!
  "True where the command had been executed before: this is then its first outcome."
  known: Boolean!
}

"The domain refused the command; nothing was recorded."
type Refusal @shareable {
  "The fact that prevents it, such as \`AlreadyClosed\`; stable, for programs."
  code: String!
  "One sentence for a person, in Spanish or, where \`accept-language\` prefers it, in English; not to be parsed."
  message: String!
  "The business rule that forbids it, such as \`BR-I4\`."
  rule: String
}

"A code of a catalogue, with the catalogue and its version."
type Code @shareable {
  "The catalogue, such as \`CNIE\`."
  system: String!
  "The catalogue's version, where it has one."
  version: String
  "The code as it stands in the catalogue."
  code: String!
  "What it stands for, in Spanish; null for a code that is not in the version at hand."
  label: String
}

"An institution of the registry."
type Authority @key(fields: "code", resolvable: false) {
  "Permanent identifier, whatever the institution is called."
  code: ID!
}

"Who decided something, according to the event that recorded it."
type By @shareable {
  "Pseudonym of the person who acted, never a name; for the platform's own acts, the service that acted."
  actor: ID!
  "The role they acted in, by its code in the matrix of rights; SYSTEM for the platform's own acts."
  role: ID!
  "Pseudonym of the person for whom a system acted, where the system named one."
  onBehalfOf: ID
  "The institution they acted for; null for the platform's own acts, and for events recorded before this was kept."
  authority: Authority
  "The institution's name at the time, where the token gave it."
  authorityName: String
  "The purpose."
  purpose: String
  "Its legal basis, where a rule names one."
  legalBasis: String
  "When it happened, as reported."
  at: DateTime!
}

"A page of an access log, newest first."
type AccessNoteConnection @shareable {
  "In the order of the list."
  edges: [AccessNoteEdge!]!
  "Where the page stands in the list."
  pageInfo: PageInfo!
  "Null when there are more than 10,000."
  totalCount: Int @cost(weight: 5)
}

"One entry, with its cursor."
type AccessNoteEdge @shareable {
  "The entry."
  node: AccessNote!
  "Pass it as \`after\` to continue from here."
  cursor: String!
}

"Who wanted access to which records, and with what outcome; repetitions within a minute make one entry."
type AccessNote @shareable {
  "Permanent identifier."
  id: ID!
  "Pseudonym of the person who asked, never a name."
  subject: ID!
  "The role they asked in, by its code in the matrix of rights."
  role: ID!
  "The purpose."
  purpose: ID!
  "INEGI key of the entity that owns the records."
  entity: ID!
  "To read, or to execute."
  action: AccessAction!
  "The command, the kind of record, or the field path; MORE where there were too many different ones at once."
  what: String!
  "What came of it."
  outcome: AccessOutcome!
  "Why it was denied or refused."
  reason: ID
  "The records, at most 20 of them; \`count\` gives the number of times."
  records: [ID!]!
  "How many times, between the two moments."
  count: Int!
  "The first time."
  firstAt: DateTime!
  "The last time."
  lastAt: DateTime!
}

"A page of a record's events, oldest first."
type HistoryConnection @shareable {
  "In the order in which they were recorded."
  edges: [HistoryEdge!]!
  "Where the page stands in the list."
  pageInfo: PageInfo!
  "The number of events."
  totalCount: Int
}

"One event, with its cursor."
type HistoryEdge @shareable {
  "The event."
  node: HistoryEvent!
  "Pass it as \`after\` to continue from here."
  cursor: String!
}

"One event of a record, read from the record's stream: what happened, when, by whom and why. Everything else it says shows in the record."
type HistoryEvent @shareable {
  "A UUID."
  id: ID!
  "Its number among the record's events, from 0, without gaps."
  revision: Int!
  "What happened."
  type: String!
  "The command that recorded it; null for events recorded before this was kept."
  command: String
  "When it happened, as reported."
  occurredAt: DateTime!
  "When a server first received it; null for events recorded before this was kept."
  receivedAt: DateTime
  "When the store recorded it: the time that \`@asOf\` refers to."
  recordedAt: DateTime!
  "Reading up to this position gives the record as it was right after the event: use it in \`@asOf\` where several events share a moment."
  position: Position!
  "How far ahead the clock of the reporting device was, in milliseconds; null where none was reported (N4)."
  clockOffsetMs: Int
  "The clock was off by more than 120 s: a supervisor reviews what it reported (N4)."
  clockOff: Boolean!
  "The device's own number for its report: a gap means a report that has not arrived."
  deviceSequence: Int
  "Who acted."
  by: By!
  "The kind, where events of its type have several, such as the deadline that passed: a word from the list of its type, or a code of the model in force."
  kind: ID
  "The reason, where the event has one: a word from the closed list of its type."
  reason: ID
  "The edition of the place keys, such as \`AGEEML-2025\`."
  geography: String
  "The catalogues that its codes come from, each with its version."
  catalogues: [String!]!
  "Base64 SHA-256 of the event and the previous hash."
  hash: String!
  "Hash of the previous event; null for the first."
  previousHash: String
}

"WGS84, degrees."
type Point @shareable {
  "Degrees north."
  lat: Float!
  "Degrees east: negative in Mexico."
  lon: Float!
}

"The outcome of one item of a bulk mutation."
enum BulkOutcome {
  "It was recorded."
  ACCEPTED
  "It had been recorded before, under the same key."
  KNOWN
  "It was not recorded: \`code\` and \`message\` say why."
  REJECTED
}

"The outcome of one item of a bulk mutation."
type BulkItemResult @shareable {
  "Position of the item in the input, from 0."
  index: Int!
  "Accepted, already known, or rejected."
  outcome: BulkOutcome!
  "Id of the record; null for an item that names none."
  id: ID
  "Why it was rejected, for programs."
  code: String
  "Why it was rejected, for a person, in the same language as a refusal."
  message: String
}

"How a record changed between two cuts."
enum ChangeKind {
  "It was not there at the first cut and is current at the second."
  APPEARED
  "It differs from what it was at the first cut."
  CHANGED
  "It was current at the first cut and is over, or no longer in the jurisdiction, at the second."
  ENDED
  "It was not there at the first cut and is over at the second."
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
