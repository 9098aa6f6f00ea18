import { useEffect, useSyncExternalStore } from "react";
import { noteAnswer, noteSilence, type Reachability, reachability } from "../api/reachability.ts";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";

const TEXTS: Record<Reachability, TextKey> = {
  online: "connectionOnline",
  silent: "connectionSilent",
  offline: "connectionOffline",
};

/** How often the platform is asked whether it is there: rarely while it is, often while it is not. */
const ASK_MS: Record<Reachability, number> = { online: 15_000, silent: 2_000, offline: 5_000 };

const PATIENCE_MS = 4_000;

const ask = async (): Promise<void> => {
  try {
    const { ok } = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (ok) noteAnswer();
    else noteSilence();
  } catch {
    noteSilence();
  }
};

/** An answer that was on its way when the network went tells nothing of what is now: a moment later the platform is asked. */
const AFTER_LOSS_MS = 500;

const askAfterLoss = (): (() => void) => {
  const onOffline = () => setTimeout(() => void ask(), AFTER_LOSS_MS);
  window.addEventListener("offline", onOffline);
  return () => window.removeEventListener("offline", onOffline);
};

/** Whether the platform can be reached, followed; while it is watched, the platform is asked from time to time. */
export const useReachability = (): Reachability => {
  const state = useSyncExternalStore(reachability.subscribe, reachability.get);
  useEffect(() => {
    const timer = setInterval(() => void ask(), ASK_MS[state]);
    return () => clearInterval(timer);
  }, [state]);
  useEffect(askAfterLoss, []);
  return state;
};

/** Says what the network's loss means here; nothing while there is one. */
export const OfflineNote = ({ text: key }: { text: TextKey }) => {
  const text = useText();
  const isOffline = useSyncExternalStore(reachability.subscribe, reachability.get) === "offline";
  return isOffline ? (
    <p className="offline-note" role="status">
      {text(key)}
    </p>
  ) : null;
};

/** The permanent line that says whether the till can reach the platform. */
export const ConnectionLine = () => {
  const text = useText();
  const state = useReachability();
  return (
    <span className={`connection connection-${state}`} role="status">
      <span className="connection-dot" aria-hidden="true" />
      {text(TEXTS[state])}
    </span>
  );
};
