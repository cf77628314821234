import { useSearchParams } from 'wouter';

/** How far one is with telling of a contact, in codes; undefined where nobody tells of one. */
export interface ContactStep {
  readonly kind?: string | undefined;
  readonly outcome?: string | undefined;
}

const [KIND, OUTCOME] = ['contacto', 'resultado'] as const;

export function stepIn(parameters: URLSearchParams): ContactStep | undefined {
  const kind = parameters.get(KIND);
  if (kind === null) return undefined;
  if (kind === '') return {};
  const outcome = parameters.get(OUTCOME);
  return outcome === null ? { kind } : { kind, outcome };
}

export function parametersOf(step: ContactStep | undefined): Record<string, string> {
  if (!step) return {};
  const { kind = '', outcome } = step;
  return { [KIND]: kind, ...(outcome !== undefined && { [OUTCOME]: outcome }) };
}

interface Entry {
  /** How many steps lie before it in the history of this window. */
  readonly depth?: number;
}

/**
 * The step stands in the address: the way back of a telephone leads to the one before, and a page that is loaded anew, or was left to sign in
 * again, goes on where it was. Once it was told the steps are behind one and nothing leads into them.
 */
export function useContactSteps() {
  const [parameters, setParameters] = useSearchParams();
  const { depth = 0 } = (history.state as Entry | null) ?? {};
  return {
    step: stepIn(parameters),
    go: (step: ContactStep) => setParameters(parametersOf(step), { state: { depth: depth + 1 } }),
    back(step: ContactStep | undefined) {
      if (depth > 0) history.back();
      else setParameters(parametersOf(step), { replace: true });
    },
    leave() {
      const none = () => setParameters({}, { replace: true });
      if (depth === 0) return none();
      // Where the page was loaded anew in between, the first entry of this window is a step itself.
      addEventListener('popstate', none, { once: true });
      history.go(-depth);
    },
  };
}
