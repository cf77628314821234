import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../platform.ts';
import { isRequest } from './commands.ts';

interface Block {
  readonly file: string;
  readonly text: string;
  /** The user as whom the document asks. */
  readonly user: string;
}

const folder = join(root, 'docs');
const blocks = (language: 'graphql' | 'sh' | 'js'): Block[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => {
      const document = readFileSync(join(folder, file), 'utf8');
      const user = /run --silent token -- ([\w-]+)/.exec(document)?.[1] ?? 'analyst';
      const found = document.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'));
      return [...found].map(({ 1: text }) => ({ file, text: text!, user }));
    });

export const queries = blocks('graphql');
/** Requests to a running platform; commands that install, start and maintain one are typed in a story of their own. */
export const requests = blocks('sh').filter(({ text }) => isRequest(text));
export const programs = blocks('js');
