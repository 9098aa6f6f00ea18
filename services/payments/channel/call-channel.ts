/** The most that a caller is kept waiting for a channel: an SDK of a till gives up after five seconds, and must have heard before. */
const PATIENCE_MS = 3_500;

/** Runs one call to a channel, which is given up after so long: what it has come to is unknown then. Never inside a transaction (P12). */
export const callChannel = async <Answer>(
  call: (signal: AbortSignal) => Promise<Answer>,
  timeoutMs: number,
): Promise<Answer> => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.max(1, Math.min(timeoutMs, PATIENCE_MS)));
  try {
    return await call(controller.signal);
  } finally {
    clearTimeout(timer);
  }
};
