import { useState } from 'react';
import { Choose, choicesOf } from '../design/components.tsx';
import type { CommitmentMoveReason } from '../documents/documents.gen.ts';
import { commitmentWords } from '../words/commitments.ts';
import { presentMs } from '../words/present.ts';
import { useRoomWords, useTimeZone } from '../words/settings.ts';
import { broughtForward, postponed } from './wall-clock.ts';

/** Another term of a commitment, as it is being chosen: earlier where the one it has was recorded by mistake (BR-C8). */
export function useAnotherTerm(dueAt: string) {
  const [own, zone] = [useRoomWords(commitmentWords), useTimeZone()];
  const [days, setDays] = useState('7');
  const [reason, setReason] = useState<CommitmentMoveReason>('MORE_TIME_NEEDED');
  const isMistaken = reason === 'RECORDED_BY_MISTAKE';
  const term = () =>
    isMistaken
      ? broughtForward(dueAt, Number(days), zone)
      : postponed(dueAt, Number(days), { zone, nowMs: presentMs() });
  const choices = choicesOf(isMistaken ? own.earlierTerms : own.longerTerms);
  const label = isMistaken ? own.earlier : own.longer;
  return {
    reason,
    setReason,
    term,
    chosen: <Choose {...{ label, choices }} value={days} onChange={setDays} />,
  };
}
