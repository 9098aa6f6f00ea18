import { type ComponentType, lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { session } from "./api/session.ts";
import { NotFoundPage } from "./start/not-found-page.tsx";
import { StartPage } from "./start/start-page.tsx";
import { ErrorBoundary } from "./ui/error-boundary.tsx";
import { Loading } from "./ui/loading.tsx";
import { navigate, usePath } from "./ui/router.ts";

const WalletPage = lazy(() => import("./wallet/wallet-page.tsx"));
const HospitalPage = lazy(() => import("./hospital/hospital-page.tsx"));
const ClinicPage = lazy(() => import("./hospital/clinic-page.tsx"));
const NursePage = lazy(() => import("./hospital/nurse-page.tsx"));
const ScreenPage = lazy(() => import("./hospital/screen-page.tsx"));
const TillPage = lazy(() => import("./till/till-page.tsx"));
const CollectPage = lazy(() => import("./collect/collect-page.tsx"));

const HandheldPage = lazy(() => import("./handheld/handheld-page.tsx"));
const KioskPage = lazy(() => import("./kiosk/kiosk-page.tsx"));
const WindowsPage = lazy(() => import("./windows/windows-page.tsx"));
const WindowDeskPage = lazy(() => import("./window-desk/window-desk-page.tsx"));
const CardsPage = lazy(() => import("./member/cards-page.tsx"));
const CouponsPage = lazy(() => import("./coupons/coupons-page.tsx"));
const InboxPage = lazy(() => import("./windows/inbox-page.tsx"));

const DinerPage = lazy(() => import("./restaurant/diner-page.tsx"));
const WaiterPage = lazy(() => import("./restaurant/waiter-page.tsx"));
const RestaurantDeskPage = lazy(() => import("./restaurant/desk-page.tsx"));
const KitchenPage = lazy(() => import("./restaurant/kitchen-page.tsx"));
const BoardPage = lazy(() => import("./restaurant/board-page.tsx"));
const ChoosePage = lazy(() => import("./choose/choose-page.tsx"));
const RegisterPage = lazy(() => import("./start/register-page.tsx"));
const PayPage = lazy(() => import("./wallet/pay-page.tsx"));
const PhonePage = lazy(() => import("./start/phone-page.tsx"));
const DisplayPage = lazy(() => import("./collect/display-page.tsx"));

/** The pages for somebody. */
const PAGES = {
  "/wallet": WalletPage,
  "/till": TillPage,
  "/collect": CollectPage,
  "/handheld": HandheldPage,
  "/kiosk": KioskPage,
  "/hospital": HospitalPage,
  "/clinic": ClinicPage,
  "/clinic-screen": ScreenPage,
  "/nurse": NursePage,
  "/windows": WindowsPage,
  "/window-desk": WindowDeskPage,
  "/inbox": InboxPage,
  "/cards": CardsPage,
  "/coupons": CouponsPage,
  "/restaurant": DinerPage,
  "/waiter": WaiterPage,
  "/restaurant-desk": RestaurantDeskPage,
  "/kitchen": KitchenPage,
  "/board": BoardPage,
} as const;
/** The code on a table leads to the page of its restaurant. */
const TABLE_PATH = "/restaurant/table/";
const isSignedIn = (path: string): path is keyof typeof PAGES => path in PAGES;

/** The pages for everybody. */
const OPEN_PAGES: Readonly<Record<string, ComponentType>> = {
  "/": StartPage,
  "/index.html": StartPage,
  "/choose": ChoosePage,
  "/display": DisplayPage,
  "/register": RegisterPage,
  "/phone": PhonePage,
  "/pay": PayPage,
};

/** A page for somebody: whoever is not signed in, or no longer, goes to the start. */
const SignedInPage = ({ path }: { path: keyof typeof PAGES }) => {
  const current = useSyncExternalStore(session.subscribe, session.get);
  useEffect(() => {
    if (!current) navigate("/");
  }, [current]);
  if (!current?.principal) return <Loading />;
  const { principal } = current;
  // Another person in the same tab is another page: nothing of the one before stays on the screen.
  const Page = PAGES[path];
  return <Page key={principal.principalId} principal={principal} />;
};

/** One page shows every window. */
const pageOf = (path: string): string => (path.startsWith("/windows/") ? "/windows" : path);

const pageAt = (path: string) => {
  if (path.startsWith(TABLE_PATH)) return <SignedInPage path="/restaurant" />;
  if (isSignedIn(path)) return <SignedInPage path={path} />;
  const Page = OPEN_PAGES[path];
  return Page ? <Page /> : <NotFoundPage />;
};

/** The page of the address bar. */
export const App = () => {
  const path = usePath();
  return (
    <ErrorBoundary>
      <Suspense fallback={<Loading />}>{pageAt(pageOf(path))}</Suspense>
    </ErrorBoundary>
  );
};
