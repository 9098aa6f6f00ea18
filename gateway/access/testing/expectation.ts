export const own = { merchantId: "mer_demomarket", storeId: "str_demomarket1" };
export const foreign = { merchantId: "mer_othermarket", storeId: "str_othermarket1" };
/** Who gets through with which resource: the request's part that names it, by action. */
export const ANYONE = { open: true } as const;
export const USERS = { user: {} } as const;
export const OPERATORS = { operator: {} } as const;
export const TILL_AT_STORE = { till: own, foreign } as const;
export const TILL_OF_MERCHANT = {
  till: { merchantId: own.merchantId },
  foreign: { merchantId: foreign.merchantId },
} as const;
export const OFFICE_OF_MERCHANT = { ...TILL_OF_MERCHANT, managerOnly: true } as const;
export const TILL_BY_ID = { till: { basketId: "bsk_12345678" } } as const;
export const TILL_AT_SHELF = { till: { storeId: own.storeId }, foreign: { storeId: foreign.storeId } } as const;

export interface Expectation {
  readonly open?: boolean;
  readonly user?: object;
  /** Wallet users get through with what staff name. */
  readonly usersToo?: boolean;
  readonly till?: object;
  readonly managerOnly?: boolean;
  /** The platform's own staff get through with this. */
  readonly operator?: object;
  /** A merchant's own app gets through, at every store of the merchant. */
  readonly app?: boolean;
  readonly foreign?: object;
}

/** Rows of restaurant and hospital: of those who stand here, the manager alone; waiters, cooks, doctors and nurses are asked in tables/*-access.test.ts. */
export const DINING_SITE = { ...TILL_AT_SHELF, managerOnly: true } as const;
export const byManager = (field: string): Expectation => ({ till: { [field]: "xxx_12345678" }, managerOnly: true });
