import { Button } from "antd-mobile";
import { useState } from "react";
import type { Bill, BillShare, SplitMode } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type { OrderLine } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf, formatAmount, isZero } from "../money/amount.ts";
import { PasswordSheet } from "../wallet/password-sheet.tsx";
import { freeLines, ItemSplit } from "./item-split.tsx";
import { dining } from "./restaurant-routes.ts";
import type { Act } from "./use-live-view.ts";
import { type Cut, usePaying } from "./use-paying.ts";

type Share = Json<BillShare>;

const SPLITS: readonly (readonly [Json<SplitMode>, TextKey])[] = [
  ["SPLIT_MODE_WHOLE", "billWhole"],
  ["SPLIT_MODE_BY_PERSON", "billByPerson"],
  ["SPLIT_MODE_EVENLY", "billEvenly"],
];

const STATES: Readonly<Record<string, TextKey>> = {
  SHARE_STATE_OPEN: "shareOpen",
  SHARE_STATE_PAYING: "sharePaying",
  SHARE_STATE_PAID: "sharePaid",
};

interface BillProps {
  bill: Json<Bill>;
  /** Of the order: those that no share pays for can be chosen. */
  lines: readonly Json<OrderLine>[];
  /** How many sit at the table: an even split starts from that. */
  people: number;
  act: Act;
  isBusy: boolean;
  /** usr_… of a diner; absent for the staff, who take cash. */
  userId?: string;
}

interface SplitProps extends Pick<BillProps, "lines" | "people" | "isBusy" | "userId"> {
  onCut(how: Cut): void;
}

/** The ways to split what no share pays yet (V22). */
const Splits = ({ lines, people, isBusy, userId, onCut }: SplitProps) => {
  const text = useText();
  const [isChoosing, setChoosing] = useState(false);
  const free = freeLines(lines);
  const count = Math.max(2, people);
  const label = userId === undefined ? "billCutItems" : "billPayItems";
  const cutItems = (lineIds: string[]) => onCut({ mode: "SPLIT_MODE_BY_ITEM", lineIds });
  const ways = SPLITS.map(([mode, key]) => {
    const how = { mode, ...(mode === "SPLIT_MODE_EVENLY" && { count }) };
    return { mode, words: text(key, { count }), go: () => onCut(how) };
  });
  const byItem = { mode: "SPLIT_MODE_BY_ITEM", words: text("billByItem"), go: () => setChoosing(!isChoosing) };
  return (
    <>
      <div className="dining-splits dining-ways">
        {[...ways, ...(free.length > 0 ? [byItem] : [])].map(({ mode, words, go }) => (
          <Button key={mode} size="large" loading={isBusy} onClick={go} data-split={mode}>
            {words}
          </Button>
        ))}
      </div>
      {isChoosing && free.length > 0 ? (
        <ItemSplit lines={free} isBusy={isBusy} label={label} onSplit={cutItems} />
      ) : null}
    </>
  );
};

interface ShareRowProps {
  share: Share;
  userId: string | undefined;
  onPay(): void;
  onRelease(): void;
}

const ShareRow = ({ share, userId, onPay, onRelease }: ShareRowProps) => {
  const text = useText();
  const { state = "", payerUserId, personName, cash, carriesRemainder } = share;
  const isOpen = state === "SHARE_STATE_OPEN";
  const isMine = state === "SHARE_STATE_PAYING" && payerUserId === userId && userId !== undefined;
  const name = personName || (share.mode === "SPLIT_MODE_BY_PERSON" ? text("diningStaff") : "");
  return (
    <div className="dining-share" data-share={share.shareId} data-state={state}>
      <div className="dining-line-text">
        <span>
          {formatAmount(amountOf(share.amount))} {name}
        </span>
        <span className="faint">
          {text(cash ? "shareCash" : (STATES[state] ?? "shareOpen"))}
          {carriesRemainder ? ` · ${text("shareRemainder")}` : ""}
          {share.refundedAmount
            ? ` · ${text("shareRefunded", { amount: formatAmount(amountOf(share.refundedAmount)) })}`
            : ""}
        </span>
      </div>
      {isOpen || isMine ? (
        <Button color="primary" onClick={onPay} data-testid="pay-share">
          {text(userId === undefined ? "shareTakeCash" : "sharePay")}
        </Button>
      ) : null}
      {isOpen || isMine || (userId === undefined && state === "SHARE_STATE_PAYING") ? (
        <Button fill="none" onClick={onRelease}>
          {text("shareRelease")}
        </Button>
      ) : null}
    </div>
  );
};

/** What the table owes: cut into shares, each paid in the wallet by one person, or in cash. */
export const BillCard = (props: BillProps) => {
  const text = useText();
  const { bill, act, userId } = props;
  const { paying, pay, cut, confirm, stop } = usePaying(props);
  const { discount, shares = [] } = bill;
  return (
    <section className="card" data-testid="bill" data-paid={bill.paid ?? false}>
      <h2 className="card-title">
        {text(bill.paid ? "billPaid" : "billTitle")}
        <span data-testid="bill-total">{formatAmount(amountOf(bill.total))}</span>
      </h2>
      {discount ? <p className="faint">{text("billDiscount", { amount: formatAmount(amountOf(discount)) })}</p> : null}
      {isZero(amountOf(bill.unsharedAmount)) ? null : <Splits {...props} onCut={(how) => void cut(how)} />}
      {shares.map((share) => (
        <ShareRow
          key={share.shareId}
          share={share}
          userId={userId}
          onPay={() => void pay(share.shareId ?? "")}
          onRelease={() => void act(() => call(dining.releaseShare, { shareId: share.shareId ?? "" }))}
        />
      ))}
      <PasswordSheet
        isOpen={paying !== undefined}
        hasPassword={paying?.hasPassword ?? false}
        amount={formatAmount(amountOf(paying?.amount))}
        subject={text("billTitle")}
        onClose={stop}
        onPassword={confirm}
      />
    </section>
  );
};
