import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { bitsOf, isOneBitAway } from './flipped-bit.ts';

/** SQLite's write-ahead log, as https://sqlite.org/fileformat2.html#walformat describes it. */
const HEADER_BYTES = 32;
const FRAME_HEAD_BYTES = 24;
/** Checksums over little-endian words: what every machine this runs on writes. */
const MAGIC_LITTLE_ENDIAN = 0x377f0682;
const HEADER_SUMMED_BYTES = 24;
const FRAME_SUMMED_BYTES = 8;
/** After a power cut the last, unacknowledged transaction may be there in pieces; nothing may be missing from earlier ones. */
const TORN_COMMITS_MAX = 1;

type Sum = readonly [number, number];

/**
 * Finds damage that SQLite would take for the end of the log: it drops the first frame whose checksum is wrong, and with it,
 * silently, every transaction after it, acknowledged or not. Undefined when nothing was lost.
 */
export function walDamage(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const bytes = new Uint8Array(readFileSync(file));
  if (bytes.length < HEADER_BYTES) return undefined;
  const wal = new DataView(bytes.buffer);
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >>> 2);
  const headerSum = sum(words, 0, HEADER_SUMMED_BYTES, [0, 0]);
  if (wal.getUint32(0) !== MAGIC_LITTLE_ENDIAN || !isAt(wal, HEADER_SUMMED_BYTES, headerSum)) {
    return 'the head of the write-ahead log is damaged';
  }
  const pageBytes = wal.getUint32(8);
  let firstBad: number | undefined;
  let commitsBehind = 0;
  let flipped = false;
  let previous = headerSum;
  for (let frame = 0; ; frame++) {
    const at = HEADER_BYTES + frame * (FRAME_HEAD_BYTES + pageBytes);
    if (at + FRAME_HEAD_BYTES + pageBytes > bytes.length) break;
    const sumAt = at + 16;
    const ofThisLog =
      wal.getUint32(at + 8) === wal.getUint32(16) && wal.getUint32(at + 12) === wal.getUint32(20);
    const head = sum(words, at, FRAME_SUMMED_BYTES, previous);
    const whole = sum(words, at + FRAME_HEAD_BYTES, pageBytes, head);
    const good = ofThisLog && isAt(wal, sumAt, whole);
    if (!good && firstBad === undefined) {
      firstBad = frame;
      flipped = isFlipped(wal, words, at, pageBytes, whole);
    }
    if (good && firstBad !== undefined && wal.getUint32(at + 4) !== 0) commitsBehind++;
    // Each frame's sum depends on the stored one before it, so that frames after a damaged one can still be verified.
    previous = [wal.getUint32(sumAt), wal.getUint32(sumAt + 4)];
  }
  const where = `the write-ahead log is damaged at frame ${firstBad}`;
  if (commitsBehind > TORN_COMMITS_MAX)
    return `${where}: at least ${commitsBehind} commits behind it would be lost`;
  return flipped ? `${where}: one bit is not what was written` : undefined;
}

/** Whether a frame with a wrong checksum is one bit away from the right one: then it was whole, and may have been acknowledged. */
function isFlipped(wal: DataView, words: Uint32Array, at: number, pageBytes: number, actual: Sum): boolean {
  const strangeBits = [8, 12].map((salt) => bitsOf(wal.getUint32(at + salt) ^ wal.getUint32(8 + salt)));
  const strange = strangeBits.reduce((sum, bits) => sum + bits);
  if (strange !== 0) return strange === 1 && isAt(wal, at + 16, actual);
  const summed = new Uint32Array((FRAME_SUMMED_BYTES + pageBytes) >>> 2);
  summed.set(words.subarray(at >>> 2, (at + FRAME_SUMMED_BYTES) >>> 2));
  const page = (at + FRAME_HEAD_BYTES) >>> 2;
  summed.set(words.subarray(page, page + (pageBytes >>> 2)), FRAME_SUMMED_BYTES >>> 2);
  return isOneBitAway(summed, actual, [wal.getUint32(at + 16), wal.getUint32(at + 20)]);
}

/**
 * Writes the same bytes over themselves and syncs them. After a failed fsync the kernel may consider pages clean that never reached
 * the disk; a process that started again would read them from memory, append after them, and lose its own commits with them at
 * the next power cut.
 */
export function writeAgain(file: string): void {
  if (!existsSync(file)) return;
  const bytes = readFileSync(file);
  if (bytes.length === 0) return;
  const handle = openSync(file, 'r+');
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at, bytes.length - at, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function sum(words: Uint32Array, fromByte: number, bytes: number, [first, second]: Sum): Sum {
  let [a, b] = [first, second];
  for (let at = fromByte >>> 2; at < (fromByte + bytes) >>> 2; at += 2) {
    a = (a + words[at]! + b) >>> 0;
    b = (b + words[at + 1]! + a) >>> 0;
  }
  return [a, b];
}

function isAt(wal: DataView, at: number, [a, b]: Sum): boolean {
  return wal.getUint32(at) === a && wal.getUint32(at + 4) === b;
}
