/** Evidence of a review, to download. */
import { downloadReviewFile, type Review } from '#contract';
import { DownloadButton } from '../shared/download-button.tsx';

export function ReviewFiles({ review }: { readonly review: Review }) {
  if (review.files.length === 0) return null;
  return (
    <div className="actions gap">
      {review.files.map(({ ordinal, name, size }) => (
        <DownloadButton
          key={ordinal}
          route={downloadReviewFile}
          asked={{ params: { reviewId: review.id, ordinal } }}
          name={name}
          size="small"
        >{`${name}（${Math.max(1, Math.round(size / 1024))} KB）`}</DownloadButton>
      ))}
    </div>
  );
}
