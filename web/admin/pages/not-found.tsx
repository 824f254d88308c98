/** Pages for a wrong address and for a page that broke. */
import { Button } from 'antd';
import { EntryFrame } from '../layout.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Page } from '../shared/page.tsx';

export function NotFoundPage() {
  return (
    <EntryFrame>
      <div className="entry section">
        <Page title="没有这个页面">
          <p>地址可能写错了，或者页面已经改了名字。请从首页重新进入。</p>
          <LinkButton primary to="/">
            返回首页
          </LinkButton>
        </Page>
      </div>
    </EntryFrame>
  );
}

export function CrashPage() {
  return (
    <EntryFrame>
      <div className="entry section" role="alert">
        <Page title="页面出错了">
          <p>系统可能刚刚更新过。请刷新页面；仍不行请返回首页重新进入，并告知系统管理员您刚才在做什么。</p>
          <div className="actions">
            <Button type="primary" onClick={() => window.location.reload()}>
              刷新页面
            </Button>
            <Button href="/app">返回首页</Button>
          </div>
        </Page>
      </div>
    </EntryFrame>
  );
}
