import type { OpenService } from '@proximidad/service';
import type { AnsweringDeps } from '../answering.ts';
import type { Allowances } from '../identity/allowances.ts';
import type { Passports } from '../identity/passports.ts';
import type { LoopTurns } from '../identity/loop-turns.ts';
import type { Strangers } from '../identity/strangers.ts';
import type { Gauge } from '../metrics.ts';
import type { Cuts, FreshnessOfEntities, Revocations } from '@proximidad/nation';
import { type Admission, openAdmission } from './admission.ts';
import { localFeed, remoteFeed } from './feed-source.ts';
import { openHub } from './hub.ts';
import type { StreamingDeps } from './operations.ts';
import { openReplays } from './replay-stream.ts';
import { type WebSocketEndpoint, webSocketEndpoint, type WebSocketDeps } from './web-socket.ts';

export interface LiveDeps extends AnsweringDeps {
  readonly authenticate: WebSocketDeps['authenticate'];
  readonly strangers: Strangers;
  readonly loopTurns: LoopTurns;
  readonly addressOf: WebSocketDeps['addressOf'];
  readonly allowances: Allowances;
  readonly overTls: boolean;
  readonly passports: Passports;
  readonly revoked: Revocations;
  readonly nation: OpenService;
  readonly cuts: Cuts;
  readonly freshnessOfEntities: FreshnessOfEntities;
  /** Where each service across the network listens, by name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly now: () => number;
  /** How much of all connections there is room for, up to 1. */
  readonly room: number;
  readonly onTrouble: (service: string, error: unknown) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Everything in the gateway that keeps answering. */
export interface Live {
  readonly streaming: StreamingDeps & Pick<LiveDeps, 'onFailure'> & { readonly admission: Admission };
  readonly webSocket: WebSocketEndpoint;
  readonly gauges: () => Gauge[];
  /** Tells every client to reconnect elsewhere, and admits nobody. */
  close(): Promise<void>;
}

export function openLive(deps: LiveDeps): Live {
  const { passports, revoked, nation, cuts, subgraphs, now, room, onTrouble, ...rest } = deps;
  const { logId } = nation;
  const remotes = Object.entries(subgraphs).map(([name, url]) => remoteFeed(name, url, logId));
  const hub = openHub({
    ...{ graph: deps.graph, executor: deps.executor, freshnessOfEntities: deps.freshnessOfEntities },
    ...{ logId, now, onTrouble, onFailure: deps.onFailure, allowances: deps.allowances },
    sources: [...remotes, localFeed(nation, logId)],
    passportOf: (subject, audience) => passports.passportOf(subject, audience),
    position: () => nation.readModels.position,
  });
  const admission = openAdmission({ isRevoked: revoked.has, onRevoked: revoked.listen, now, room });
  const { executor, resolveCut } = deps;
  const replays = openReplays({ executor, resolveCut, cuts, logId, now });
  const streaming = { ...rest, hub, replays, admission };
  const webSocket = webSocketEndpoint(streaming);
  return {
    streaming,
    webSocket,
    gauges: () => [
      { name: 'proximidad_gateway_live_connections', value: admission.count() },
      { name: 'proximidad_gateway_live_replays', value: replays.count() },
      ...Object.entries(hub.counts()).map(([name, value]) => ({
        name: `proximidad_gateway_live_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
        value,
      })),
    ],
    async close() {
      admission.close();
      await webSocket.close();
      hub.close();
      await Promise.all(remotes.map((remote) => remote.close()));
    },
  };
}
