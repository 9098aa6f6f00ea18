import { Button } from "antd-mobile";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem } from "../api/problem.ts";
import { routes } from "../api/routes.ts";
import { call, session, signIn } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { PlainPage } from "../start/plain-page.tsx";
import { SignInForm } from "../start/sign-in-form.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { PasswordSheet } from "./password-sheet.tsx";
import { refusalText } from "./refusal-text.ts";
import { payeeOf, readScanned } from "./scanned.ts";
import "./wallet.css";

/** What the merchant's page or app has handed over: the code of its trade, and the signed way back. */
const handedOver = (): { code: string; way: string } => {
  const fields = new URLSearchParams(location.search);
  return { code: fields.get("code") ?? "", way: fields.get("way") ?? "" };
};

/** The door reads the way back, and knows by the trade where it leads. */
const goBack = (way: string): void => location.assign(`/alipay/back?${new URLSearchParams({ way })}`);

type Stage = { name: "opening" } | { name: "asking"; trade: Json<Trade> } | { name: "over"; why: string };

const useHandedOver = (code: string) => {
  const text = useText();
  const [stage, setStage] = useState<Stage>({ name: "opening" });
  const [hasPassword, setHasPassword] = useState(false);
  useEffect(() => {
    let isGone = false;
    const settle = (next: Stage) => isGone || setStage(next);
    const open = async (): Promise<void> => {
      const [trade, wallet] = await Promise.all([
        call(routes.openQrCode, { qrCode: code }),
        call(routes.getWallet, {}),
      ]);
      const scanned = readScanned(code, trade);
      setHasPassword(wallet.hasPaymentPassword ?? false);
      if (scanned.kind === "trade") settle({ name: "asking", trade: scanned.trade });
      else settle({ name: "over", why: text(scanned.kind === "over" ? scanned.why : "scanClosed") });
    };
    open().catch((error: unknown) => settle({ name: "over", why: refusalText(error) || text("startUnreachable") }));
    return () => {
      isGone = true;
    };
  }, [code, text]);
  return { stage, hasPassword };
};

interface BillProps {
  trade: Json<Trade>;
  hasPassword: boolean;
  onPaid(): void;
}

/** What is to be paid, to whom; the payment password pays it. The sheet stays until the browser has left: closing it would call the browser back. */
const Bill = ({ trade, hasPassword, onPaid }: BillProps) => {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const amount = formatAmount(amountOf(trade.amount));
  const confirm = async (paymentPassword: string): Promise<void> => {
    await call(routes.confirmTrade, { tradeId: trade.tradeId ?? "", paymentPassword });
    onPaid();
  };
  return (
    <>
      <p className="sheet-subject">{payeeOf(trade)}</p>
      <p className="sheet-amount" data-testid="pay-amount">
        {amount}
      </p>
      <Button block size="large" color="primary" onClick={() => setAsking(true)} data-testid="pay-now">
        {text("payNow")}
      </Button>
      <PasswordSheet
        isOpen={isAsking}
        hasPassword={hasPassword}
        amount={amount}
        subject={payeeOf(trade)}
        onClose={() => setAsking(false)}
        onPassword={confirm}
      />
    </>
  );
};

const Paying = () => {
  const text = useText();
  const [{ code, way }] = useState(handedOver);
  const { stage, hasPassword } = useHandedOver(code);
  return (
    <PlainPage title={text("payTitle")}>
      <section className="card" data-testid="pay">
        {stage.name === "opening" ? <span className="spinner" aria-hidden="true" /> : null}
        {stage.name === "over" ? <p role="alert">{stage.why}</p> : null}
        {stage.name === "asking" ? (
          <Bill trade={stage.trade} hasPassword={hasPassword} onPaid={() => goBack(way)} />
        ) : null}
        <Button block size="large" fill="none" onClick={() => goBack(way)} data-testid="pay-back">
          {text("payBack")}
        </Button>
      </section>
    </PlainPage>
  );
};

/** Whoever comes from a merchant is seldom signed in here. */
const SignInFirst = () => {
  const text = useText();
  const [pending, setPending] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const enter = async (login: string, password: string): Promise<void> => {
    setPending(login);
    try {
      await signIn(login, password);
    } catch (error) {
      setRefusal(error instanceof ApiProblem ? error.problem.detail : text("startUnreachable"));
    } finally {
      setPending(undefined);
    }
  };
  return (
    <PlainPage title={text("payTitle")}>
      <p className="plain-note">{text("paySignIn")}</p>
      <SignInForm pending={pending} refusal={refusal} onEnter={enter} />
    </PlainPage>
  );
};

/** The wallet's page for a payer whom a merchant's page or app has handed over (Y4, Y5). */
const PayPage = () => {
  const current = useSyncExternalStore(session.subscribe, session.get);
  if (!current?.principal) return <SignInFirst />;
  const { kind, principalId } = current.principal;
  if (kind !== "PRINCIPAL_KIND_USER") return <WrongRole title="walletWrongRole" hint="walletWrongRoleHint" />;
  return <Paying key={principalId} />;
};

export default PayPage;
