/**
 * How well the platform knows a user, and what it lets them spend. The levels are the three classes of payment accounts of the People's Bank of China
 * (非银行支付机构网络支付业务管理办法, 2015 No. 43, articles 11 and 24): one verification, name and number, and name, number and a bank.
 */
export type RealNameLevel = 0 | 1 | 2;

/** What may leave a wallet, in fen. A year is a calendar year in China. */
export interface SpendingLimits {
  readonly perDay: bigint;
  readonly perYear: bigint;
}

/** By level: a phone number only; real name and identity number; and a bank card in that name. */
export const REAL_NAME_LIMITS: Readonly<Record<RealNameLevel, SpendingLimits>> = {
  0: { perDay: 100_000n, perYear: 100_000n },
  1: { perDay: 500_000n, perYear: 10_000_000n },
  2: { perDay: 5_000_000n, perYear: 20_000_000n },
};

/** What a user may spend; one of whom nothing is known has the lowest level. */
export const spendingLimitsOf = ({ realNameLevel = 0 }: { readonly realNameLevel?: RealNameLevel }): SpendingLimits =>
  REAL_NAME_LIMITS[realNameLevel];
