/**
 * What a browser with JavaScript adds to the survey's pages: a lost submission is sent again by itself, one tap is one submission, the
 * proof asked over speed is solved, keys choose.
 *
 * Promise: whatever is missing or fails, the plain form is still there and works. Nothing is stored and nothing is sent but the form.
 */
import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';

const WAITS_MS = [1000, 2000, 4000, 8000, 15_000];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function say(text: string): void {
  const place = document.getElementById('sending');
  if (place) place.textContent = text;
}

function hidden(form: HTMLFormElement, name: string, value: string): void {
  let field = form.querySelector<HTMLInputElement>(`input[type=hidden][name=${name}]`);
  if (!field) {
    field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    form.append(field);
  }
  field.value = value;
}

function bodyOf(form: HTMLFormElement): URLSearchParams {
  const body = new URLSearchParams();
  new FormData(form).forEach((value, name) => {
    if (typeof value === 'string') body.append(name, value);
  });
  body.set('_go', 'submit');
  return body;
}

/** Sends until the server has answered; the ticket in the form makes ten times one answer. */
async function send(form: HTMLFormElement): Promise<void> {
  const buttons = Array.from(form.querySelectorAll('button'));
  for (const button of buttons) button.disabled = true;
  say('正在提交，请不要关闭页面……');
  for (const wait of [...WAITS_MS, 0]) {
    try {
      const reply = await fetch(form.action, { method: 'POST', body: bodyOf(form), credentials: 'same-origin' });
      if (reply.ok && reply.redirected) {
        location.replace(reply.url);
        return;
      }
      // A page that asks for something, or says what is wrong: shown as the browser itself would.
      if (reply.status < 500) break;
    } catch {
      // No network: again.
    }
    if (wait === 0) {
      say('网络不通，还没有提交。您填的内容都在，请换个地方再按“提交”。');
      for (const button of buttons) button.disabled = false;
      return;
    }
    say('网络不好，正在重新提交，请不要关闭页面……');
    await pause(wait);
  }
  hidden(form, '_go', 'submit');
  form.submit();
}

async function prove(form: HTMLFormElement, challenge: Challenge): Promise<void> {
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) return;
  hidden(form, '_proof', btoa(JSON.stringify({ challenge, solution })));
  await send(form);
}

const form = document.querySelector<HTMLFormElement>('form#answer');
if (form?.dataset['send'] !== undefined) {
  form.addEventListener('submit', (event) => {
    const by = event.submitter;
    // Without a submitter (old browsers) the plain form goes its way.
    if (!(by instanceof HTMLButtonElement) || by.value !== 'submit') return;
    event.preventDefault();
    void send(form);
  });
  const challenge = form.dataset['challenge'];
  // WebCrypto needs https; without it one waits as told.
  if (challenge !== undefined && globalThis.crypto?.subtle !== undefined) {
    say('提交的人比较多，正在排队，几秒钟后自动提交，请不要关闭页面……');
    prove(form, JSON.parse(challenge) as Challenge).catch(() => say('请稍等几秒，再按“提交”。'));
  }
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
  if (event.target instanceof HTMLTextAreaElement) return;
  if (event.target instanceof HTMLInputElement && event.target.type === 'text') return;
  const choice = document.querySelectorAll<HTMLInputElement>('.qn-choice input')[Number(event.key) - 1];
  if (!choice) return;
  choice.focus();
  choice.click();
});
