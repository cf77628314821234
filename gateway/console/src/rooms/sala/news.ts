import { useEffect, useRef, useState } from 'react';
import type { Priority } from '../../documents/documents.gen.ts';
import { showTitle } from '../../shell/title.ts';
import { useSettings, useWords } from '../../words/settings.ts';
import type { OpenIncident } from './board.ts';

/** Frequencies in hertz for a new incident: two tones for high priority, one lower tone for others. */
const TONES = { high: [880, 660], other: [440] } as const;
/** For each priority of an alarm, and for help that a unit asks for; none is the same as for a new incident. */
export const ALARM_TONES: Readonly<Record<Priority | 'HELP', readonly number[]>> = {
  ...{ HELP: [1_320, 990, 1_320, 990, 1_320, 990], ALTA: [990, 740, 990], MEDIA: [620, 520], BAJA: [350] },
};
const TONE_S = 0.16;
/** How loud a tone is; help is louder than anything else. */
const [LOUD, LOUDEST] = [0.15, 0.5];

/** The sentence, and how many there have been: a screen reader repeats the same sentence only in a new element. */
interface News {
  readonly text: string;
  readonly times: number;
}

/**
 * What is new since the last look, in one sentence; with a sound when one is wanted, and how much is open in the window's title. While nobody
 * says what is open nothing is new, nor is what is shown since it is due soon, and what was known before is no news afterwards.
 */
export function useNews(
  incidents: readonly OpenIncident[] | undefined,
  open: number | null,
  isLatest: (id: string) => boolean,
): News {
  const [{ sala }, { sound }] = [useWords(), useSettings()];
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  const [said, setSaid] = useState<News>({ text: '', times: 0 });
  useEffect(() => {
    if (!incidents) return;
    const ids = new Set(incidents.map(({ id }) => id));
    const before = known.current;
    known.current = ids;
    showTitle({ open: open === 0 ? '' : sala.total(open) });
    if (!before) return;
    const fresh = incidents.filter(({ id }) => !before.has(id) && isLatest(id));
    if (fresh.length === 0) return;
    const high = fresh.filter(({ priority }) => priority === 'ALTA').length;
    setSaid(({ times }) => ({ text: sala.news(fresh.length, high), times: times + 1 }));
    if (sound) play(high > 0 ? TONES.high : TONES.other);
  }, [incidents, open, sala, sound]);
  // Elsewhere nothing tells how much is open here.
  useEffect(() => () => showTitle({ open: '' }), []);
  return said;
}

let audio: AudioContext | undefined;

export function play(tones: readonly number[]): void {
  const loudness = tones === ALARM_TONES.HELP ? LOUDEST : LOUD;
  audio ??= new AudioContext();
  // One that was made before anybody touched the page stands still until it is told to go on.
  if (audio.state === 'suspended') void audio.resume();
  for (const [index, hertz] of tones.entries()) {
    const [tone, loud] = [audio.createOscillator(), audio.createGain()];
    const from = audio.currentTime + index * TONE_S;
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(loudness, from);
    loud.gain.exponentialRampToValueAtTime(0.001, from + TONE_S);
    tone.connect(loud).connect(audio.destination);
    tone.start(from);
    tone.stop(from + TONE_S);
  }
}
