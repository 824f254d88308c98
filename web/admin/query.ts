/**
 * Reading and writing through react-query: a read is known by its route and request, a write names the routes it touched.
 *
 * Promise: after a successful write everything it touched is fetched anew; an expired session is noticed in one place.
 */
import {
  MutationCache,
  keepPreviousData,
  QueryCache,
  QueryClient,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query';
import { getSession, type RouteReply, type RouteShape } from '#contract';
import { ApiProblem, call, upload, type Asked } from './api.ts';

function keyOf<R extends RouteShape>(route: R, asked?: Asked<R>): readonly unknown[] {
  return asked === undefined ? [route.path] : [route.path, asked];
}

/** True once a request was refused because the session had ended; sign-in then says so. */
let sessionEnded = false;
export function takeSessionEnded(): boolean {
  const ended = sessionEnded;
  sessionEnded = false;
  return ended;
}

function noticeEndedSession(error: unknown): void {
  // A wrong password is 401 as well, but says nothing about the session.
  if (!(error instanceof ApiProblem) || error.status !== 401 || error.code === 'sign-in-failed') return;
  sessionEnded = true;
  void queryClient.invalidateQueries({ queryKey: keyOf(getSession) });
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEndedSession }),
  mutationCache: new MutationCache({ onError: noticeEndedSession }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // Try without asking navigator.onLine: on an intranet it is often wrong.
      networkMode: 'always',
      retry: (failures, error) => error instanceof ApiProblem && error.code === 'network' && failures < 1,
    },
    mutations: { networkMode: 'always' },
  },
});

/** Reads a route. */
export function useRead<R extends RouteShape>(
  route: R,
  asked: Asked<R>,
  options: {
    readonly enabled?: boolean;
    readonly keepPrevious?: boolean;
    /** How long to wait before asking again, by the last reply; false: not again by itself. */
    readonly again?: (reply: RouteReply<R> | undefined) => number | false;
  } = {},
): UseQueryResult<RouteReply<R>> {
  const { enabled = true, keepPrevious = false, again } = options;
  const asking: UseQueryOptions<RouteReply<R>> = {
    queryKey: keyOf(route, asked),
    queryFn: ({ signal }) => call(route, asked, signal),
    enabled,
  };
  if (keepPrevious) asking.placeholderData = keepPreviousData;
  if (again) asking.refetchInterval = ({ state }) => again(state.data);
  return useQuery(asking);
}

/** Fetches every touched route anew. */
export async function refresh(routes: readonly RouteShape[]): Promise<void> {
  await Promise.all(routes.map((route) => queryClient.invalidateQueries({ queryKey: keyOf(route) })));
}

/** Writes through a route, then refreshes what it touched. */
export function useWrite<R extends RouteShape>(
  route: R,
  touched: readonly RouteShape[],
): UseMutationResult<RouteReply<R>, Error, Asked<R>> {
  return useMutation<RouteReply<R>, Error, Asked<R>>({
    mutationFn: (asked) => call(route, asked),
    onSuccess: () => refresh(touched),
  });
}

/** Uploads through a form route, then refreshes what it touched. */
export function useUpload<R extends RouteShape>(
  route: R,
  touched: readonly RouteShape[],
  onSent: (share: number) => void,
): UseMutationResult<RouteReply<R>, Error, Asked<R>> {
  return useMutation<RouteReply<R>, Error, Asked<R>>({
    mutationFn: (asked) => upload(route, asked, onSent),
    onSuccess: () => refresh(touched),
  });
}

/** Forgets everything read so far: another person signs in. */
export function forgetAll(): void {
  queryClient.clear();
}
