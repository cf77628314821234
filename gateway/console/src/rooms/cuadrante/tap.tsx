/** A button that a thumb finds. */
export function Tap({ onTap, children }: { readonly onTap: () => void; readonly children: string }) {
  return (
    <button type="button" className="big" onClick={onTap}>
      {children}
    </button>
  );
}
