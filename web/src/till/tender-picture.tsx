/** A phone with a barcode and the light of a scan gun across it. */
export const TenderPicture = () => (
  <svg className="tender-picture" viewBox="0 0 120 120" aria-hidden="true">
    <rect x="34" y="10" width="52" height="100" rx="9" className="tender-phone" />
    <path d="M44 46v28M49 46v28M53 46v28M59 46v28M62 46v28M68 46v28M72 46v28M76 46v28" className="tender-bars" />
    <path d="M20 60h80" className="tender-beam" />
  </svg>
);
