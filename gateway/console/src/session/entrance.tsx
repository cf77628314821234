import { useEffect, useState, useSyncExternalStore } from 'react';
import { App } from '../app.tsx';
import { dropHeld, openKept, unsentIn } from '../rooms/cuadrante/kept-queue.ts';
import { useWords } from '../words/settings.ts';
import { NotBegun, openProvider, type Provider, ProviderSilent } from './provider.ts';
import { dropDrafts, isDraftKept } from './draft.ts';
import { wipeOwnStore } from './own-store.ts';
import { type Ending, keyOf, openSession, type Session } from './session.ts';
import { dropWritten } from './written.ts';

/** Set while a user is signed in, so that a reload does not ask again; it holds nothing about them. */
const WAS_IN = 'proximidad.dentro';
/** Set once a user has signed out of this browser: the next one is asked who they are, even if the provider remembers the previous one. */
const WAS_OUT = 'proximidad.fuera';
/** On which the windows of this browser tell each other who signed out. */
const LEAVING = 'proximidad.salida';
const RETRY_MS = 2_000;

const isOut = () => localStorage.getItem(WAS_OUT) !== null;

type SignInState =
  | { readonly at: 'signed-out'; readonly failure?: Error }
  | { readonly at: 'under-way' | 'unreachable' }
  | { readonly at: 'in'; readonly session: Session };

// One code can be exchanged for tokens only once, however often the page is rendered.
let begun: Promise<SignInState> | undefined;

/** The sign-in page: a user who is not signed in is sent to the provider, and returns to where they were. */
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
  // The provider also leads here after ending its own session, without parameters.
  const isBrought = ['code', 'error'].some((name) => here.searchParams.has(name));
  if (here.pathname !== '/entrar' || !isBrought) {
    if (here.pathname === '/entrar') history.replaceState(null, '', '/');
    // A window that the browser had put away did not hear that its user signed out in another one.
    if (sessionStorage.getItem(WAS_IN) === null || isOut()) return { at: 'signed-out' };
    await provider.leaveFor(location.pathname + location.search, 'as-known');
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
    return { at: 'signed-out', failure: error as Error };
  }
}

/** Tries until the provider answers. */
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
  const key = useSyncExternalStore(session.subscribe, () => keyOf(session.viewer));
  const { role, subject } = session.viewer;
  useLeavingTogether(session, subject);
  useEffect(() => {
    if (ending !== undefined) sessionStorage.removeItem(WAS_IN);
    if (ending === 'signed-out') localStorage.setItem(WAS_OUT, 'sí');
    void leftBehind(ending, subject);
  }, [ending, subject]);
  if (ending === undefined) return <App key={key} session={session} />;
  const ended = {
    ...{ ending, leaveAt: session.leaveAt() },
    teller: role === 'officer' && ending !== 'revoked' ? subject : undefined,
    writer: ending === 'over' ? subject : undefined,
  };
  return <SignInPage state={{ at: 'signed-out' }} ended={ended} />;
}

/** Whoever signs out in one window is out in each: nobody who comes after them finds a room that acts in their name. */
function useLeavingTogether(session: Session, subject: string): void {
  useEffect(() => {
    const windows = new BroadcastChannel(LEAVING);
    windows.onmessage = ({ data }) => data === subject && session.end('signed-out');
    const stop = session.subscribe(() => {
      if (session.ending() === 'signed-out') windows.postMessage(subject);
    });
    return () => {
      stop();
      windows.close();
    };
  }, [session, subject]);
}

/** A user who signs out leaves no drafts behind; one whose access was revoked leaves nothing at all. */
async function leftBehind(ending: Ending | undefined, subject: string): Promise<void> {
  if (ending === 'revoked') dropHeld(subject);
  if (ending === 'signed-out' || ending === 'revoked') {
    dropWritten(subject);
    await dropDrafts(subject);
  }
  // A browser that stores nothing has nothing to delete.
  if (ending === 'revoked') await wipeOwnStore(subject).catch(() => {});
}

