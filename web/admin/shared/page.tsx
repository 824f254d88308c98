/** One page: its title in the browser and on screen, the way back, what it is for, its main actions. */
import { useEffect, useRef, type ReactNode } from 'react';

let pagesShown = 0;

export function Page({
  title,
  lead,
  trail,
  actions,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly trail?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · 评议`;
  }, [title]);
  useEffect(() => {
    // A change of page moves the focus to its heading, as a full page load would; the first page keeps the browser's focus.
    pagesShown += 1;
    if (pagesShown > 1) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <div className="page-head">
        <div>
          {trail === undefined ? null : (
            <nav className="trail" aria-label="所在位置">
              {trail}
            </nav>
          )}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead === undefined ? null : <p className="lead">{lead}</p>}
        </div>
        {actions === undefined ? null : <div className="actions no-print">{actions}</div>}
      </div>
      {children}
    </>
  );
}

/** A white block with a heading. */
export function Section({
  title,
  actions,
  className,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={className === undefined ? 'section' : `section ${className}`} aria-label={title}>
      {actions === undefined ? (
        <h2>{title}</h2>
      ) : (
        <div className="section-head">
          <h2 className="section-title">{title}</h2>
          <div className="actions no-print">{actions}</div>
        </div>
      )}
      {children}
    </section>
  );
}
