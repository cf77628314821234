type Sum = readonly [number, number];

/**
 * Whether flipping one bit of these words gives them the right checksum. A write that was torn by a power cut is never so close; a
 * bit that flipped on the disk always is. SQLite's checksum is linear: a word adds itself times a factor that depends on its
 * place, so that each bit takes one multiplication and not a sum over the page.
 */
export function isOneBitAway(words: Uint32Array, actual: Sum, stored: Sum): boolean {
  const wanted = [(stored[0] - actual[0]) | 0, (stored[1] - actual[1]) | 0] as const;
  // A bit of the stored checksum itself.
  if (bitsOf(stored[0] ^ actual[0]) + bitsOf(stored[1] ^ actual[1]) === 1) return true;
  let even: Sum = [1, 1];
  let odd: Sum = [0, 1];
  for (let at = words.length - 2; at >= 0; at -= 2) {
    if (isFlippedIn(words[at]!, even, wanted) || isFlippedIn(words[at + 1]!, odd, wanted)) return true;
    even = carried(even);
    odd = carried(odd);
  }
  return false;
}

/** How many bits are set. */
export function bitsOf(value: number): number {
  let count = 0;
  for (let rest = value >>> 0; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The factor for a word that is one pair further from the end. */
function carried([a, b]: Sum): Sum {
  const next = (a + b) | 0;
  return [next, (b + next) | 0];
}

function isFlippedIn(word: number, [a, b]: Sum, wanted: Sum): boolean {
  for (let bit = 0; bit < 32; bit++) {
    const value = 1 << bit;
    const change = (word & value) !== 0 ? -value : value;
    if (Math.imul(change, a) === wanted[0] && Math.imul(change, b) === wanted[1]) return true;
  }
  return false;
}
