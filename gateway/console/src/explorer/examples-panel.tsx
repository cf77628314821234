import { useEditorContext } from '@graphiql/react';
import { createContext, use, useEffect, useRef, useState } from 'react';
import { type Facts, type Step } from './facts.ts';
import { said } from './words.ts';

export interface Chosen {
  readonly facts: Facts;
  /** The step's variables, with every value filled in that is known by now. */
  choose(step: Step, user: string): unknown;
}

export const Examples = createContext<Chosen | undefined>(undefined);

/** The worked examples, by the role of the user. */
export const examplesPlugin = { title: said().examples, icon: Icon, content: Panel };

function Panel() {
  const { facts, choose } = use(Examples)!;
  const editors = useEditorContext({ nonNull: true });
  const { queryEditor, variableEditor, responseEditor, updateActiveTabValues } = editors;
  const own = said();
  useEffect(() => {
    // GraphiQL gives its editors no accessible name.
    queryEditor?.getInputField().setAttribute('aria-label', own.query);
    variableEditor?.getInputField().setAttribute('aria-label', own.variables);
    responseEditor?.getInputField().setAttribute('aria-label', own.answer);
  }, [queryEditor, variableEditor, responseEditor]);
  const [current, setCurrent] = useState<Step>();
  const show = (step: Step, user: string) => {
    setCurrent(step);
    const variables = JSON.stringify(choose(step, user) ?? {}, null, 2);
    queryEditor?.setValue(step.query);
    variableEditor?.setValue(variables);
    updateActiveTabValues({ query: step.query, variables });
  };
  return (
    <section className="examples" aria-label={own.byRole}>
      <h2>{own.byRole}</h2>
      {facts.examples.map(({ role, user, text, steps }) => (
        <details key={role} lang="es" open={user === 'analyst' || undefined}>
          <summary>{role}</summary>
          <p>{text}</p>
          <ol>
            {steps.map((step) => (
              <li key={step.title}>
                <button
                  type="button"
                  className="example"
                  aria-pressed={step === current}
                  onClick={() => show(step, user)}
                >
                  {step.title}
                </button>
                {step === current && <p>{step.about}</p>}
              </li>
            ))}
          </ol>
        </details>
      ))}
    </section>
  );
}

/** Opens its panel when it first appears: GraphiQL keeps the panel that `visiblePlugin` names hidden until it is clicked. */
function Icon() {
  const sign = useRef<SVGSVGElement>(null);
  useEffect(() => sign.current?.closest('button')?.click(), []);
  return (
    <svg
      ref={sign}
      viewBox="0 0 24 24"
      width="24"
      height="24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      <path d="M4 6h16M4 12h16M4 18h10" />
    </svg>
  );
}
