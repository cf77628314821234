import { once } from 'node:events';
import { Socket } from 'node:net';
import { BODY_PIECES_MAX, PiecedRequest } from './pieced-request.ts';

const PACKET_BYTES = 65_536;

/** As the parser gives them: parts of what was read at once. */
function piecesOf(count: number): Buffer[] {
  const packet = Buffer.alloc(PACKET_BYTES, ' ');
  return Array.from({ length: count }, (_, n) => packet.subarray(n, n + 1));
}

test('of a body in more pieces than are taken no more are held, while nobody reads it', () => {
  const request = new PiecedRequest(new Socket());
  const taken = piecesOf(20_000).map((piece) => request.push(piece));
  expect(request.readableLength).toBe(BODY_PIECES_MAX + 1);
  expect(taken.at(-1)).toBe(false);
});

test('a small piece does not keep what it came with', async () => {
  const request = new PiecedRequest(new Socket());
  const [given] = piecesOf(1) as [Buffer];
  request.push(given);
  const [held] = (await once(request, 'data')) as [Buffer];
  expect([held.toString(), held.buffer === given.buffer]).toEqual([' ', false]);
  request.destroy();
});
