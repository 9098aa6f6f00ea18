import { useCallback, useEffect, useState } from "react";
import type { PointsBalance, PointsEntry } from "../../../proto/gen/paywindow/membership/v1/points.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { formatLastDay, formatShortTime } from "../ui/times.ts";
import { membership } from "./member-routes.ts";
import { changeOf, formatPoints, reasonText } from "./points.ts";

const PAGE_SIZE = 20;

/** The newest entries, read anew with each stamp; older ones on demand. */
const useEntries = (cardId: string, stamp: string) => {
  const [entries, setEntries] = useState<readonly Json<PointsEntry>[]>();
  const [pageToken, setPageToken] = useState("");
  const read = useCallback(
    async (token: string): Promise<void> => {
      const page = await call(membership.listPointsEntries, { cardId, pageSize: PAGE_SIZE, pageToken: token });
      setEntries((before = []) => [...(token ? before : []), ...(page.entries ?? [])]);
      setPageToken(page.nextPageToken ?? "");
    },
    [cardId],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another stamp means other entries
  useEffect(() => void read("").catch(() => undefined), [read, stamp]);
  return { entries, more: pageToken ? () => void read(pageToken).catch(() => undefined) : undefined };
};

const EntryRow = ({ entry }: { entry: Json<PointsEntry> }) => {
  const text = useText();
  const language = useLanguage();
  const reason = reasonText(entry);
  const { sign, points, isPending } = changeOf(entry);
  return (
    <li className="points-entry" data-testid="points-entry" data-reason={entry.reason}>
      <span className="points-entry-text">
        <span>{reason ? text(reason) : ""}</span>
        <span className="faint">{formatShortTime(entry.entryTime, language)}</span>
      </span>
      <span className={sign === "+" ? "points-more" : "points-less"}>
        {isPending ? <small>{text("cardsPending")} </small> : null}
        {sign}
        {points}
      </span>
    </li>
  );
};

/** What else there is: on its way, in use, about to end. */
const Notes = ({ points: { pending, held, expiring, expireTime } }: { points: Json<PointsBalance> }) => {
  const text = useText();
  const language = useLanguage();
  const isSome = (count: string | undefined) => BigInt(count ?? "0") > 0n;
  return (
    <p className="points-notes faint">
      {isSome(pending) ? (
        <span data-testid="points-pending">{text("cardsPointsPending", { points: formatPoints(pending) })}</span>
      ) : null}
      {isSome(held) ? <span>{text("cardsPointsHeld", { points: formatPoints(held) })}</span> : null}
      {isSome(expiring) && expireTime ? (
        <span>
          {text("cardsPointsExpiring", {
            points: formatPoints(expiring),
            time: formatLastDay(expireTime, language),
          })}
        </span>
      ) : null}
    </p>
  );
};

interface PointsCardProps {
  cardId: string;
  points: Json<PointsBalance>;
  stamp: string;
}

/** The points of a card, and how they came and went (C15). */
export const PointsCard = ({ cardId, points, stamp }: PointsCardProps) => {
  const text = useText();
  const { entries, more } = useEntries(cardId, stamp);
  return (
    <section className="card" data-testid="points-card">
      <h3 className="card-title">{text("cardsPoints")}</h3>
      <p className="points-usable">
        <strong data-testid="points-usable">{formatPoints(points.available)}</strong> {text("cardsPointsUsable")}
      </p>
      <Notes points={points} />
      <h4 className="points-head">{text("cardsEntries")}</h4>
      {entries?.length === 0 ? <p className="faint">{text("cardsNoEntries")}</p> : null}
      <ul className="points-entries">
        {entries?.map((entry) => (
          <EntryRow key={entry.entryId} entry={entry} />
        ))}
      </ul>
      {more ? (
        <button type="button" className="member-more" onClick={more}>
          {text("cardsMore")}
        </button>
      ) : null}
    </section>
  );
};
