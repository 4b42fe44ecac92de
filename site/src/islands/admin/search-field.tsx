import { useEffect, useRef, useState } from "react";
import { Icon } from "./icon.tsx";
import { Key } from "./parts.tsx";

/** How long to wait after the last letter before asking. */
const TYPING_PAUSE_MS = 250;

/** The list's search in the top bar. `/` leads into it, Escape empties it. */
export function SearchField({
  value,
  label,
  placeholder,
  onSearch,
  focusRef,
}: {
  value: string;
  label: string;
  placeholder: string;
  onSearch: (text: string) => void;
  focusRef: React.RefObject<HTMLInputElement | null>;
}) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back, forward and "All orders" change the search from outside.
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setText(value);
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  function search(next: string): void {
    clearTimeout(timer.current);
    onSearch(next);
  }

  return (
    <search className="q">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          search(text);
        }}
      >
        <Icon name="search" />
        <input
          ref={focusRef}
          type="search"
          value={text}
          maxLength={100}
          aria-label={label}
          placeholder={placeholder}
          autoComplete="off"
          onChange={(event) => {
            const next = event.target.value;
            setText(next);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => onSearch(next), TYPING_PAUSE_MS);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            setText("");
            search("");
            event.currentTarget.blur();
          }}
        />
        <Key>/</Key>
      </form>
    </search>
  );
}
