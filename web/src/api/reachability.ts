import { observable } from "./observable.ts";
import { stored } from "./stored.ts";

/** online: the last call was answered. silent: it was not. offline: the browser says that there is no network. */
export type Reachability = "online" | "silent" | "offline";

/** Whether the platform can be reached, as far as the last call tells. */
export const reachability = observable<Reachability>("online");

let silentSinceMs: number | undefined;
reachability.subscribe(() => {
  silentSinceMs = reachability.get() === "online" ? undefined : (silentSinceMs ?? Date.now());
});

/** For how long no call has been answered, in milliseconds; 0 while calls are. */
export const silentForMs = (): number => (silentSinceMs === undefined ? 0 : Date.now() - silentSinceMs);

const keptOffset = stored<number>(() => localStorage, "paywindow.server-offset");

/** What to add to this machine's clock to have the server's, in milliseconds, as of the last answer, also where that was before the page was loaded. Undefined before any. */
export const serverOffset = observable<number | undefined>(keptOffset.read());

/** The server's time as far as this machine knows, in milliseconds since 1970. */
export const serverNowMs = (): number => Date.now() + (serverOffset.get() ?? 0);

export const noteAnswer = (): void => reachability.set("online");

export const noteSilence = (): void => reachability.set(navigator.onLine ? "silent" : "offline");

/** The Date header is good to a second, so smaller changes are noise. */
const NOISE_MS = 1500;

export const noteServerOffset = (offsetMs: number): void => {
  const known = serverOffset.get();
  if (known !== undefined && Math.abs(known - offsetMs) <= NOISE_MS) return;
  serverOffset.set(offsetMs);
  try {
    keptOffset.write(offsetMs);
  } catch {
    // A storage that is full or switched off: known until the page is closed.
  }
};

/** Follows the browser's own knowledge. Called once by the page. */
export const watchNetwork = (): void => {
  window.addEventListener("offline", () => reachability.set("offline"));
  window.addEventListener("online", () => reachability.set("silent"));
  if (!navigator.onLine) reachability.set("offline");
};
