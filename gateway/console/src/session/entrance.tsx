import { useEffect, useState, useSyncExternalStore } from 'react';
import { App } from '../app.tsx';
import { useWords } from '../words/settings.ts';
import { openProvider, type Provider } from './provider.ts';
import { type Ending, openSession, type Session } from './session.ts';

/** Set while somebody is signed in, so that a reload comes back without a question; it holds nothing of theirs. */
const WAS_IN = 'proximidad.dentro';
/** Set once somebody has signed out of this browser: whoever enters next is asked who they are, though the provider remembers the one before. */
const WAS_OUT = 'proximidad.fuera';
const RETRY_MS = 2_000;

type SignInState =
  | { readonly at: 'signed-out'; readonly failure?: string }
  | { readonly at: 'under-way' | 'unreachable' }
  | { readonly at: 'in'; readonly session: Session };

// One code can be changed for tokens once, however often the page is rendered.
let begun: Promise<SignInState> | undefined;

/** The sign-in page: a user who is not signed in is led to the provider, and comes back to where they were. */
export function Entrance() {
  const [state, setState] = useState<SignInState>({ at: 'under-way' });
  useEffect(() => {
    begun ??= begin(() => setState({ at: 'unreachable' }));
    void begun.then(setState);
  }, []);
  if (state.at === 'in') return <Inside session={state.session} />;
  return <SignInPage state={state} />;
}

async function begin(onUnreachable: () => void): Promise<SignInState> {
  const provider = await reached(onUnreachable);
  const here = new URL(location.href);
  if (here.pathname !== '/entrar') {
    if (sessionStorage.getItem(WAS_IN) === null) return { at: 'signed-out' };
    await provider.leaveFor(here.pathname + here.search, false);
    return { at: 'under-way' };
  }
  try {
    const { tokens, returnTo } = await provider.arrived(here);
    history.replaceState(null, '', returnTo);
    sessionStorage.setItem(WAS_IN, 'sí');
    localStorage.removeItem(WAS_OUT);
    return { at: 'in', session: openSession(provider, tokens) };
  } catch (error) {
    history.replaceState(null, '', '/');
    sessionStorage.removeItem(WAS_IN);
    return { at: 'signed-out', failure: (error as Error).message };
  }
}

/** The provider, however long it takes to answer. */
async function reached(onUnreachable: () => void): Promise<Provider> {
  for (;;) {
    try {
      return await openProvider();
    } catch {
      onUnreachable();
      await new Promise((again) => setTimeout(again, RETRY_MS));
    }
  }
}

function Inside({ session }: { readonly session: Session }) {
  const ending = useSyncExternalStore(session.subscribe, session.ending);
  useEffect(() => {
    if (ending !== undefined) sessionStorage.removeItem(WAS_IN);
    if (ending === 'signed-out') localStorage.setItem(WAS_OUT, 'sí');
  }, [ending]);
  if (ending === undefined) return <App session={session} />;
  return <SignInPage state={{ at: 'signed-out' }} ending={ending} />;
}

function SignInPage({ state, ending }: { readonly state: SignInState; readonly ending?: Ending }) {
  const { signIn } = useWords();
  const why: Readonly<Record<Ending, string>> = {
    revoked: signIn.revoked,
    over: signIn.over,
    'signed-out': signIn.signedOut,
  };
  const enter = async () =>
    (await openProvider()).leaveFor(
      location.pathname === '/entrar' ? '/' : location.pathname + location.search,
      localStorage.getItem(WAS_OUT) !== null,
    );
  return (
    <main className="door">
      <h1>{signIn.title}</h1>
      {ending === undefined ? <p>{signIn.lead}</p> : <p role="alert">{why[ending]}</p>}
      {state.at === 'signed-out' && state.failure !== undefined && (
        <p role="alert" className="refused">
          {signIn.failed}: {state.failure}
        </p>
      )}
      {state.at === 'unreachable' && <p role="alert">{signIn.unreachable}</p>}
      {state.at === 'under-way' && <p role="status">{signIn.underWay}</p>}
      {state.at === 'signed-out' && ending !== 'revoked' && (
        <button type="button" className="primary" onClick={() => void enter()}>
          {ending === undefined ? signIn.button : signIn.again}
        </button>
      )}
    </main>
  );
}
