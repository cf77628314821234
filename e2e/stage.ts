import { type Platform, startPlatform } from './platform.ts';
import { type Scene, setScene } from './scene.ts';

const START_TIMEOUT_MS = 240_000;

/** The platform on which the stories of one suite play, one after the other, and what was set there before them. */
export let platform: Platform;
export let scene: Scene;
/** Where the log was before that. */
export let origin: string;

/** Called once by each suite that puts stories together. */
export function useOnePlatform(): void {
  beforeAll(async () => {
    platform = await startPlatform();
    origin = await head();
    scene = await setScene(platform);
  }, START_TIMEOUT_MS);
  afterAll(() => platform?.clear(), START_TIMEOUT_MS);
}

/** After it was stopped, or whatever else ended it. */
export async function startAgain(): Promise<void> {
  platform = await startPlatform(platform);
}

/** How far the log is. */
export async function head(): Promise<string> {
  const { data } = await platform.ask<{ nationalPicture: { position: string } }>(
    'analyst',
    '{ nationalPicture { position } }',
  );
  return data!.nationalPicture.position;
}
