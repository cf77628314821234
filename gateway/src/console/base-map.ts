import { type FileHandle, open } from 'node:fs/promises';
import { readOnly, type Reply, type Route, text } from '../http/server.ts';

/** Bytes in one answer: a client that asks for more gets this many, and asks again. */
const RANGE_MAX_BYTES = 4 * 2 ** 20;
const ONE_RANGE = /^bytes=(\d{1,15})-(\d{1,15})$/;

/**
 * The tiles of a site's own base map (PMTiles), as ranges of its one file. It is public geography: nobody has to be signed in.
 * A file that replaces it is served from the next request on, and a client still reading the earlier one (`If-Match`) is
 * told so.
 */
export function baseMapRoute(path: string): Route {
  return readOnly(async ({ headers }) => {
    const file = await opened(path);
    if (!file) return text(404, 'There is no base map.');
    try {
      const { size, mtimeMs, ino } = await file.stat();
      const etag = `"${ino}-${size}-${mtimeMs}"`;
      const wanted = headers['if-match'];
      if (wanted !== undefined && wanted !== etag) return text(412, 'It is another file now.', { etag });
      const range = ONE_RANGE.exec(headers.range ?? '');
      const [from, to] = [Number(range?.[1]), Math.min(Number(range?.[2]), size - 1)];
      if (!range || from > to) {
        return text(416, 'One range of bytes, as bytes=0-127.', { 'content-range': `bytes */${size}` });
      }
      return await rangeOf(file, { from, to: Math.min(to, from + RANGE_MAX_BYTES - 1), size, etag });
    } finally {
      await file.close();
    }
  });
}

interface Range {
  readonly from: number;
  /** The last byte of the range. */
  readonly to: number;
  readonly size: number;
  readonly etag: string;
}

async function rangeOf(file: FileHandle, { from, to, size, etag }: Range): Promise<Reply> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from + 1), 0, to - from + 1, from);
  return {
    status: 206,
    headers: {
      ...{ 'content-type': 'application/vnd.pmtiles', 'cache-control': 'no-cache', etag },
      ...{ 'accept-ranges': 'bytes', 'content-range': `bytes ${from}-${from + bytesRead - 1}/${size}` },
    },
    body: buffer.subarray(0, bytesRead),
  };
}

async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
