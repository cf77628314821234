// Exit 0 when the address answers 2xx. A container asks itself, so the name in the certificate is not checked. Where
// operators must present a token, so does this: without it the answer is that there is nothing.
import { readFileSync } from 'node:fs';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

const TIMEOUT_MS = 4_000;
const url = new URL(process.argv[2]);
const get = url.protocol === 'https:' ? getHttps : getHttp;
const { OPERATIONS_TOKEN_FILE: file } = process.env;
const headers = file ? { authorization: `Bearer ${readFileSync(file, 'utf8').trim()}` } : {};
get(url, { timeout: TIMEOUT_MS, rejectUnauthorized: false, headers }, ({ statusCode }) => {
  process.exit(statusCode >= 200 && statusCode < 300 ? 0 : 1);
})
  .once('timeout', () => process.exit(1))
  .once('error', () => process.exit(1));
