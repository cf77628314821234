/** What is looked up for a decision that asks for no more than who commands in the town: a refusal, or this. */
export interface Commanded {
  readonly commanded?: true;
}
