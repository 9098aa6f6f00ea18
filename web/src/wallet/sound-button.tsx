import { SoundOutline } from "antd-mobile-icons";
import { useEffect, useRef, useState } from "react";
import { useText } from "../i18n/use-text.ts";
import { type Playing, playCode } from "../sound/play-code.ts";
import { keepSoundWorker } from "../sound/start-worker.ts";

/** Plays the payment code, for tills that listen (Y3). The code is on the screen all the same. */
export const SoundButton = ({ paymentCode }: { paymentCode: string }) => {
  const text = useText();
  const [state, setState] = useState<"silent" | "playing" | "failed">("silent");
  const playing = useRef<Playing>(undefined);
  useEffect(() => () => playing.current?.stop(), []);
  useEffect(keepSoundWorker, []);
  const play = async (): Promise<void> => {
    setState("playing");
    try {
      playing.current = await playCode(paymentCode);
      await playing.current.ended;
      setState("silent");
    } catch {
      setState("failed");
    } finally {
      playing.current = undefined;
    }
  };
  return (
    <button
      type="button"
      className="sound-button"
      disabled={state === "playing"}
      onClick={() => void play()}
      data-testid="play-code"
      data-sound={state}
    >
      <SoundOutline />
      <span>{text(state === "playing" ? "soundPlaying" : "soundPlay")}</span>
      {state === "failed" ? <span role="alert">{text("soundFailed")}</span> : null}
    </button>
  );
};
