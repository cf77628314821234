import { useEffect, useRef } from 'react';
import { useSearchParams } from 'wouter';

/** How far the officer is with recording a contact, in codes and numbers; undefined while none is being recorded. */
export interface ContactStep {
  readonly kind?: string | undefined;
  readonly outcome?: string | undefined;
  readonly adults?: number | undefined;
  readonly minors?: number | undefined;
  readonly minutes?: number | undefined;
}

const [KIND, OUTCOME] = ['contacto', 'resultado'] as const;
const NUMBERS = { adults: 'adultos', minors: 'menores', minutes: 'minutos' } as const;
const NUMBER = /^\d{1,4}$/;

export function stepIn(parameters: URLSearchParams): ContactStep | undefined {
  const kind = parameters.get(KIND);
  if (kind === null) return undefined;
  if (kind === '') return {};
  const outcome = parameters.get(OUTCOME);
  if (outcome === null) return { kind };
  const numbers = Object.entries(NUMBERS).flatMap(([field, name]) => {
    const text = parameters.get(name) ?? '';
    return NUMBER.test(text) ? [[field, Number(text)] as const] : [];
  });
  return { kind, outcome, ...Object.fromEntries(numbers) };
}

export function parametersOf(step: ContactStep | undefined): Record<string, string> {
  if (!step) return {};
  const { kind = '', outcome, ...numbers } = step;
  const given = Object.entries(NUMBERS).flatMap(([field, name]) => {
    const value = numbers[field as keyof typeof numbers];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return { [KIND]: kind, ...(outcome !== undefined && { [OUTCOME]: outcome }), ...Object.fromEntries(given) };
}

interface Entry {
  /** How many steps lie before it in this window's history. */
  readonly depth?: number;
}

const TURN = 'vez';
/** How many contacts were recorded in this window. */
const TOLD = 'proximidad.contactos';
const toldHere = () => Number(sessionStorage.getItem(TOLD) ?? 0);

/**
 * The step is part of the address: a phone's back button leads to the step before, and a page that is reloaded, or was left to sign in
 * again, goes on where it was. Once the contact is recorded the steps are over, and those still in the window's history lead nowhere.
 */
export function useContactSteps() {
  const [parameters, setParameters] = useSearchParams();
  const { depth = 0 } = (history.state as Entry | null) ?? {};
  const turn = Number(parameters.get(TURN) ?? toldHere() + 1);
  const isTold = turn <= toldHere();
  const [step, wasIn] = [isTold ? undefined : stepIn(parameters), useRef(false)];
  if (step) wasIn.current = true;
  const stand = (step: ContactStep | undefined, how: { replace?: boolean; state?: Entry }) =>
    setParameters({ ...parametersOf(step), ...(step && { [TURN]: String(turn) }) }, how);
  useEffect(() => {
    if (isTold) stand(undefined, { replace: true });
  });
  return {
    ...{ step, wasIn },
    go: (step: ContactStep) => stand(step, { state: { depth: depth + 1 } }),
    /** Changes a number within a step, which makes no new step. */
    change: (step: ContactStep) => stand(step, { state: { depth }, replace: true }),
    back(step: ContactStep | undefined) {
      if (depth > 0) history.back();
      else stand(step, { replace: true });
    },
    leave() {
      sessionStorage.setItem(TOLD, String(turn));
      const none = () => stand(undefined, { replace: true });
      if (depth === 0) return none();
      // If the page was reloaded in between, the first entry of this window is a step itself.
      addEventListener('popstate', none, { once: true });
      history.go(-depth);
    },
  };
}

export type Steps = ReturnType<typeof useContactSteps>;
