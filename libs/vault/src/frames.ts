/** In each frame: the length of its text, the number of its request, and in an answer the status. */
const HEAD_BYTES = 12;

/** One text on a connection that carries many: requests and answers alike, an answer with the number of its request. */
export interface Frame {
  readonly number: number;
  /** As in HTTP; 0 in a request. */
  readonly status: number;
  readonly text: string;
}

export function framed({ number, status, text }: Frame): Buffer {
  const bytes = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEAD_BYTES + bytes);
  frame.writeUInt32BE(bytes, 0);
  frame.writeUInt32BE(number, 4);
  frame.writeUInt32BE(status, 8);
  frame.write(text, HEAD_BYTES);
  return frame;
}

/**
 * Takes bytes in pieces, and calls `each` for each complete frame. Answers whether a frame has begun. @throws
 * {RangeError} for one larger than `bytesMax`.
 */
export function unframed(bytesMax: number, each: (frame: Frame) => void): (piece: Buffer) => boolean {
  let pieces: Buffer[] = [];
  let [held, needed] = [0, HEAD_BYTES];
  return (piece) => {
    pieces.push(piece);
    held += piece.length;
    if (held < needed) return held > 0;
    let rest = pieces.length === 1 ? piece : Buffer.concat(pieces, held);
    for (needed = neededBy(rest, bytesMax); rest.length >= needed; needed = neededBy(rest, bytesMax)) {
      const [number, status] = [rest.readUInt32BE(4), rest.readUInt32BE(8)];
      const frame = { number, status, text: rest.toString('utf8', HEAD_BYTES, needed) };
      rest = rest.subarray(needed);
      each(frame);
    }
    [pieces, held] = [rest.length > 0 ? [rest] : [], rest.length];
    return held > 0;
  };
}

/** The length of the frame that begins here, as far as it is known. */
function neededBy(begun: Buffer, bytesMax: number): number {
  if (begun.length < HEAD_BYTES) return HEAD_BYTES;
  const bytes = begun.readUInt32BE(0);
  if (bytes > bytesMax) throw new RangeError('more than one frame may hold');
  return HEAD_BYTES + bytes;
}
