import type { WebSocket } from 'ws';
import type { LoopTurns, Sender } from '../identity/loop-turns.ts';
import { networkOf } from '../identity/strangers.ts';

/** Operations of one connection that wait to be opened: what comes behind them is not read until one is. */
export const OPENING_PER_CONNECTION_MAX = 16;

/** Reads a message; what is waited for is read at its sender's expense. */
type Take = () => Promise<void> | undefined;

/** A connection, as its messages are read one after the other. */
export interface Reading {
  readonly socket: WebSocket;
  readonly address: string;
  /** Of what waits now: the connection itself until it has shown a token. */
  sender: Sender;
  token?: string | undefined;
  /** Messages that have come and are not read. */
  readonly unread: Take[];
  isReading: boolean;
  /** Operations that wait to be opened. */
  opening: number;
}

/** What is read and waits for its turn is no more than came with one piece, in the order in which it came. */
export function inTurn(connection: Reading, loopTurns: LoopTurns, take: Take): void {
  const { socket, unread } = connection;
  if (unread.push(take) > 1) socket.pause();
  else connection.sender = connection.token ?? socket;
  goOn(connection, loopTurns);
}

/** The next message, unless one is being read, or too much waits to be opened. */
function goOn(connection: Reading, loopTurns: LoopTurns): void {
  const { socket, unread, sender, address } = connection;
  if (connection.isReading || unread.length === 0 || connection.opening >= OPENING_PER_CONNECTION_MAX) return;
  connection.isReading = true;
  const over = () => {
    unread.shift();
    connection.isReading = false;
    if (unread.length === 0 && socket.readyState === socket.OPEN) socket.resume();
    goOn(connection, loopTurns);
  };
  loopTurns.begin(sender, networkOf(address), () => {
    const read = unread[0]!();
    if (read) void read.finally(over);
    else over();
  });
}

/** Counts an operation while it waits to be opened. */
export async function opening<T>(
  connection: Reading,
  loopTurns: LoopTurns,
  open: () => Promise<T>,
): Promise<T> {
  connection.opening++;
  try {
    return await open();
  } finally {
    connection.opening--;
    goOn(connection, loopTurns);
  }
}
