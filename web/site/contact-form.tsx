/**
 * 附件8, 社会评价工作有关情况表, as a sheet to print and seal: filled, or empty for filling by hand.
 *
 * Promise: one A4 page; the page of a permitted reader, never public.
 */
import type { ContactForm } from '#contract';
import { renderDocument } from './document.tsx';

export interface ContactFormView {
  readonly year: number;
  readonly department: string;
  /** null: the empty form. */
  readonly form: ContactForm | null;
}

export function renderContactForm(view: ContactFormView, nonce: string | undefined): string {
  return renderDocument({ title: `附件8 情况表 ${view.department}`, nonce, children: <Sheet {...view} /> });
}

function Person({ name, post }: { readonly name: string | undefined; readonly post: string | undefined }) {
  return (
    <td colSpan={2}>
      {name} {post}
    </td>
  );
}

function Sheet({ year, department, form }: ContactFormView) {
  return (
    <main className="sheet attachment">
      <p>附件8</p>
      <h1>
        {year}年度自治区直属机关社会评价
        <br />
        工作有关情况表
      </h1>
      <p className="seal">填报单位（盖章）：{department}</p>
      <table>
        <tbody>
          <tr>
            <th scope="rowgroup" rowSpan={2}>
              本单位负责此项工作的联络员
            </th>
            <th scope="row">姓名及职务</th>
            <Person name={form?.liaisonName} post={form?.liaisonPost} />
          </tr>
          <tr>
            <th scope="row">联系电话</th>
            <td>{form?.officePhone}</td>
            <td>{form?.mobilePhone}</td>
          </tr>
          <tr>
            <th scope="rowgroup" rowSpan={2}>
              本单位主要领导情况
            </th>
            <th scope="row">姓名及职务</th>
            <Person name={form?.leaderName} post={form?.leaderPost} />
          </tr>
          <tr>
            <th scope="row">姓名及职务</th>
            <Person name={form?.secondLeaderName} post={form?.secondLeaderPost} />
          </tr>
        </tbody>
      </table>
      <p>注：如党组（委）书记和行政首长不是同一人，请分别填写</p>
    </main>
  );
}
