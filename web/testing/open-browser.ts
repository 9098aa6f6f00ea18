import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The path of a Chromium: CHROMIUM names it, or it is where Debian puts it, or in PATH. */
const findChromium = (): string => {
  const folders = ["/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)];
  const candidates = [process.env["CHROMIUM"], ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error("the browser tests need Chromium: `apt-get install chromium`, or name one in CHROMIUM");
  return found;
};

/** Chromium, with further switches where a test needs them. */
export const openBrowser = (switches: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: findChromium(), args: [...FLAGS, ...switches] });

/** A microphone that hears a WAV file, from its beginning each time that it is opened, again and again. */
export const microphoneHearing = (wavPath: string): string[] => [
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-audio-capture=${wavPath}`,
];

export interface PhoneOptions {
  /** Lets the pages keep themselves for a start without a network. Calls of such pages cannot be intercepted. */
  keepsPages?: boolean;
}

/** A phone of its own: storage, cookies and network are shared by its tabs only. 390 px wide. */
export const openPhone = (browser: Browser, { keepsPages = false }: PhoneOptions = {}): Promise<BrowserContext> =>
  browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: "zh-CN",
    serviceWorkers: keepsPages ? "allow" : "block",
  });

/** What a browser logs on its own for a refused call; it is what the tests ask for. */
const REFUSED_CALL = /Failed to load resource/;

/** A tab whose faults are collected: script errors, broken content security, React's complaints. */
export const openTab = async (phone: BrowserContext, faults: string[]): Promise<Page> => {
  const page = await phone.newPage();
  page.setDefaultTimeout(25_000);
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !REFUSED_CALL.test(message.text())) faults.push(message.text());
  });
  return page;
};

const KEY_GAP_S = 0.004;

const keyEvents = (character: string) => {
  const isEnter = character === "Enter";
  const key = {
    key: character,
    code: isEnter ? "Enter" : `${/\d/.test(character) ? "Digit" : "Key"}${character}`,
    text: isEnter ? "\r" : character,
  };
  const windowsVirtualKeyCode = isEnter ? 13 : character.charCodeAt(0);
  return [
    { ...key, windowsVirtualKeyCode, type: "keyDown" as const },
    { key: key.key, code: key.code, windowsVirtualKeyCode, type: "keyUp" as const },
  ];
};

/**
 * Shoots a scan gun: real keystrokes of digits, capital letters and Enter, each stamped 4 ms after the one before, as the gun's own clock would. The stamps are given, not
 * measured, so a busy machine does not turn the gun into a hand.
 */
export const shootGun = async (page: Page, text: string): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  const startS = await page.evaluate(() => (performance.timeOrigin + performance.now()) / 1000);
  const sent = [...text, "Enter"].flatMap((character, index) =>
    keyEvents(character).map((event) =>
      session.send("Input.dispatchKeyEvent", { ...event, timestamp: startS + index * KEY_GAP_S }),
    ),
  );
  await Promise.all(sent);
  await session.detach();
};

/** Whether anything of the page, or of a sheet on it, sticks out of the screen. */
export const isWide = (page: Page): Promise<boolean> =>
  page.evaluate(() =>
    [...document.querySelectorAll("main *, .sheet *")].some((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.right > innerWidth + 0.5;
    }),
  );
