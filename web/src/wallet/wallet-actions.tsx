import {
  AppOutline,
  BillOutline,
  CouponOutline,
  MessageOutline,
  PhonebookOutline,
  SendOutline,
  UserContactOutline,
} from "antd-mobile-icons";
import { type ReactNode, useState } from "react";
import { useText } from "../i18n/use-text.ts";
import { navigate } from "../ui/router.ts";
import { useUnread } from "../windows/use-messages.ts";
import { BillsSheet } from "./bills-sheet.tsx";
import { ScanToPay } from "./scan-to-pay.tsx";
import { TransferSheet } from "./transfer-sheet.tsx";

interface ActionsProps {
  hasPassword: boolean;
  onDevices(): void;
  onMoved(): void;
}

const Action = ({ icon, label, onClick }: { icon: ReactNode; label: string; onClick(): void }) => (
  <button type="button" className="wallet-action" onClick={onClick}>
    {icon}
    <span>{label}</span>
  </button>
);

/** A link of a window's menu names the task: /wallet?task=bills. */
const taskOfLink = (): string | null => new URLSearchParams(location.search).get("task");

/** What else the wallet does: scan to pay, transfer, the bill, member cards, coupons, the user's phones, windows and messages. */
export const WalletActions = ({ hasPassword, onDevices, onMoved }: ActionsProps) => {
  const text = useText();
  const [open, setOpen] = useState<"transfer" | "bills" | undefined>(taskOfLink() === "bills" ? "bills" : undefined);
  const unread = useUnread();
  const close = () => setOpen(undefined);
  return (
    <nav className="card wallet-actions">
      <ScanToPay hasPassword={hasPassword} isAsked={taskOfLink() === "scan"} onPaid={onMoved} />
      <Action icon={<SendOutline />} label={text("transferTitle")} onClick={() => setOpen("transfer")} />
      <Action icon={<BillOutline />} label={text("billsTitle")} onClick={() => setOpen("bills")} />
      <Action icon={<UserContactOutline />} label={text("cardsTitle")} onClick={() => navigate("/cards")} />
      <Action icon={<CouponOutline />} label={text("couponsTitle")} onClick={() => navigate("/coupons")} />
      <Action icon={<PhonebookOutline />} label={text("devicesTitle")} onClick={onDevices} />
      <Action icon={<AppOutline />} label={text("windowsTitle")} onClick={() => navigate("/windows")} />
      <Action
        icon={<MessageOutline />}
        label={unread > 0 ? `${text("inboxTitle")} ${unread}` : text("inboxTitle")}
        onClick={() => navigate("/inbox")}
      />
      <TransferSheet isOpen={open === "transfer"} hasPassword={hasPassword} onClose={close} onMoved={onMoved} />
      <BillsSheet isOpen={open === "bills"} onClose={close} />
    </nav>
  );
};
