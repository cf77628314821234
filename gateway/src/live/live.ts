import type { OpenService } from '@proximidad/service';
import type { AnsweringParts } from '../answering.ts';
import type { Allowances } from '../identity/allowances.ts';
import type { Passports } from '../identity/passports.ts';
import type { Strangers } from '../identity/strangers.ts';
import type { Gauge } from '../metrics.ts';
import type { Cuts, EntitiesStanding, Revocations } from '@proximidad/nation';
import { type Door, openDoor } from './door.ts';
import { localFeed, remoteFeed } from './feed-source.ts';
import { openHub } from './hub.ts';
import type { StreamingParts } from './operations.ts';
import { openReplays } from './replay-stream.ts';
import { type WebSocketEndpoint, webSocketEndpoint, type WebSocketParts } from './web-socket.ts';

export interface LiveParts extends AnsweringParts {
  readonly authenticate: WebSocketParts['authenticate'];
  readonly strangers: Strangers;
  readonly addressOf: WebSocketParts['addressOf'];
  readonly allowances: Allowances;
  readonly overTls: boolean;
  readonly passports: Passports;
  readonly revoked: Revocations;
  readonly nation: OpenService;
  readonly cuts: Cuts;
  readonly entitiesStanding: EntitiesStanding;
  /** Where each service across the network listens, by name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly now: () => number;
  readonly onTrouble: (service: string, error: unknown) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Everything of the gateway that goes on answering. */
export interface Live {
  readonly streaming: StreamingParts & Pick<LiveParts, 'onFailure'> & { readonly door: Door };
  readonly webSocket: WebSocketEndpoint;
  readonly gauges: () => Gauge[];
  /** Tells every client to come again elsewhere, and takes nobody in. */
  close(): Promise<void>;
}

export function openLive(parts: LiveParts): Live {
  const { passports, revoked, nation, cuts, subgraphs, now, onTrouble, ...rest } = parts;
  const { logId } = nation;
  const remotes = Object.entries(subgraphs).map(([name, url]) => remoteFeed(name, url, logId));
  const hub = openHub({
    ...{ graph: parts.graph, executor: parts.executor, entitiesStanding: parts.entitiesStanding },
    ...{ logId, now, onTrouble, onFailure: parts.onFailure, allowances: parts.allowances },
    sources: [...remotes, localFeed(nation, logId)],
    passportOf: (subject, audience) => passports.passportOf(subject, audience),
    position: () => nation.readModels.position,
  });
  const door = openDoor({ isRevoked: revoked.has, onRevoked: revoked.listen, now });
  const { executor, resolveCut } = parts;
  const replays = openReplays({ executor, resolveCut, cuts, logId, now });
  const streaming = { ...rest, hub, replays, door };
  const webSocket = webSocketEndpoint(streaming);
  return {
    streaming,
    webSocket,
    gauges: () => [
      { name: 'proximidad_gateway_live_connections', value: door.count() },
      { name: 'proximidad_gateway_live_replays', value: replays.count() },
      ...Object.entries(hub.counts()).map(([name, value]) => ({
        name: `proximidad_gateway_live_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
        value,
      })),
    ],
    async close() {
      door.close();
      await webSocket.close();
      hub.close();
      await Promise.all(remotes.map((remote) => remote.close()));
    },
  };
}
