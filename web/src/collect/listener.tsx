import { useEffect, useRef, useState } from "react";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { listenForCode, MicrophoneTrouble } from "../sound/listen.ts";

const troubleOf = (error: unknown): TextKey => (error instanceof MicrophoneTrouble ? error.text : "microphoneFailed");

/** The microphone as a scanner (Y3). It listens only while this is on the screen. */
export const Listener = ({ onCode }: { onCode(paymentCode: string): void }) => {
  const text = useText();
  const [trouble, setTrouble] = useState<TextKey>();
  const handler = useRef(onCode);
  handler.current = onCode;
  useEffect(() => {
    let isGone = false;
    let stop: (() => void) | undefined;
    const onTrouble = (error: unknown) => isGone || setTrouble(troubleOf(error));
    listenForCode({ onCode: (code) => handler.current(code), onTrouble }).then((opened) => {
      if (isGone) opened();
      else stop = opened;
    }, onTrouble);
    return () => {
      isGone = true;
      stop?.();
    };
  }, []);
  if (trouble) {
    return (
      <p className="refusal" role="alert" data-testid="microphone-trouble">
        {text(trouble)}
      </p>
    );
  }
  return (
    <p className="listening" role="status" data-testid="listening">
      <span className="listening-bars" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      {text("collectListening")}
    </p>
  );
};
