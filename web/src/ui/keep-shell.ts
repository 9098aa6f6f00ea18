const register = async (): Promise<void> => {
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(performance.getEntriesByType("resource").map(({ name }) => name));
};

/**
 * Has the browser keep the pages for a start without a network (Y12). Browsers offer this on https and localhost only; elsewhere a page works offline as
 * long as it stays open. While the pages are worked on (`npx vite`) nothing is kept.
 */
export const keepShell = (): void => {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  register().catch(() => undefined);
};
