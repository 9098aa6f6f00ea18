import type { Writable } from "node:stream";
import type { Metrics } from "../../kernel/telemetry/metrics.ts";
import { gatewayReasons } from "../errors.ts";
import type { DoorLimits } from "../limits/door-limits.ts";
import type { Topic } from "./live-events.ts";

/** One live screen: what it hears and where that is written. */
interface LiveScreen {
  readonly callerId: string;
  readonly topics: readonly Topic[];
  readonly sink: Writable;
}

/** The live screens that are open at this gateway. */
export interface LiveHub {
  /** Reason: LIVE_CONNECTIONS_EXCEEDED. Called before the answer begins, so that it can still be refused. */
  checkRoom(callerId: string): void;
  /** Adds a screen until its sink closes; one whose sink is closed already (its caller left while we looked who it is), or that comes after the end, is not added. */
  open(screen: LiveScreen): void;
  /** Writes a text to every screen that hears one of the topics, once each. Where nobody listens, the text is not made. */
  publish(topics: readonly Topic[], makeText: () => string): void;
  /** Ends every screen and takes no more. */
  close(): void;
}

class Screens {
  readonly all = new Set<LiveScreen>();
  readonly #byTopic = new Map<Topic, Set<LiveScreen>>();

  add(screen: LiveScreen): void {
    this.all.add(screen);
    for (const topic of screen.topics) {
      const screens = this.#byTopic.get(topic) ?? new Set();
      this.#byTopic.set(topic, screens.add(screen));
    }
  }

  remove(screen: LiveScreen): void {
    this.all.delete(screen);
    for (const topic of screen.topics) {
      this.#byTopic.get(topic)?.delete(screen);
      if (this.#byTopic.get(topic)?.size === 0) this.#byTopic.delete(topic);
    }
  }

  hearing(topics: readonly Topic[]): ReadonlySet<LiveScreen> {
    return new Set(topics.flatMap((topic) => [...(this.#byTopic.get(topic) ?? [])]));
  }

  countOf(callerId: string): number {
    return [...this.all].filter((screen) => screen.callerId === callerId).length;
  }
}

/** A screen that does not read is cut off: what it missed it reads anew when it comes back, and nobody else waits for it. */
const write = ({ sink }: LiveScreen, text: string, bufferBytes: number): void => {
  if (sink.writableLength > bufferBytes) sink.destroy();
  else if (!sink.destroyed) sink.write(text);
};

export const createLiveHub = (limits: DoorLimits, metrics: Metrics): LiveHub => {
  const screens = new Screens();
  const count = metrics.gauge("paywindow_live_screens", "Live screens that are open");
  const beat = setInterval(() => {
    for (const screen of screens.all) write(screen, ": beat\n\n", limits.liveBufferBytes);
  }, limits.liveHeartbeatMs);
  beat.unref();
  let isClosed = false;
  return {
    checkRoom: (callerId) => {
      const full =
        screens.all.size >= limits.liveConnections || screens.countOf(callerId) >= limits.liveConnectionsPerCaller;
      if (full) throw gatewayReasons.error("LIVE_CONNECTIONS_EXCEEDED");
    },
    open: (screen) => {
      if (isClosed) screen.sink.end();
      if (isClosed || screen.sink.destroyed) return;
      screens.add(screen);
      count.set(screens.all.size);
      screen.sink.once("close", () => {
        screens.remove(screen);
        count.set(screens.all.size);
      });
    },
    publish: (topics, makeText) => {
      const hearing = screens.hearing(topics);
      if (hearing.size === 0) return;
      const text = makeText();
      for (const screen of hearing) write(screen, text, limits.liveBufferBytes);
    },
    close: () => {
      isClosed = true;
      clearInterval(beat);
      for (const { sink } of screens.all) sink.end();
    },
  };
};
