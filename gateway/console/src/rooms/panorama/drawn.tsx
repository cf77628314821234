import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { MapFrame, useMap } from '../../map/map-frame.tsx';
import { useOutlines } from '../../map/outlines.ts';
import { useRoomWords } from '../../words/settings.ts';
import type { Beat } from '../sala/places.ts';
import { panoramaWords } from './words.ts';

interface Props {
  /** All states, or the municipalities of one. */
  readonly of: string;
  /** The address of an outline is this, followed by its key. */
  readonly base: string;
  readonly beats?: readonly Beat[];
  /** The keys of those that stand out. */
  readonly silent?: readonly string[];
  readonly chosen?: string | undefined;
}

const NONE: readonly never[] = [];

/** The places of the table on a map; only if the site imported their outlines. */
export function Drawn(props: Props) {
  const outlines = useOutlines(props.of);
  return outlines.length === 0 ? null : <DrawnMap {...{ ...props, outlines }} />;
}

function DrawnMap({
  outlines,
  base,
  beats = NONE,
  silent = NONE,
  chosen,
}: Props & { readonly outlines: ReturnType<typeof useOutlines> }) {
  const [own, [, go]] = [useRoomWords(panoramaWords), useLocation()];
  const opened = useMap({
    whole: chosen === undefined,
    onChoose(kind, id) {
      const beat = kind === 'beat' ? beats.find((each) => each.id === id) : undefined;
      go(beat ? `${base}/${beat.municipality}/${beat.id}` : `${base}/${id}`);
    },
  });
  const { map } = opened;
  const key = silent.join();
  useEffect(() => map?.showOutlines(outlines, key.split(',')), [map, outlines, key]);
  useEffect(() => map?.showBeats(beats), [map, beats]);
  useEffect(() => map?.select(chosen === undefined ? [] : [chosen]), [map, chosen, outlines]);
  return <MapFrame {...{ opened, outlines }} title={own.drawn} label={own.drawnLabel} />;
}
