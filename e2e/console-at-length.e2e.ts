import { needing } from '@proximidad/testing';
import { executablePath } from './console/stage.ts';
import { consoleStories } from './console/stories.ts';

needing(executablePath ? undefined : 'Chromium is not installed').describe(
  'the console in a browser, at length',
  () => consoleStories('atLength'),
);
