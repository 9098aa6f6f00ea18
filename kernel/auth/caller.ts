/**
 * Who makes a call, as the door proved it and as every hop passes it on. `tenantId` is the organisation whose data the caller may touch and `siteIds`
 * its places; what they are called in a domain (merchant, hospital; store, clinic) is the domain's affair.
 */
export interface Caller {
  readonly kind: "anonymous" | "user" | "staff" | "app" | "service";
  /** Typed id of the principal; the service's name for `service`; empty for `anonymous`. */
  readonly id: string;
  readonly tenantId?: string;
  readonly siteIds?: readonly string[];
  readonly roles?: readonly string[];
}

export const anonymous: Caller = { kind: "anonymous", id: "" };

/** A service that acts by itself (a recovery scan, an event consumer). It may act for every tenant. */
export const serviceCaller = (name: string): Caller => ({ kind: "service", id: name });

/** Whether the caller may act for the tenant: its own staff and apps, and services. */
export const actsForTenant = (caller: Caller, tenantId: string): boolean =>
  caller.kind === "service" || (caller.tenantId !== undefined && caller.tenantId === tenantId);

/** Whether the caller may act at the site: services, and callers of that tenant's site. */
export const actsAtSite = (caller: Caller, siteId: string): boolean =>
  caller.kind === "service" || (caller.siteIds?.includes(siteId) ?? false);
