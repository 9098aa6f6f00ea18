import type { Broadcast } from "../../../proto/gen/paywindow/content/v1/broadcast.ts";
import type { Json } from "../api/json.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { formatShortTime } from "../ui/times.ts";
import { useWords } from "../windows/message-card.tsx";
import type { useBroadcasts } from "./use-broadcasts.ts";

/** How far it is: how many of the audience had their turn. */
const Progress = ({ done, of }: { done: number; of: number }) => (
  <progress className="broadcast-progress" value={done} max={Math.max(of, 1)} />
);

const Totals = ({ one }: { one: Json<Broadcast> }) => {
  const text = useText();
  const { audienceCount = 0, sentCount = 0, failedCount = 0, excludedCount = 0, readCount = 0 } = one;
  const figures: readonly (readonly [TextKey, string, number])[] = [
    ["broadcastAudience", "audience", audienceCount],
    ["broadcastSent", "sent", sentCount],
    ["broadcastFailed", "failed", failedCount],
    ["broadcastExcluded", "excluded", excludedCount],
    ["broadcastRead", "read", readCount],
  ];
  return (
    <dl className="broadcast-totals">
      {figures.map(([label, total, count]) => (
        <div key={total}>
          <dt className="faint">{text(label)}</dt>
          <dd data-total={total}>{count}</dd>
        </div>
      ))}
    </dl>
  );
};

const BroadcastCard = ({ one }: { one: Json<Broadcast> }) => {
  const text = useText();
  const words = useWords();
  const language = useLanguage();
  const { audienceCount = 0, sentCount = 0, failedCount = 0, excludedCount = 0, state } = one;
  const isSent = state === "BROADCAST_STATE_SENT";
  return (
    <article className="card broadcast" data-testid="broadcast" data-state={state}>
      <h3 className="card-title">
        {words(one.title)}
        <span className={isSent ? "faint" : "broadcast-sending"}>
          {text(isSent ? "broadcastDone" : "broadcastSending")}
        </span>
      </h3>
      <p className="message-body faint">{words(one.body)}</p>
      {isSent ? null : <Progress done={sentCount + failedCount + excludedCount} of={audienceCount} />}
      <Totals one={one} />
      <time className="faint">{formatShortTime(one.sendTime, language)}</time>
    </article>
  );
};

/** What was sent to followers before, with what became of it (W8). */
export const BroadcastHistory = ({ history, more }: Pick<ReturnType<typeof useBroadcasts>, "history" | "more">) => {
  const text = useText();
  return (
    <section className="desk-history">
      <h2>{text("broadcastHistory")}</h2>
      {history?.broadcasts.length === 0 ? <p className="faint">{text("broadcastNone")}</p> : null}
      {history?.broadcasts.map((one) => (
        <BroadcastCard key={one.broadcastId} one={one} />
      ))}
      {history?.nextPageToken ? (
        <button type="button" className="window-button" onClick={more}>
          {text("broadcastMore")}
        </button>
      ) : null}
    </section>
  );
};
