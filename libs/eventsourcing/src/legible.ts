/**
 * Line breaks and tabs are part of what people write; other control characters, and those that reverse the reading
 * direction, are not.
 */
const UNREADABLE = /[^\P{Cc}\n\r\t]|[\u202A-\u202E\u2066-\u2069]/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether a text is readable: not only blanks, nothing hidden, and no half characters. */
export function isLegible(text: string): boolean {
  return text.isWellFormed() && VISIBLE.test(text) && !UNREADABLE.test(text);
}
