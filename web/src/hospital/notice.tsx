import { useEffect, useSyncExternalStore } from "react";
import { observable } from "../api/observable.ts";
import type { Text } from "../i18n/use-text.ts";
import { refusalText } from "../wallet/refusal-text.ts";

const SHOWN_MS = 5_000;

/** What is to be told of the last thing that was done; empty for nothing. */
const notice = observable("");

export const tell = (words: string): void => notice.set(words);

/** Does it, and tells what the platform refused. Whether it was done. */
export const attempt = async (text: Text, work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work();
    tell("");
    return true;
  } catch (error) {
    tell(refusalText(error) || text("hospitalNoAnswer"));
    return false;
  }
};

/** Tells it over the page, for a while. */
export const Notice = () => {
  const words = useSyncExternalStore(notice.subscribe, notice.get);
  useEffect(() => {
    if (!words) return;
    const timer = setTimeout(() => tell(""), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return words ? (
    <p className="clinic-notice" role="alert" data-testid="notice">
      {words}
    </p>
  ) : null;
};
