import { useEffect, useSyncExternalStore } from "react";
import { observable } from "../api/observable.ts";

const SHOWN_MS = 4_000;

/** What the page has to tell in passing; empty: nothing. */
const notice = observable("");

/** Tells something in passing. */
export const tell = (text: string): void => notice.set(text);

/** Where it is told. */
export const Notice = () => {
  const text = useSyncExternalStore(notice.subscribe, notice.get);
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(() => notice.set(""), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="dining-notice" role="status" data-testid="notice">
      {text}
    </div>
  );
};
