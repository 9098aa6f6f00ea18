import { Button } from "antd-mobile";
import { useState } from "react";
import type { Bill, BillShare, SplitMode } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type { Json } from "../api/json.ts";
import { mintId } from "../api/mint.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf, formatAmount, isZero } from "../money/amount.ts";
import { PasswordSheet } from "../wallet/password-sheet.tsx";
import { dining } from "./restaurant-routes.ts";
import type { Act } from "./use-live-view.ts";

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
  /** How many sit at the table: an even split starts from that. */
  people: number;
  act: Act;
  isBusy: boolean;
  /** usr_… of a diner; absent for the staff, who take cash. */
  userId?: string;
}

const SplitButtons = ({ bill, people, act, isBusy }: BillProps) => {
  const text = useText();
  const split = (mode: Json<SplitMode>) => {
    const count = mode === "SPLIT_MODE_EVENLY" ? Math.max(2, people) : 0;
    void act(() => call(dining.splitBill, { orderId: bill.orderId ?? "", splitId: mintId("spl"), mode, count }));
  };
  return (
    <div className="dining-splits">
      {SPLITS.map(([mode, key]) => (
        <Button key={mode} size="large" loading={isBusy} onClick={() => split(mode)} data-split={mode}>
          {text(key, { count: Math.max(2, people) })}
        </Button>
      ))}
    </div>
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

/** Paying a share: it is taken upon oneself, then confirmed with the payment password; the staff take cash. */
const usePaying = ({ act, userId }: BillProps) => {
  const [paying, setPaying] = useState<Share & { hasPassword: boolean }>();
  const pay = (shareId: string) =>
    act(async () => {
      if (userId === undefined) return call(dining.takeCash, { shareId });
      const [share, wallet] = await Promise.all([call(dining.payShare, { shareId }), call(routes.getWallet, {})]);
      if (share.state === "SHARE_STATE_PAYING")
        setPaying({ ...share, hasPassword: wallet.hasPaymentPassword ?? false });
    });
  // What the platform refuses is the password sheet's to tell.
  const confirm = async (paymentPassword: string): Promise<void> => {
    await call(routes.confirmTrade, { tradeId: paying?.tradeId ?? "", paymentPassword });
    setPaying(undefined);
    await act(async () => {});
  };
  return { paying, pay, confirm, stop: () => setPaying(undefined) };
};

/** What the table owes: cut into shares, each paid in the wallet by one person, or in cash. */
export const BillCard = (props: BillProps) => {
  const text = useText();
  const { bill, act, userId } = props;
  const { paying, pay, confirm, stop } = usePaying(props);
  const { discount, shares = [] } = bill;
  return (
    <section className="card" data-testid="bill" data-paid={bill.paid ?? false}>
      <h2 className="card-title">
        {text(bill.paid ? "billPaid" : "billTitle")}
        <span data-testid="bill-total">{formatAmount(amountOf(bill.total))}</span>
      </h2>
      {discount ? <p className="faint">{text("billDiscount", { amount: formatAmount(amountOf(discount)) })}</p> : null}
      {isZero(amountOf(bill.unsharedAmount)) ? null : <SplitButtons {...props} />}
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
