import { Button } from "antd-mobile";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import type { PhoneMessage } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem } from "../api/problem.ts";
import { routes } from "../api/routes.ts";
import { send } from "../api/send.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { formatTime } from "../ui/times.ts";
import { FormField, PlainPage } from "./plain-page.tsx";

/** How often the messages of the number that is shown are read again. */
const LOOK_EVERY_MS = 3_000;

/** Named after the #, which the browser keeps to itself: a number in the address would stand in every server's log. */
const namedNumber = (): string => new URLSearchParams(location.hash.slice(1)).get("number") ?? "";

/** The messages of a number, read again and again; undefined before the first answer. */
const useMessages = (phone: string) => {
  const text = useText();
  const [messages, setMessages] = useState<Json<PhoneMessage>[]>();
  const [trouble, setTrouble] = useState("");
  const look = useCallback(async (): Promise<void> => {
    if (phone === "") return;
    try {
      setMessages((await send(routes.listPhoneMessages, { phone })).messages ?? []);
      setTrouble("");
    } catch (error) {
      const refusal = error instanceof ApiProblem ? error.problem : undefined;
      setTrouble(refusal ? refusal.detail || refusal.reason : text("startUnreachable"));
    }
  }, [phone, text]);
  useEffect(() => {
    setMessages(undefined);
    void look();
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [look]);
  return { messages, trouble };
};

/** The text messages of the demonstration's phones, by number. Nobody's, where the demonstration is off. */
const PhonePage = () => {
  const text = useText();
  const language = useLanguage();
  const [typed, setTyped] = useState(namedNumber);
  const [phone, setPhone] = useState(namedNumber);
  const { messages, trouble } = useMessages(phone);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setPhone(typed.trim());
  };
  return (
    <PlainPage title={text("phoneTitle")}>
      <form className="card" onSubmit={submit} noValidate data-testid="phone">
        <p className="plain-note">{text("phoneHint")}</p>
        <FormField
          {...{ label: text("registerPhone"), name: "number", type: "tel", autoComplete: "off" }}
          {...{ maxLength: 11, value: typed, onChange: setTyped }}
        />
        <Button block type="submit" size="large" color="primary" fill="outline">
          {text("phoneLook")}
        </Button>
        {trouble ? (
          <p className="trouble" role="alert">
            {trouble}
          </p>
        ) : null}
      </form>
      <section aria-live="polite" className="phone-messages">
        {messages?.length === 0 ? <p className="plain-note">{text("phoneNone")}</p> : null}
        {messages?.map((message) => (
          <article className="card phone-message" key={`${message.sendTime}${message.text}`} data-testid="message">
            <p>{message.text}</p>
            <span className="faint">{formatTime(message.sendTime, language)}</span>
          </article>
        ))}
      </section>
    </PlainPage>
  );
};

export default PhonePage;
