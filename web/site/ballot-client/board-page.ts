/**
 * The script of the board: fetches the whole list, computes its root, and looks for a receipt in it.
 *
 * Promise: the receipt stays on this device; nothing is asked of the platform but the list that everybody gets.
 */
import './old-browsers.ts';
import { type Board, checkReceipt } from './board.ts';
import { whatIsMissing } from './support.ts';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

function say(text: string, kind: 'good' | 'bad' | ''): void {
  const answer = element('answer');
  answer.textContent = text;
  answer.className = kind === '' ? 'card' : `card state-${kind}`;
}

async function fetchBoard(cycleId: string): Promise<Board | undefined> {
  try {
    const response = await fetch(`/api/boards/${cycleId}`, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    return response.ok ? ((await response.json()) as Board) : undefined;
  } catch {
    return undefined;
  }
}

async function look(cycleId: string, receipt: string): Promise<void> {
  say('正在核对…', '');
  const board = await fetchBoard(cycleId);
  if (!board) return say('没有取到公示板的清单，请检查网络后再试。', 'bad');
  const checked = checkReceipt(board, receipt);
  if (!checked.ok) return say('公示板的清单与它的根不符：请保留这个页面并告诉监督人员。', 'bad');
  if (!checked.found)
    return say(
      board.final
        ? '清单里没有这个回执。请核对有没有抄错；确认无误的，请告诉监督人员。'
        : '清单里还没有这个回执。票要攒够一批打乱后才入箱，请过一段时间再查；您投票的设备会自动重发。',
      'bad',
    );
  const { index, leaf, proof } = checked.found;
  say(
    `在箱里：清单共${board.size}张，这是按摘要排列的第${index + 1}行（${leaf.slice(0, 16)}…），由${proof.length}个摘要证明属于根 ${board.root.slice(0, 16)}…。${board.final ? '已封箱，不会再变。' : '截止前改投的，回执会变。'}`,
    'good',
  );
}

function start(): void {
  const missing = whatIsMissing(window);
  say('', '');
  const form = element('check');
  const field = element('receipt') as HTMLInputElement;
  const cycleId = form.dataset['cycle'] ?? '';
  if (missing !== null) return say(missing, 'bad');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const digits = field.value.toLowerCase().replace(/[^0-9a-f]/g, '');
    if (digits.length < 24) return say('回执是24位数字和字母（0到9、a到f），请核对。', 'bad');
    void look(cycleId, digits);
  });
  const given = location.hash.slice(1);
  if (/^[0-9a-f]{24,64}$/.test(given)) {
    field.value = given;
    void look(cycleId, given);
  }
}

start();
