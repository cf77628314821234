import { type Provider, ProviderSilent, SignInFailed, type Tokens } from './provider.ts';

/** Who is using the console, as the access token says. */
export interface Viewer {
  readonly subject: string;
  readonly role: string;
  readonly entity?: string | undefined;
  readonly municipality?: string | undefined;
  /** The officer, the unit and the beats that the user is tied to. */
  readonly ties: readonly (string | undefined)[];
  /** The usual one first. */
  readonly purposes: readonly string[];
}

/** Why the session is over. */
export type Ending = 'signed-out' | 'revoked' | 'over';

/** One person's time at this window: a token that is always fresh, and their purpose. */
export interface Session {
  /** As the newest token says: a user who is given another role or place meanwhile sees the rooms that go with it. */
  readonly viewer: Viewer;
  purpose(): string;
  setPurpose(purpose: string): void;
  /** A token that is still valid. @throws {SessionOver} @throws {ProviderSilent} when the last one expired and no new one can be had. */
  token(): Promise<string>;
  /** Leaves to prove again who is here, with a second factor, and comes back to the address. */
  stepUp(returnTo: string): Promise<void>;
  end(why: Ending): void;
  ending(): Ending | undefined;
  /** Where the provider's session, which outlives this one, is ended; undefined if the provider has no such address. */
  leaveAt(): URL | undefined;
  /** Called when it ends, and when the viewer or the purpose changes. */
  subscribe(listener: () => void): () => void;
}

export class SessionOver extends Error {
  override readonly name = 'SessionOver';
}

/** A renewal that failed is tried again after this time, and with each question. */
const RENEWAL_PAUSE_MS = 10_000;

export function openSession(provider: Provider, first: Tokens): Session {
  let viewer = viewerIn(first.access, provider);
  const listeners = new Set<() => void>();
  let [tokens, purpose] = [first, viewer.purposes[0] ?? ''];
  let ending: Ending | undefined;
  let renewing: Promise<void> | undefined;
  const tell = () => listeners.forEach((listener) => listener());

  const session: Session = {
    get viewer() {
      return viewer;
    },
    purpose: () => purpose,
    setPurpose(next) {
      purpose = next;
      tell();
    },
    async token() {
      if (ending) throw new SessionOver(ending);
      if (Date.now() >= tokens.renewAtMs) renewing ??= renew().finally(() => (renewing = undefined));
      if (Date.now() < tokens.endsAtMs) return tokens.access;
      await renewing;
      const ended = session.ending();
      if (ended) throw new SessionOver(ended);
      // An expired one would be taken for the end of the session.
      if (Date.now() >= tokens.endsAtMs) throw new ProviderSilent('nobody gives another token');
      return tokens.access;
    },
    stepUp: (returnTo) => provider.leaveFor(returnTo, 'step-up'),
    end(why) {
      if (ending) return;
      ending = why;
      clearInterval(timer);
      tell();
    },
    ending: () => ending,
    leaveAt: () => provider.leaveAt(tokens.identity),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  async function renew(): Promise<void> {
    try {
      tokens = await provider.renewed(tokens);
      become(viewerIn(tokens.access, provider));
    } catch (error) {
      // A provider that does not answer is asked again; one that refuses is not.
      if (error instanceof SignInFailed && Date.now() >= tokens.endsAtMs) session.end('over');
    }
  }
  function become(next: Viewer): void {
    if (keyOf(next) === keyOf(viewer)) return;
    viewer = next;
    if (!next.purposes.includes(purpose)) purpose = next.purposes[0] ?? '';
    tell();
  }
  const timer = setInterval(() => void session.token().catch(() => {}), RENEWAL_PAUSE_MS);
  return session;
}

/** One key per person, role, place and what they are tied to: what is shown under one is not shown under another. */
export const keyOf = ({ subject, role, entity, municipality, ties }: Viewer): string =>
  JSON.stringify([subject, role, entity, municipality, ties]);

type Claim = 'entity' | 'municipality' | 'officer' | 'unit';

interface Claims extends Readonly<Partial<Record<Claim, string>>> {
  readonly sub: string;
  readonly role: string;
  readonly beats?: readonly string[];
}

function viewerIn(token: string, provider: Provider): Viewer {
  const [, payload = ''] = token.split('.');
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
    c.charCodeAt(0),
  );
  const { beats = [], ...claims } = JSON.parse(new TextDecoder().decode(bytes)) as Claims;
  const { sub, role, entity, municipality, officer, unit } = claims;
  // A provider may name the same beats in another order.
  const [ties, purposes] = [[officer, unit, ...beats.toSorted()], provider.purposesOf(role)];
  return { subject: sub, role, entity, municipality, ties, purposes };
}
