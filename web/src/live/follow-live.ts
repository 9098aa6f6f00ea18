import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";

/** What follows live events. */
export interface LiveHandlers {
  /** An event of one of the followed types, its message as proto3 JSON. */
  onEvent(type: string, message: unknown): void;
  /** The line stands (again): what happened before may have been missed and is to be read. */
  onOpen(): void;
  onLost(): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Opens one line. Resolves when it is lost. */
const openLine = async (types: readonly string[], handlers: LiveHandlers, signal: AbortSignal): Promise<void> => {
  const { ticket } = await call(routes.createLiveTicket, {});
  if (signal.aborted || !ticket) return;
  const source = new EventSource(`/v1/live?ticket=${encodeURIComponent(ticket)}`);
  await new Promise<void>((resolve) => {
    // A ticket is good once, so the browser's own reconnecting would be refused: a lost line is closed, and a new one gets a ticket of its own.
    const end = () => {
      source.close();
      resolve();
    };
    source.onopen = () => handlers.onOpen();
    source.onerror = end;
    signal.addEventListener("abort", end, { once: true });
    for (const type of types) {
      source.addEventListener(type, (event: MessageEvent<string>) => handlers.onEvent(type, parse(event.data)));
    }
  });
};

/**
 * Follows the signed-in principal's live events until stopped: server-sent events, opened again after each loss, at once at first and then later each time
 * (up to 20 s) and as soon as the browser has a network again.
 */
export const followLive = (types: readonly string[], handlers: LiveHandlers): (() => void) => {
  const stop = new AbortController();
  let pauseMs = FIRST_PAUSE_MS;
  const patient: LiveHandlers = {
    ...handlers,
    onOpen: () => {
      pauseMs = FIRST_PAUSE_MS;
      handlers.onOpen();
    },
  };
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      window.addEventListener("online", wake, { once: true, signal: stop.signal });
      stop.signal.addEventListener("abort", wake, { once: true });
    });
  const follow = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await openLine(types, patient, stop.signal).catch(() => undefined);
      if (stop.signal.aborted) return;
      handlers.onLost();
      await pause();
    }
  };
  void follow();
  return () => stop.abort();
};
