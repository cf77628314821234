/** In the page, from its first moment: what is said there that begins so, one sentence after the other, as `window.said`. */
export function noteWhatIsSaid({
  where,
  beginning,
}: {
  readonly where: string;
  readonly beginning: string;
}): void {
  const said: string[] = [];
  Reflect.set(window, 'said', said);
  new MutationObserver(() => {
    for (const { textContent } of document.querySelectorAll(where))
      if (textContent.startsWith(beginning) && said.at(-1) !== textContent) said.push(textContent);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}
