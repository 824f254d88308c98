/**
 * The trustees' tool: make the poll's key before the vote, open the box after it. One file, run from a disk.
 *
 * Promise: nothing is sent (the file forbids it) and nothing is stored; shares and key live in memory while the page is open.
 */
import '../ballot-client/old-browsers.ts';
import './no-eval.ts';
import { whatIsMissing } from '#ballot-client';
import { h, show } from '../ballot-page/dom.ts';
import { showKeyMaking } from './key-making.ts';
import { showOpening } from './opening.ts';

function choose(): void {
  show(
    h('h1', {}, '制钥和开箱工具'),
    h(
      'p',
      { class: 'notice' },
      '请把这个文件拷到一台不联网的电脑上，用浏览器打开。它自己不能联网，也不保存任何东西；关掉页面，密钥就不在了。文件的摘要公布在平台的 /site/digests，用以前请核对。',
    ),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, '投票以前：制作计票密钥'),
      h('p', {}, '三个保管单位到场，生成一对密钥：公钥登记到平台，私钥拆成三份，各印一张，任两份可以开箱。'),
      h('button', { class: 'primary', onclick: () => showKeyMaking(choose) }, '制作密钥'),
    ),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, '截止以后：开箱计票'),
      h('p', {}, '两个保管单位到场，各输入一份密钥；核对整箱票，解开，当场拆成各单位的计数。'),
      h('button', { class: 'primary', onclick: () => showOpening(choose) }, '开箱计票'),
    ),
  );
}

const missing = whatIsMissing(window);
if (missing === null) choose();
else show(h('h1', {}, '不能在这里使用'), h('p', { role: 'alert' }, missing));
