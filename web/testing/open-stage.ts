import { afterAll, afterEach, beforeAll, beforeEach, expect } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser, openPhone, openTab, type PhoneOptions } from "./open-browser.ts";
import { type Platform, startPlatform } from "./start-platform.ts";

interface OwnPhone extends PhoneOptions {
  readonly from?: Browser;
}

/** What the tests of a file play on: one platform, one browser, and phones that each test opens for itself. */
export interface Stage {
  readonly platform: Platform;
  readonly browser: Browser;
  /** What pages complained of in this test; at its end there must be nothing. */
  readonly faults: string[];
  /** A phone of this test's own, closed at its end; `from`: another browser than the stage's. */
  openPhone(options?: OwnPhone): Promise<BrowserContext>;
  /** A page on a phone of its own. */
  openPage(options?: OwnPhone): Promise<Page>;
}

/** Declares, for the tests of the file that calls it, that a platform (with these arguments) and a browser are there, that phones are put away, and that no page may have had a fault. */
export const openStage = (args: readonly string[] = []): Stage => {
  let platform: Platform;
  let browser: Browser;
  let faults: string[] = [];
  let phones: BrowserContext[] = [];
  beforeAll(async () => {
    platform = await startPlatform(args);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });
  beforeEach(() => {
    faults = [];
    phones = [];
  });
  afterEach(async () => {
    // A browser of the test's own has taken its phones with it.
    for (const phone of phones) if (phone.browser()?.isConnected()) await phone.close();
    expect(faults).toEqual([]);
  });
  const openOwn = async ({ from = browser, ...options }: OwnPhone = {}): Promise<BrowserContext> => {
    const phone = await openPhone(from, options);
    phones.push(phone);
    return phone;
  };
  return {
    get platform() {
      return platform;
    },
    get browser() {
      return browser;
    },
    get faults() {
      return faults;
    },
    openPhone: openOwn,
    openPage: async (options) => openTab(await openOwn(options), faults),
  };
};
