import { Button, Popup } from "antd-mobile";
import { useEffect, useRef, useState } from "react";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { CameraTrouble, openCamera } from "./camera.ts";
import "./scanner.css";

/** The same code stays before the camera for a while; it counts once. */
const SAME_CODE_MS = 2_000;

const useCamera = (onScan: (text: string) => void) => {
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<TextKey>();
  const handler = useRef(onScan);
  handler.current = onScan;
  useEffect(() => {
    let isGone = false;
    let stop: (() => void) | undefined;
    let last = { text: "", atMs: Number.NEGATIVE_INFINITY };
    const onText = (text: string) => {
      const isSame = text === last.text && performance.now() - last.atMs < SAME_CODE_MS;
      last = { text, atMs: performance.now() };
      if (!isSame) handler.current(text);
    };
    if (!video.current) return;
    openCamera(video.current, onText).then(
      (opened) => {
        if (isGone) opened();
        else stop = opened;
      },
      (error: unknown) => isGone || setTrouble(error instanceof CameraTrouble ? error.text : "cameraFailed"),
    );
    return () => {
      isGone = true;
      stop?.();
    };
  }, []);
  return { video, trouble };
};

/** What the camera sees, and every code in it; why it does not, where it does not. */
export const CameraView = ({ onScan }: { onScan(text: string): void }) => {
  const text = useText();
  const { video, trouble } = useCamera(onScan);
  return (
    <div className="camera">
      <video ref={video} muted playsInline hidden={trouble !== undefined} />
      {trouble ? (
        <p role="alert" className="camera-trouble">
          {text(trouble)}
        </p>
      ) : (
        <>
          <span className="camera-frame" aria-hidden="true" />
          <p className="camera-hint">{text("cameraHint")}</p>
        </>
      )}
    </div>
  );
};

interface CameraSheetProps {
  isOpen: boolean;
  onScan(text: string): void;
  onClose(): void;
}

/** The camera as a scanner, in a sheet from below. It runs only while the sheet is open. */
export const CameraSheet = ({ isOpen, onScan, onClose }: CameraSheetProps) => {
  const text = useText();
  useDismissal(isOpen, onClose);
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      {isOpen ? <CameraView onScan={onScan} /> : null}
      <Button block size="large" onClick={onClose}>
        {text("close")}
      </Button>
    </Popup>
  );
};
