/** Whether the row that a type is resolved from gives the field as the graph wants it. */
type IsGiven<Fields, Name extends keyof Fields> =
  NonNullable<Fields[Name]> extends (
    parent: infer Parent,
    args: infer _Args,
    context: infer _Context,
    info: infer _Info,
  ) => infer Result
    ? Name extends keyof Parent
      ? Parent[Name] extends Awaited<Result>
        ? true
        : false
      : false
    : false;

/** What the kit resolves, or what does not have to be resolved. */
type Given = 'history' | `__${string}`;

/** The resolvers of a type; required for fields that its row does not give as they are. */
type Complete<Fields> = {
  [
    Name in keyof Fields as Name extends Given ? never : IsGiven<Fields, Name> extends true ? never : Name
  ]-?: NonNullable<Fields[Name]>;
} & {
  [
    Name in keyof Fields as Name extends Given ? Name : IsGiven<Fields, Name> extends true ? Name : never
  ]?: Fields[Name];
};

/** What a slice may resolve: any field; for a type with its own row, everything that the row does not give. */
export type ResolversOver<Resolvers, Rows extends keyof Resolvers> = Omit<Resolvers, Rows> & {
  [Type in Rows]?: Complete<NonNullable<Resolvers[Type]>>;
};
