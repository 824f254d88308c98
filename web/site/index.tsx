/** The door of the public pages: HTML rendered on the server, no JavaScript in the browser. */
export { renderBallotBoard } from './ballot-board.tsx';
export { type CardSheetsView, renderCardSheets } from './card-sheets.tsx';
export { renderCertificate, type CertificateView } from './certificate.tsx';
export { renderContactForm, type ContactFormView } from './contact-form.tsx';
export { renderDrawEvidence, type DrawEvidenceView } from './draw-evidence.tsx';
export { renderErasureCertificate, type ErasureCertificateView } from './erasure-certificate.tsx';
export { renderPermanentSeeds, type PublicSeedView } from './permanent-seeds.tsx';
export * from './survey/index.ts';
export { renderOfflineTool } from './offline-tool.tsx';
export { renderCollectPage } from './collect-page.tsx';
export { renderProtectionPage } from './protection-page.tsx';
export { renderVotingPage } from './voting-page.tsx';
export { renderReceipt, type ReceiptView } from './receipt.tsx';
export { renderGuide } from './guide.tsx';
