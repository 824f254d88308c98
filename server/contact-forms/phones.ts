/**
 * The telephone numbers of a contact form, judged by the rules of the frame check.
 *
 * Promise: a number is stored only when it is certain; a refusal says what is wrong and never repeats the number.
 */
import { judgePhone, phoneIssueLabels, type PhoneNumber } from '#sampling';

type Judged = { readonly number: string } | { readonly message: string };

/** A blank stays blank; a lossless repair (spaces, full-width digits …) is taken over. */
export function readContactPhone(text: string, column: 'office' | 'mobile', homeArea: string): Judged {
  if (text === '') return { number: '' };
  const { verdict, numbers, issues } = judgePhone({ value: text }, { column, area: null, homeArea });
  const [first] = numbers;
  if (numbers.length > 1) return { message: '一栏只填一个号码，请只留一个' };
  if ((verdict !== 'ok' && verdict !== 'fixed') || first === undefined) {
    const reasons = issues.map((issue) =>
      phoneIssueLabels[issue].replaceAll(',', '，').replaceAll('(', '（').replaceAll(')', '）'),
    );
    return { message: `号码不能用：${reasons.join('、') || '不是电话号码'}，请核对后重填` };
  }
  if (column === 'mobile' && first.type !== 'mobile') return { message: '这是固定电话，请填在办公电话栏' };
  if (column === 'office' && first.type === 'mobile') return { message: '这是手机号码，请填在手机栏' };
  return { number: written(first) };
}

/** As a person writes it. */
function written(number: PhoneNumber): string {
  if (number.type === 'mobile') return number.national;
  return `${number.area}-${number.local}${number.ext === undefined ? '' : `转${number.ext}`}`;
}
