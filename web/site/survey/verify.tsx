/** `/verify`: is this call, message or page real? What the office says about each survey that is under way, and how answers are protected. */
import { renderSurveyPage } from './shell.tsx';

export interface VerifyView {
  readonly nonce: string;
  readonly large: boolean;
  readonly surveys: readonly {
    readonly title: string;
    readonly organiser: string;
    readonly hotline: string;
    readonly time: string;
    readonly text: string;
    readonly href: string;
  }[];
}

export function renderVerify({ nonce, large, surveys }: VerifyView): string {
  const first = surveys[0];
  const frame = {
    nonce,
    large,
    base: '/verify',
    title: '核实评议的真假',
    organiser: first?.organiser ?? '本地绩效管理部门',
    hotline: first?.hotline ?? '请查主办单位官方网站',
  };
  return renderSurveyPage(frame, {
    heading: '这是真的吗',
    children: (
      <>
        <h1>电话、短信、网页是真的吗？</h1>
        {surveys.length === 0 ? (
          <p className="card warn">现在没有正在进行的网上评议。接到这样的电话或短信，请先打主办单位的公开电话核实。</p>
        ) : null}
        {surveys.map(({ title, organiser, hotline, time, text, href }) => (
          <section className="card" key={href}>
            <h2>{title}</h2>
            <p>谁在做：{organiser}</p>
            <p>什么时间：{time}</p>
            <p>核实电话：{hotline}</p>
            {text.split('\n').map((line) => (
              <p key={line}>{line}</p>
            ))}
            <p>
              <a className="button second" href={href}>
                打开评议页面
              </a>
            </p>
          </section>
        ))}
        <h2>真的评议不会做这些</h2>
        <ul>
          <li>不会要您的身份证号、银行卡号、验证码，不会让您转账或安装软件。</li>
          <li>不会告诉您该选哪一项；有人要您选“满意”的，请打核实电话反映。</li>
        </ul>
        <h2>您的回答怎样保护</h2>
        <ul>
          <li>不用登录，不记录姓名、电话和网络地址；只用于汇总统计。</li>
          <li>写下的意见加密保存，交给有关单位以前会去掉能看出是谁的内容。</li>
          <li>被评价单位的工作人员看不到任何一份答卷。</li>
        </ul>
      </>
    ),
  });
}
