import { useCallback, useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import { useReachability } from "../ui/connection-line.tsx";
import { feel } from "../ui/feedback.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { ArrivalScreen } from "./arrival-screen.tsx";
import type { Arrival } from "./arrivals.ts";
import { BalanceRow } from "./balance-row.tsx";
import { CodeCard } from "./code-card.tsx";
import { DevicesSheet } from "./devices-sheet.tsx";
import { TradeList } from "./trade-list.tsx";
import { useCode } from "./use-code.ts";
import { useDevice } from "./use-device.ts";
import { useWaiting } from "./use-waiting.ts";
import { useWallet } from "./use-wallet.ts";
import { WaitingSheet } from "./waiting-sheet.tsx";
import { WalletActions } from "./wallet-actions.tsx";
import "./wallet.css";

/** What has just come in or gone out, told until it is put away. */
const useArrival = (replace: () => Promise<unknown>) => {
  const [arrival, setArrival] = useState<Arrival>();
  const onArrival = useCallback(
    (next: Arrival) => {
      setArrival(next);
      feel("paid");
      // The code that was on the screen is spent.
      if (next.kind === "paid") void replace();
    },
    [replace],
  );
  return { arrival, setArrival, onArrival };
};

const Wallet = ({ userId, name }: { userId: string; name: string }) => {
  const text = useText();
  const reachability = useReachability();
  const device = useDevice(userId, reachability);
  const code = useCode(device.source);
  const { replace } = code;
  const { arrival, setArrival, onArrival } = useArrival(replace);
  const view = useWallet(onArrival, () => void replace());
  const waiting = useWaiting();
  const [isDevicesOpen, setDevicesOpen] = useState(false);
  const hasPassword = view.wallet?.hasPaymentPassword ?? false;
  return (
    <main className="wallet">
      <TopBar title={text("walletTitle")} note={name} />
      <CodeCard
        state={device.state}
        code={code}
        isReachable={reachability === "online"}
        onRetry={device.again}
        onDevices={() => setDevicesOpen(true)}
      >
        <BalanceRow wallet={view.wallet} />
      </CodeCard>
      <WalletActions hasPassword={hasPassword} onDevices={() => setDevicesOpen(true)} onMoved={view.readAgain} />
      <DevicesSheet
        isOpen={isDevicesOpen}
        ownDeviceId={device.deviceId}
        onRemoved={device.tryPlace}
        onClose={() => setDevicesOpen(false)}
      />
      <TradeList trades={view.trades} />
      <WaitingSheet trades={waiting.trades} hasPassword={hasPassword} onConfirmed={() => void waiting.look()} />
      {arrival ? <ArrivalScreen arrival={arrival} onDone={() => setArrival(undefined)} /> : null}
    </main>
  );
};

/** A shopper's phone: the payment code, the balance, what was paid. */
const WalletPage = ({ principal }: { principal: Json<Principal> }) => {
  const nameOf = useName();
  const isUser = principal.kind === "PRINCIPAL_KIND_USER";
  if (!isUser) return <WrongRole title="walletWrongRole" hint="walletWrongRoleHint" />;
  return <Wallet userId={principal.principalId ?? ""} name={nameOf(namesOf(principal))} />;
};

export default WalletPage;
