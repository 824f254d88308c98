/** The first page after signing in: tasks for a liaison, the state of affairs for everybody else. */
import { useSignedIn } from '../session.tsx';
import { LiaisonHome } from './liaison-home.tsx';
import { OverviewHome } from './overview-home.tsx';

export function HomePage() {
  const { may } = useSignedIn();
  return may('fileFrames') ? <LiaisonHome /> : <OverviewHome />;
}
