/** Browsers of people at a real server on a port, and a small campaign there. */
import * as contract from '#contract';
import type { RouteReply, RouteRequest, RouteShape } from '#contract';
import { PASSWORD } from './app.ts';
import type { Started } from './process.ts';

/** A browser of one person. */
export class Remote {
  cookie = '';
  private readonly url: string;
  constructor(url: string) {
    this.url = url;
  }

  /** The same person at another server of the same database. */
  at(url: string): Remote {
    const other = new Remote(url);
    other.cookie = this.cookie;
    return other;
  }

  async must<R extends RouteShape>(route: R, request: RouteRequest<R> = {}): Promise<RouteReply<R>> {
    const params = (request.params ?? {}) as Record<string, string | number>;
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => String(params[name] ?? ''));
    const query = new URLSearchParams((request.query ?? {}) as Record<string, string>).toString();
    const headers: Record<string, string> = { 'sec-fetch-site': 'same-origin', cookie: this.cookie };
    let body: FormData | string | undefined;
    if (route.form) {
      body = new FormData();
      for (const file of request.files ?? []) body.append('file', file);
    } else if (route.method !== 'GET' && route.method !== 'DELETE') {
      headers['content-type'] = 'application/json';
      body = JSON.stringify(request.body ?? {});
    }
    const init = { method: route.method, headers, ...(body === undefined ? {} : { body }) };
    const response = await fetch(`${this.url}${path}${query ? `?${query}` : ''}`, init);
    for (const cookie of response.headers.getSetCookie()) this.cookie = cookie.split(';')[0] ?? '';
    if (!response.ok) throw new Error(`${route.path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as RouteReply<R>;
  }
}

export interface RemoteCampaign {
  readonly url: string;
  readonly office: Remote;
  readonly liaison: Remote;
  readonly frameId: string;
  readonly cycleId: string;
}

/** The first administrator, a cycle, a department with one list to file, its liaison (`liaison`, the test password). */
export async function remoteCampaign(server: Started, { minimum = 500 } = {}): Promise<RemoteCampaign> {
  const [, url = ''] = await server.until(/评议平台已启动：(http:\/\/\S+)/);
  const [, token = ''] = await server.until(/set-password#token=(\S+)/);
  const office = new Remote(url);
  await office.must(contract.redeemLink, {
    body: { token, password: PASSWORD, login: 'office', displayName: '绩效办' },
  });
  const cycle = await office.must(contract.createCycle, {
    body: { name: '2026年度社会评价', year: 2026, homeArea: '0771', frameDeadlineOn: '2099-11-30' },
  });
  const department = await office.must(contract.createDepartment, {
    body: { name: '自治区政务服务局', category: 'public-affairs' },
  });
  await office.must(contract.addAppraisees, {
    params: { cycleId: cycle.id },
    body: {
      departmentIds: [department.id],
      frames: [{ list: 'service-users', attachment: null, minimum, coverage: 'none' }],
    },
  });
  const { passwordLink } = await office.must(contract.createAccount, {
    body: { login: 'liaison', displayName: '覃联络', role: 'liaison', departmentId: department.id },
  });
  const liaison = new Remote(url);
  await liaison.must(contract.redeemLink, { body: { token: passwordLink.split('token=')[1]!, password: PASSWORD } });
  const { items } = await liaison.must(contract.listFrames);
  return { url, office, liaison, frameId: items[0]!.id, cycleId: cycle.id };
}
