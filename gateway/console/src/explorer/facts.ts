/** What the gateway embeds in the page; `gateway/src/explorer` says what each field means. */
export interface Facts {
  readonly examples: readonly Example[];
  readonly purposes: readonly string[];
}

interface Example {
  readonly role: string;
  readonly user: string;
  readonly text: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly title: string;
  readonly about: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly remember?: Readonly<Record<string, string>>;
}

export function readFacts(): Facts {
  return JSON.parse(document.querySelector('#facts')!.textContent) as Facts;
}
