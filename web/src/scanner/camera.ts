import type { TextKey } from "../i18n/zh.ts";

/** The browser's own reader of barcodes, where it has one (not in lib.dom yet). */
interface NativeDetector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface NativeDetectorClass {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

const FORMATS = ["ean_13", "upc_a", "code_128", "qr_code"];
const LOOK_EVERY_MS = 120;

/** Why there is no picture. */
export class CameraTrouble extends Error {
  readonly text: TextKey;

  constructor(text: TextKey, cause?: unknown) {
    super(text, { cause });
    this.name = "CameraTrouble";
    this.text = text;
  }
}

const TROUBLES: Readonly<Record<string, TextKey>> = {
  NotAllowedError: "cameraDenied",
  SecurityError: "cameraDenied",
  NotFoundError: "cameraMissing",
  OverconstrainedError: "cameraMissing",
};

const openStream = async (): Promise<MediaStream> => {
  // Browsers give a camera only to pages from https or from this machine itself.
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraTrouble("cameraNoSecure");
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch (error) {
    throw new CameraTrouble(TROUBLES[(error as DOMException).name] ?? "cameraFailed", error);
  }
};

const nativeDetector = async (): Promise<NativeDetector | undefined> => {
  const Detector = (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  if (!Detector) return undefined;
  const supported = await Detector.getSupportedFormats();
  return FORMATS.every((format) => supported.includes(format)) ? new Detector({ formats: FORMATS }) : undefined;
};

/** Looks at the picture again and again. Returns how to stop. */
const lookNatively = (detector: NativeDetector, video: HTMLVideoElement, onText: (text: string) => void) => {
  const timer = setInterval(async () => {
    const found = await detector.detect(video).catch(() => []);
    if (found[0]) onText(found[0].rawValue);
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
};

/** ZXing is fetched only where the browser cannot read barcodes by itself. */
const lookWithZxing = async (stream: MediaStream, video: HTMLVideoElement, onText: (text: string) => void) => {
  const { BrowserMultiFormatReader } = await import("@zxing/browser");
  const reader = new BrowserMultiFormatReader(undefined, { delayBetweenScanAttempts: LOOK_EVERY_MS });
  const controls = await reader.decodeFromStream(stream, video, (result) => {
    if (result) onText(result.getText());
  });
  return () => controls.stop();
};

/** Shows the camera in a video element and tells every code that it reads. Returns how to stop. Throws CameraTrouble. */
export const openCamera = async (video: HTMLVideoElement, onText: (text: string) => void): Promise<() => void> => {
  const stream = await openStream();
  const detector = await nativeDetector();
  let stop: () => void;
  if (detector) {
    video.srcObject = stream;
    await video.play();
    stop = lookNatively(detector, video, onText);
  } else {
    stop = await lookWithZxing(stream, video, onText);
  }
  return () => {
    stop();
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
};
