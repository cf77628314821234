import type { WebSocket } from 'ws';
import { openDebts } from '../identity/debts.ts';
import type { LoopTurns, Sender } from '../identity/loop-turns.ts';
import { networkOf } from '../identity/strangers.ts';

/** What one message or ping owes: each subject pays off a fixed amount per second, over whatever connections. */
export const MESSAGE_OWES_MS = 5;
/** What a subject may owe: 1,000 messages at once. Beyond it, the connection that messages come over rests until that is paid off. */
export const MESSAGES_OWED_MAX_MS = 5_000;
/** The longest that a connection rests at once: its pings have to be answered. */
const REST_MAX_MS = 5_000;
const MS_PER_SECOND = 1_000;

/** Operations of one connection that may wait to be opened: what comes behind them is not read until one is. */
export const OPENING_PER_CONNECTION_MAX = 16;

/** Reads a message; when it returns a promise, that is waited for at the sender's expense. */
type Take = () => Promise<void> | undefined;

/** A connection whose messages are read one after the other. */
export interface Reading {
  readonly socket: WebSocket;
  readonly address: string;
  /** The sender of what waits now: the connection itself until it has presented a token. */
  sender: Sender;
  token?: string | undefined;
  /** Messages that have arrived and are not read yet. */
  readonly unread: Take[];
  isReading: boolean;
  /** Nothing more is read from it for now. */
  isResting: boolean;
  /** Operations that wait to be opened. */
  opening: number;
}

/**
 * Counts the messages of each subject, and lets the connections of a subject that keeps sending rest: every frame has to be
 * taken apart before it is known what it is.
 */
export function openMessagePace(now: () => number = () => performance.now()) {
  const debts = openDebts(now, MS_PER_SECOND);
  return (subject: string, connection: Reading): void => {
    debts.add(subject, MESSAGE_OWES_MS);
    const restMs = debts.of(subject) - MESSAGES_OWED_MAX_MS;
    if (restMs <= 0 || connection.isResting) return;
    connection.isResting = true;
    connection.socket.pause();
    setTimeout(
      () => {
        connection.isResting = false;
        resumed(connection);
      },
      Math.min(restMs, REST_MAX_MS),
    ).unref();
  };
}

function resumed({ socket, unread, isResting }: Reading): void {
  if (unread.length === 0 && !isResting && socket.readyState === socket.OPEN) socket.resume();
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
  const { unread, sender, address } = connection;
  if (connection.isReading || unread.length === 0 || connection.opening >= OPENING_PER_CONNECTION_MAX) return;
  connection.isReading = true;
  const over = () => {
    unread.shift();
    connection.isReading = false;
    resumed(connection);
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
