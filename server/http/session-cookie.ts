/** The session cookie: set at sign-in, cleared at sign-out. */
import type { Context as HonoContext } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { cookieName, isSecure, type Services } from './services.ts';

export function setSessionCookie(http: HonoContext, services: Services, token: string): void {
  const secure = isSecure(http, services);
  setCookie(http, cookieName(secure), token, { path: '/', httpOnly: true, sameSite: 'Strict', secure });
}

export function clearSessionCookie(http: HonoContext, services: Services): void {
  const secure = isSecure(http, services);
  deleteCookie(http, cookieName(secure), { path: '/', secure });
}
