import { useSyncExternalStore } from "react";
import { observable } from "../api/observable.ts";

const path = observable(typeof location === "undefined" ? "/" : location.pathname);

/** Goes to another page of ours without loading the document anew. */
export const navigate = (to: string): void => {
  if (to === path.get()) return;
  history.pushState(null, "", to);
  path.set(to);
  window.scrollTo(0, 0);
};

/** The path of the address bar, followed. */
export const usePath = (): string => useSyncExternalStore(path.subscribe, path.get);

/** Follows the browser's back and forward. Called once by the page. */
export const watchHistory = (): void => window.addEventListener("popstate", () => path.set(location.pathname));
