import { Button } from "antd-mobile";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../api/problem.ts";
import { routes } from "../api/routes.ts";
import { send } from "../api/send.ts";
import { enter } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { navigate } from "../ui/router.ts";
import { useSecondsUntil } from "../ui/use-seconds-until.ts";
import { FormField, PlainPage } from "./plain-page.tsx";

const PHONE = /^1[3-9]\d{9}$/;

/** What went wrong, in the reader's language. */
const useTrouble = () => {
  const text = useText();
  const [trouble, setTrouble] = useState("");
  const tell = (error: unknown) =>
    setTrouble(error instanceof ApiProblem ? error.problem.detail || error.problem.reason : text("startUnreachable"));
  return { trouble, setTrouble, tell };
};

interface CodeButtonProps {
  phone: string;
  onTrouble(error: unknown): void;
  onBadPhone(): void;
  onSent(): void;
}

/** Asks for the code, and not again before the platform would send another. */
const CodeButton = ({ phone, onTrouble, onBadPhone, onSent }: CodeButtonProps) => {
  const text = useText();
  const [againMs, setAgainMs] = useState(0);
  const seconds = useSecondsUntil(againMs);
  const ask = async (): Promise<void> => {
    if (!PHONE.test(phone)) return onBadPhone();
    try {
      const answer = await send(routes.requestPhoneCode, { purpose: "PHONE_CODE_PURPOSE_REGISTER", phone });
      setAgainMs(Date.parse(answer.resendTime ?? ""));
      onSent();
    } catch (error) {
      onTrouble(error);
    }
  };
  return (
    <Button
      block
      size="large"
      fill="outline"
      color="primary"
      disabled={seconds > 0}
      onClick={() => void ask()}
      data-testid="send-code"
    >
      {seconds > 0 ? text("registerAgain", { seconds }) : text("registerGetCode")}
    </Button>
  );
};

interface Newcomer {
  phone: string;
  phoneCode: string;
  displayName: string;
  password: string;
}

const NOBODY: Newcomer = { phone: "", phoneCode: "", displayName: "", password: "" };

const isWhole = ({ phone, phoneCode, displayName, password }: Newcomer): boolean =>
  PHONE.test(phone) && phoneCode !== "" && displayName !== "" && password.length >= 8;

/** What is typed, and its way to the platform. */
const useRegistration = () => {
  const text = useText();
  const { trouble, setTrouble, tell } = useTrouble();
  const [typed, setTyped] = useState(NOBODY);
  const [isBusy, setBusy] = useState(false);
  const change = (field: keyof Newcomer) => (value: string) => setTyped((before) => ({ ...before, [field]: value }));
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const whole = { ...typed, phoneCode: typed.phoneCode.trim(), displayName: typed.displayName.trim() };
    if (!isWhole(whole)) return setTrouble(text("registerMissing"));
    setTrouble("");
    setBusy(true);
    try {
      await enter(routes.registerUser, whole);
      navigate("/wallet");
    } catch (error) {
      tell(error);
    } finally {
      setBusy(false);
    }
  };
  return { typed, change, isBusy, submit, trouble, setTrouble, tell };
};

/** Where the code can be read. */
const SentNote = ({ phone }: { phone: string }) => {
  const text = useText();
  return (
    <p className="plain-note" role="status">
      {text("registerSent")}{" "}
      <a className="link plain-link" href={`/phone#number=${phone}`} target="_blank" rel="noreferrer">
        {text("registerReadIt")}
      </a>
    </p>
  );
};

type Registration = ReturnType<typeof useRegistration>;

/** Code, name and password. */
const Rest = ({ typed, change }: Pick<Registration, "typed" | "change">) => {
  const text = useText();
  return (
    <>
      <FormField
        {...{ label: text("registerCode"), name: "phoneCode", type: "tel", autoComplete: "one-time-code" }}
        {...{ maxLength: 6, value: typed.phoneCode, onChange: change("phoneCode") }}
      />
      <FormField
        {...{ label: text("registerName"), name: "displayName", autoComplete: "name" }}
        {...{ maxLength: 64, value: typed.displayName, onChange: change("displayName") }}
      />
      <FormField
        {...{ label: text("registerPassword"), name: "password", type: "password", autoComplete: "new-password" }}
        {...{ maxLength: 128, value: typed.password, onChange: change("password") }}
      />
    </>
  );
};

/** A new user: a phone that proves itself by a code, a name and a password; then the wallet. */
const RegisterPage = () => {
  const text = useText();
  const { typed, change, isBusy, submit, trouble, setTrouble, tell } = useRegistration();
  const [isSent, setSent] = useState(false);
  const onSent = () => {
    setTrouble("");
    setSent(true);
  };
  const onBadPhone = () => setTrouble(text("registerPhoneBad"));
  return (
    <PlainPage title={text("registerTitle")}>
      <form className="card" onSubmit={(event) => void submit(event)} noValidate data-testid="register">
        <FormField
          {...{ label: text("registerPhone"), name: "phone", type: "tel", autoComplete: "tel" }}
          {...{ maxLength: 11, value: typed.phone, onChange: change("phone") }}
        />
        <CodeButton phone={typed.phone} onBadPhone={onBadPhone} onTrouble={tell} onSent={onSent} />
        {isSent ? <SentNote phone={typed.phone} /> : null}
        <Rest typed={typed} change={change} />
        {trouble ? (
          <p className="trouble" role="alert">
            {trouble}
          </p>
        ) : null}
        <Button block type="submit" color="primary" size="large" loading={isBusy}>
          {text("registerSubmit")}
        </Button>
      </form>
    </PlainPage>
  );
};

export default RegisterPage;
