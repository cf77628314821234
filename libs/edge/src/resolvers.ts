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

/** What the kit resolves, or what need not be resolved. */
type Given = 'history' | `__${string}`;

/** The resolvers of a type, of which those have to be there whose field its row does not give as it is. */
type Complete<Fields> = {
  [
    Name in keyof Fields as Name extends Given ? never : IsGiven<Fields, Name> extends true ? never : Name
  ]-?: NonNullable<Fields[Name]>;
} & {
  [
    Name in keyof Fields as Name extends Given ? Name : IsGiven<Fields, Name> extends true ? Name : never
  ]?: Fields[Name];
};

/** What a slice may resolve: any field, and of a type that has a row of its own all that the row leaves open. */
export type ResolversOver<Resolvers, Rows extends keyof Resolvers> = Omit<Resolvers, Rows> & {
  [Type in Rows]?: Complete<NonNullable<Resolvers[Type]>>;
};
