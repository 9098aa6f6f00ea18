import { Button, Popup } from "antd-mobile";
import { useCallback, useEffect, useState } from "react";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem } from "../api/problem.ts";
import { serverNowMs } from "../api/reachability.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { formatShortTime } from "../ui/times.ts";
import { startOfDay, stateText } from "./today.ts";
import type { Collector } from "./use-desk.ts";
import { wayText } from "./way-words.ts";

const PAGE_SIZE = 20;

interface Page {
  trades: Json<Trade>[];
  nextPageToken: string;
}

/** What the store has taken since midnight, page by page. */
const useToday = ({ merchantId, storeId }: Collector) => {
  const text = useText();
  const [page, setPage] = useState<Page>();
  const [trouble, setTrouble] = useState("");
  const read = useCallback(
    async (pageToken: string): Promise<void> => {
      const fromTime = startOfDay(new Date(serverNowMs())).toISOString();
      try {
        const answer = await call(routes.listTrades, { merchantId, storeId, fromTime, pageSize: PAGE_SIZE, pageToken });
        const { trades = [], nextPageToken = "" } = answer;
        setPage((before) => ({ trades: pageToken && before ? [...before.trades, ...trades] : trades, nextPageToken }));
      } catch (error) {
        setTrouble(error instanceof ApiProblem ? error.problem.detail : text("startUnreachable"));
      }
    },
    [merchantId, storeId, text],
  );
  useEffect(() => {
    void read("");
  }, [read]);
  return { page, trouble, more: () => read(page?.nextPageToken ?? "") };
};

const Row = ({ trade }: { trade: Json<Trade> }) => {
  const text = useText();
  const language = useLanguage();
  const way = wayText(trade);
  const state = stateText(trade);
  const notes = [formatShortTime(trade.createTime, language), way && text(way), trade.payerDisplayName];
  return (
    <li className="today-row" data-testid="today-trade" data-state={trade.state}>
      <span className="today-text">
        <span className="today-amount">{formatAmount(amountOf(trade.paidAmount ?? trade.amount))}</span>
        <span className="faint">{notes.filter(Boolean).join(" · ")}</span>
      </span>
      <span className="today-state">
        {text(state)}
        {trade.refundedAmount ? (
          <span className="faint">
            {text("todayRefunded", { amount: formatAmount(amountOf(trade.refundedAmount)) })}
          </span>
        ) : null}
      </span>
    </li>
  );
};

const Trades = ({ who }: { who: Collector }) => {
  const text = useText();
  const { page, trouble, more } = useToday(who);
  if (trouble) return <p role="alert">{trouble}</p>;
  if (!page) return <span className="spinner" aria-hidden="true" />;
  if (page.trades.length === 0) return <p className="faint">{text("todayNone")}</p>;
  return (
    <>
      <ul className="today-list">
        {page.trades.map((trade) => (
          <Row key={trade.tradeId} trade={trade} />
        ))}
      </ul>
      {page.nextPageToken ? (
        <Button block size="large" fill="none" onClick={() => void more()}>
          {text("billsMore")}
        </Button>
      ) : null}
    </>
  );
};

/** Today's trades of the store: what was taken, how, and what went back. */
export const TodaySheet = ({ who, isOpen, onClose }: { who: Collector; isOpen: boolean; onClose(): void }) => {
  const text = useText();
  useDismissal(isOpen, onClose);
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="today-sheet">
        <h2 className="sheet-title">{text("todayTitle")}</h2>
        {isOpen ? <Trades who={who} /> : null}
        <Button block size="large" onClick={onClose}>
          {text("close")}
        </Button>
      </section>
    </Popup>
  );
};
