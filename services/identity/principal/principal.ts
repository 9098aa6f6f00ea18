import {
  PrincipalKind,
  type Principal as PrincipalMessage,
} from "../../../proto/gen/paywindow/identity/v1/identity.ts";

/** What a principal can be: the `kind` of its Caller. */
type Kind = "user" | "staff";

/** Someone who can sign in. */
export interface Principal {
  /** usr_… or stf_… */
  readonly _id: string;
  readonly kind: Kind;
  /** As `normalizeLogin` gives it; unique. */
  readonly login: string;
  /** A PHC string. */
  readonly passwordHash: string;
  readonly displayName: string;
  /** For readers of English; absent where it is not known. */
  readonly displayNameEn?: string;
  /** mer_…; `platform` for the platform's own staff; absent for wallet users. */
  readonly merchantId?: string;
  readonly storeIds: readonly string[];
  readonly roles: readonly string[];
  /** A registered phone, as `StoredPhone` has it; all four or none. */
  readonly phone?: Buffer;
  readonly phoneSealedBy?: string;
  readonly phoneIndex?: string;
  readonly maskedPhone?: string;
}

/** One spelling per login: no surrounding blanks, compatibility forms folded (full-width letters), lower case. */
export const normalizeLogin = (login: string): string => login.normalize("NFKC").trim().toLowerCase();

const KINDS: Readonly<Record<Kind, PrincipalMessage["kind"]>> = {
  user: PrincipalKind.PRINCIPAL_KIND_USER,
  staff: PrincipalKind.PRINCIPAL_KIND_STAFF,
};

/** As the contract shows it: without login and password. */
export const toPrincipalMessage = (principal: Principal): PrincipalMessage => ({
  principalId: principal._id,
  kind: KINDS[principal.kind],
  displayName: principal.displayName,
  displayNameEn: principal.displayNameEn ?? "",
  merchantId: principal.merchantId ?? "",
  storeIds: [...principal.storeIds],
  roles: [...principal.roles],
});
