import { type Platform, startPlatform } from './platform.ts';
import { type Scene, setScene } from './scene.ts';

const START_TIMEOUT_MS = 600_000;

/** The platform on which the stories of one suite play, one after the other, and the scene that was set on it first. */
export let platform: Platform;
export let scene: Scene;
/** The position of the log before the scene was set. */
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

/** Starts it again after it was stopped, or ended in any other way. */
export async function startAgain(): Promise<void> {
  platform = await startPlatform(platform);
}

/** The current position of the log. */
export async function head(): Promise<string> {
  const { data } = await platform.ask<{ nationalPicture: { position: string } }>(
    'analyst',
    '{ nationalPicture { position } }',
  );
  return data!.nationalPicture.position;
}