interface Ended {
  readonly ending: Ending;
  readonly leaveAt: URL | undefined;
  /** Who may have records waiting on this device. */
  readonly teller: string | undefined;
  /** Who may have been writing something. */
  readonly writer: string | undefined;
}

interface DoorProps {
  readonly state: Exclude<SignInState, { readonly at: 'in' }>;
  /** How the session that was here until now ended. */
  readonly ended?: Ended;
}

function SignInPage({ state, ended }: DoorProps) {
  const { signIn } = useWords();
  const [waits, setWaits] = useState(false);
  const enter = async () => {
    const provider = await reached(() => setWaits(true));
    await provider.leaveFor(
      location.pathname === '/entrar' ? '/' : location.pathname + location.search,
      isOut() ? 'anew' : 'as-known',
    );
  };
  return (
    <main className="door">
      <h1>{signIn.title}</h1>
      {ended ? <HowItEnded {...ended} /> : <p>{signIn.lead}</p>}
      {state.at === 'signed-out' && state.failure && <WhyNot failure={state.failure} />}
      {(state.at === 'unreachable' || waits) && <p role="alert">{signIn.unreachable}</p>}
      {state.at === 'under-way' && <p role="status">{signIn.underWay}</p>}
      {state.at === 'signed-out' && ended?.ending !== 'revoked' && (
        <button type="button" className="primary" onClick={() => void enter()}>
          {ended ? signIn.again : signIn.button}
        </button>
      )}
    </main>
  );
}

function HowItEnded({ ending, leaveAt, teller, writer }: Ended) {
  const { signIn } = useWords();
  const why: Readonly<Record<Ending, string>> = {
    revoked: signIn.revoked,
    over: signIn.over,
    'signed-out': signIn.signedOut,
  };
  return (
    <>
      <p role="alert">{why[ending]}</p>
      {teller !== undefined && <Unsent of={teller} />}
      {writer !== undefined && <Unfinished of={writer} />}
      {ending === 'signed-out' && (
        <>
          <p>{leaveAt ? signIn.stillThere : signIn.stillThereAlone}</p>
          {leaveAt && <a href={leaveAt.href}>{signIn.leaveProvider}</a>}
        </>
      )}
    </>
  );
}

/** What was recorded and not sent stays on the device, and is not sent until the same person is back; what the device did not keep is lost. */
function Unsent({ of }: { readonly of: string }) {
  const [{ signIn }, [unsent, setUnsent]] = [useWords(), useState({ lasting: 0, passing: 0 })];
  useEffect(() => {
    let left = false;
    const look = async () => {
      const queue = await openKept(of);
      const found = await unsentIn(queue);
      queue.close();
      if (!left) setUnsent(found);
    };
    // A browser that has just been emptied has nothing to count.
    look().catch(() => {});
    return () => {
      left = true;
    };
  }, [of]);
  const { lasting, passing } = unsent;
  return (
    <>
      {lasting > 0 && <p role="alert">{signIn.unsent(lasting)}</p>}
      {passing > 0 && <p role="alert">{signIn.unkept(passing)}</p>}
    </>
  );
}

/** What was being written stays in this window until the same person is back. */
function Unfinished({ of }: { readonly of: string }) {
  const [{ signIn }, [isKept, setKept]] = [useWords(), useState(false)];
  useEffect(() => {
    let left = false;
    void isDraftKept(of).then((kept) => !left && setKept(kept));
    return () => {
      left = true;
    };
  }, [of]);
  return isKept && <p role="status">{signIn.unfinished}</p>;
}

/** The provider's message is in its own words; what the user can do comes first. */
function WhyNot({ failure }: { readonly failure: Error }) {
  const { signIn } = useWords();
  return (
    <p role="alert" className="refused">
      {failure instanceof ProviderSilent && signIn.silent}
      {failure instanceof NotBegun && signIn.notBegun}
      {!(failure instanceof ProviderSilent || failure instanceof NotBegun) && signIn.failed(failure.message)}
    </p>
  );
}
