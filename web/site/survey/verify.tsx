/** `/verify`: is this call, message or page real? What the office says about each survey that is under way, and how answers are protected. */
import { renderSurveyPage } from './shell.tsx';

/** How a link somebody typed is written. */
export type VerifyFinding = 'ours' | 'code-wrong' | 'other-host' | 'nothing-sent' | 'code-only' | 'unreadable';

const findingWords: Readonly<Record<VerifyFinding, { readonly good: boolean; readonly text: string }>> = {
  ours: { good: true, text: '网址是我们的，代码的写法也对，可以打开。' },
  'code-wrong': { good: false, text: '网址是我们的，但后面的代码不全或抄错了。请直接点短信里的链接。' },
  'other-host': {
    good: false,
    text: '这不是我们的网址。请不要打开，不要填任何内容；收到这样的短信，请打下面的核实电话告诉我们。',
  },
  'nothing-sent': { good: false, text: '现在没有发过带链接的短信。请不要打开这个网址，可以打主办单位的公开电话核实。' },
  'code-only': { good: true, text: '代码的写法对。还请看清网址：真的链接以下面写明的网址开头。' },
  unreadable: { good: false, text: '没有认出网址或代码。请把短信里的链接整个复制过来，或照着输一遍。' },
};

interface VerifyCard {
  readonly title: string;
  readonly organiser: string;
  readonly hotline: string;
  readonly time: string;
  readonly text: string;
}

export interface VerifyView {
  readonly nonce: string;
  readonly large: boolean;
  readonly surveys: readonly (VerifyCard & { readonly href: string })[];
  /** Text messages with personal links. */
  readonly rounds: readonly (VerifyCard & { readonly base: string })[];
  /** What somebody wants to have looked at, as typed. */
  readonly asked: string;
  readonly finding: VerifyFinding | undefined;
}

function CardWords({ title, organiser, hotline, time, text }: VerifyCard) {
  return (
    <>
      <h2>{title}</h2>
      <p>谁在做：{organiser}</p>
      <p>什么时间：{time}</p>
      <p>核实电话：{hotline}</p>
      {text.split('\n').map((line) => (
        <p key={line}>{line}</p>
      ))}
    </>
  );
}

function LinkCheck({ asked, finding }: Pick<VerifyView, 'asked' | 'finding'>) {
  const words = finding && findingWords[finding];
  return (
    <>
      <h2>核对短信里的链接</h2>
      <form method="post" action="/verify" autoComplete="off">
        <label className="name" htmlFor="link">
          短信里的链接或代码
        </label>
        <div className="ask">
          <input id="link" name="link" defaultValue={asked} maxLength={500} autoCapitalize="none" spellCheck={false} />
          <button type="submit">核对</button>
        </div>
      </form>
      {words ? (
        <p className={words.good ? 'card' : 'card bad'} role="status">
          {words.text}
        </p>
      ) : null}
    </>
  );
}

export function renderVerify({ nonce, large, surveys, rounds, asked, finding }: VerifyView): string {
  const first = surveys[0] ?? rounds[0];
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
        {first === undefined ? (
          <p className="card warn">
            现在没有正在进行的网上评议，也没有发过带链接的短信。接到这样的电话或短信，请先打主办单位的公开电话核实。
          </p>
        ) : null}
        {surveys.map(({ href, ...survey }) => (
          <section className="card" key={href}>
            <CardWords {...survey} />
            <p>
              <a className="button second" href={href}>
                打开评议页面
              </a>
            </p>
          </section>
        ))}
        {rounds.map(({ base, ...round }) => (
          <section className="card" key={`${round.title} ${round.time}`}>
            <CardWords {...round} />
            <p>
              短信里的链接都以 <strong className="address">{base}</strong>{' '}
              开头，后面是13位代码，一人一个，只能用来填问卷。
            </p>
          </section>
        ))}
        <LinkCheck asked={asked} finding={finding} />
        <h2>真的评议不会做这些</h2>
        <ul>
          <li>不会要您的身份证号、银行卡号、验证码，不会让您转账或安装软件。</li>
          <li>不会告诉您该选哪一项；有人要您选“满意”的，请打核实电话反映。</li>
        </ul>
        <h2>您的回答怎样保护</h2>
        <ul>
          <li>不用登录，答卷里没有姓名、电话和网络地址；只用于汇总统计。</li>
          {rounds.length > 0 ? (
            <li>
              收到短信的人是随机抽中的。平台只用编号记住哪些人已经答过，好不再打扰；您什么时候打开链接，不作记录。
            </li>
          ) : null}
          <li>写下的意见加密保存，交给有关单位以前会去掉能看出是谁的内容。</li>
          <li>被评价单位的工作人员看不到任何一份答卷。</li>
        </ul>
      </>
    ),
  });
}
