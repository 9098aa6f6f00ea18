/** What a store has. */
export interface StoreEquipment {
  /** Whether the counter has a network to rely on. */
  hasNetwork: boolean;
  hasScanGun: boolean;
  /** A screen that the payer sees. */
  hasSecondScreen: boolean;
}

/** The ways that a store can take payments. */
export const WAYS = ["barcode", "dynamicQr", "handheld", "sound", "staticQr"] as const;
export type Way = (typeof WAYS)[number];

/** FEATURES Y13: never more than two. */
const MOST = 2;

/**
 * The ways for a store, the best first (Y13). Without a network at the counter the network comes with a device: a handheld's mobile data, or the payer's own
 * phone. With one, what stands on the counter decides; without a gun a code is heard or seen by what the desk has anyway; the printed code always works.
 */
export const recommend = ({ hasNetwork, hasScanGun, hasSecondScreen }: StoreEquipment): Way[] => {
  if (!hasNetwork) return ["staticQr", "handheld"];
  const ways: Way[] = [
    ...(hasScanGun ? (["barcode"] as const) : []),
    ...(hasSecondScreen ? (["dynamicQr"] as const) : []),
    ...(hasScanGun ? [] : (["sound"] as const)),
    "staticQr",
  ];
  return ways.slice(0, MOST);
};
